#!/usr/bin/env bash
# Builds what cluster.sh runs into .cache/deploy/bin, once, for machines that reach nothing but the Go proxy: kube-apiserver,
# kube-controller-manager, kubectl and etcd. Some fifteen minutes of two cores, a minute where Go has compiled them before.
set -euo pipefail
cd "$(dirname "$0")/../../.."
bin=$PWD/.cache/deploy/bin
kubernetes=1.34.4 etcd=v3.6.5
export CGO_ENABLED=0 GOFLAGS=-mod=mod
command -v go >/dev/null || { echo 'cluster-tools.sh: install Go 1.24 or later.' >&2; exit 2; }
mkdir -p "$bin"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Its go.mod points at folders that the module does not contain; they are published as modules of their own.
if [ ! -x "$bin/kube-apiserver" ] || [ ! -x "$bin/kube-controller-manager" ] || [ ! -x "$bin/kubectl" ]; then
  source=$(go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  cp -r "$source" "$work/kubernetes" && chmod -R u+w "$work/kubernetes"
  (
    cd "$work/kubernetes"
    rm -rf vendor go.work go.work.sum
    sed -i "s#=> ./staging/src/\(.*\)#=> \1 v0.${kubernetes#1.}#" go.mod
    version=k8s.io/component-base/version
    go build -trimpath -o "$bin/" -ldflags "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=34" \
      ./cmd/kube-apiserver ./cmd/kube-controller-manager ./cmd/kubectl
  )
fi
if [ ! -x "$bin/etcd" ]; then
  mkdir "$work/etcd" && cd "$work/etcd"
  cat >main.go <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
  go mod init etcd && go get "go.etcd.io/etcd/server/v3@$etcd" && go build -trimpath -ldflags '-s -w' -o "$bin/etcd" .
fi
echo "Kubernetes $kubernetes: $bin"
