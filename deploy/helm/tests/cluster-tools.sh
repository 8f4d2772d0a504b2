#!/usr/bin/env bash
# Builds a Kubernetes of one node from Go modules into .cache/deploy/bin, once, for machines that reach no image registry but the
# Go proxy: kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, kubectl, etcd, CoreDNS, and a pause.
# About twenty minutes of two cores. cluster.sh runs it; containerd, runc and the CNI plug-ins are the system's.
set -euo pipefail
cd "$(dirname "$0")/../../.."
bin=$PWD/.cache/deploy/bin
kubernetes=1.34.4 etcd=v3.6.5 coredns=v1.12.4
export CGO_ENABLED=0 GOFLAGS=-mod=mod
command -v go >/dev/null || { echo 'cluster-tools.sh: install Go 1.24 or later.' >&2; exit 2; }
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# Its own go.mod points at folders that the module does not contain; they are published as modules of their own.
if [ ! -x "$bin/kubelet" ]; then
  source=$(go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  cp -r "$source" "$work/kubernetes" && chmod -R u+w "$work/kubernetes" && cd "$work/kubernetes"
  rm -rf vendor go.work go.work.sum
  sed -i "s#=> ./staging/src/\(.*\)#=> \1 v0.${kubernetes#1.}#" go.mod
  version=k8s.io/component-base/version
  go build -trimpath -o "$bin/" -ldflags "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=${kubernetes:2:2}" \
    ./cmd/kube-apiserver ./cmd/kube-controller-manager ./cmd/kube-scheduler ./cmd/kubelet ./cmd/kube-proxy ./cmd/kubectl
fi

# build NAME MODULE@VERSION: the main.go on standard input.
build() {
  [ ! -x "$bin/$1" ] || return 0
  mkdir "$work/$1" && cd "$work/$1" && cat >main.go
  go mod init "$1" && { [ -z "${2:-}" ] || go get "$2"; } && go mod tidy && go build -trimpath -ldflags '-s -w' -o "$bin/$1" .
}
build etcd "go.etcd.io/etcd/server/v3@$etcd" <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
build coredns "github.com/coredns/coredns@$coredns" <<'GO'
package main

import (
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
)

func main() { coremain.Run() }
GO
build pause '' <<'GO'
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	<-ended
}
GO
echo "Kubernetes $kubernetes: $bin"
