#!/usr/bin/env bash
# Runs a Kubernetes without containers in FOLDER, and a command in it: a real API server with its admission and controllers; kubelet.mjs
# says of every pod that it runs. What containers do is not shown here: that is what the trial of Compose is for.
#
#   deploy/helm/tests/cluster.sh FOLDER COMMAND…      COMMAND gets KUBECONFIG
set -euo pipefail
here=$(realpath "$(dirname "$0")")
PATH=$(realpath "$here/../../../.cache/deploy/bin"):$PATH
mkdir -p "$1" && folder=$(realpath "$1") && shift
export KUBE_API=https://127.0.0.1:16443 KUBE_TOKEN KUBECONFIG=$folder/kubeconfig NODE_EXTRA_CA_CERTS=$folder/apiserver.crt
KUBE_TOKEN=$(openssl rand -hex 16)
started=()

start() { "$@" >"$folder/$(basename "$1").log" 2>&1 & started+=($!); }
# The last one first: nobody waits for an API server that is gone.
stop() { for ((n = ${#started[@]} - 1; n >= 0; n--)); do kill "${started[n]}" 2>/dev/null && wait "${started[n]}" || true; done; }
until_ready() {
  for _ in $(seq 120); do "$@" >/dev/null 2>&1 && return; sleep 1; done
  echo "cluster.sh: still not: $*; the logs are in $folder" >&2
  exit 1
}
trap stop EXIT

echo "$KUBE_TOKEN,admin,admin,system:masters" >"$folder/tokens.csv"
openssl genrsa -out "$folder/accounts.key" 2048 2>/dev/null
cat >"$KUBECONFIG" <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: trial, cluster: { server: '$KUBE_API', certificate-authority: apiserver.crt } }]
users: [{ name: admin, user: { token: $KUBE_TOKEN } }]
contexts: [{ name: trial, context: { cluster: trial, user: admin } }]
current-context: trial
YAML

start etcd --data-dir "$folder/etcd" --unsafe-no-fsync --listen-client-urls http://127.0.0.1:12379 \
  --advertise-client-urls http://127.0.0.1:12379 --listen-peer-urls http://127.0.0.1:12380
start kube-apiserver --etcd-servers http://127.0.0.1:12379 --bind-address 127.0.0.1 --secure-port 16443 --cert-dir "$folder" \
  --token-auth-file "$folder/tokens.csv" --service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC \
  --service-account-issuer "$KUBE_API" --service-account-signing-key-file "$folder/accounts.key" --service-account-key-file "$folder/accounts.key"
until_ready kubectl get --raw /readyz
start kube-controller-manager --kubeconfig "$KUBECONFIG" --service-account-private-key-file "$folder/accounts.key"
start node "$here/kubelet.mjs"
until_ready kubectl get serviceaccount default

"$@"
