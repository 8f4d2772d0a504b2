#!/usr/bin/env bash
# Runs a Kubernetes of one node in FOLDER and a command in it, then stops it: needs root, containerd, runc and CNI plug-ins.
#
#   deploy/helm/tests/cluster.sh FOLDER COMMAND…      COMMAND gets KUBECONFIG, and ctr by CONTAINERD_ADDRESS
#
# The network is a bridge, which does not know NetworkPolicies. Images are imported with ctr; volumes are folders.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
bin=$(realpath "$here/../../../.cache/deploy/bin")
cni=${CNI_BIN:-/usr/lib/cni}
folder=$(realpath -m "$1") && shift
address=${NODE_ADDRESS:-$(hostname -I | cut -d ' ' -f 1)}
api=https://127.0.0.1:6443
mkdir -p "$folder"/{log,pki,cni,volumes}
cd "$folder"
started=()

start() {
  local name=$1 && shift
  "$@" >"log/$name" 2>&1 &
  started+=($!)
}
stop() {
  # Pods first, while there is somebody to stop them.
  kubectl delete pods --all --all-namespaces --grace-period 1 --wait --timeout 60s >/dev/null 2>&1 || true
  for ((n = ${#started[@]} - 1; n >= 0; n--)); do kill "${started[n]}" 2>/dev/null && wait "${started[n]}" || true; done
  awk '{ print $2 }' /proc/mounts | grep "^$folder/" | sort -r | xargs -r umount --lazy
}
until_ready() {
  for _ in $(seq 120); do "$@" >/dev/null 2>&1 && return; sleep 1; done
  echo "cluster.sh: still not: $*; see $folder/log" >&2
  exit 1
}
# The image in which a pod's network lives: one program, one layer.
import_pause() {
  mkdir -p pause && tar -C "$bin" --owner 0 --group 0 -cf pause/layer.tar pause
  echo "{ \"architecture\": \"$(go env GOARCH)\", \"os\": \"linux\", \"config\": { \"Entrypoint\": [\"/pause\"] },
    \"rootfs\": { \"type\": \"layers\", \"diff_ids\": [\"sha256:$(sha256sum pause/layer.tar | cut -c1-64)\"] } }" >pause/config.json
  echo '[{ "Config": "config.json", "RepoTags": ["fanloom.trial/pause:1"], "Layers": ["layer.tar"] }]' >pause/manifest.json
  tar -C pause -c manifest.json config.json layer.tar | ctr images import - >/dev/null
}
PATH=$bin:$PATH
export KUBECONFIG=$folder/kubeconfig CONTAINERD_ADDRESS=$folder/containerd.sock CONTAINERD_NAMESPACE=k8s.io
trap stop EXIT

token=$(openssl rand -hex 16)
echo "$token,admin,admin,system:masters" >pki/tokens.csv
openssl genrsa -out pki/accounts.key 2048 2>/dev/null
openssl rsa -in pki/accounts.key -pubout -out pki/accounts.pub 2>/dev/null
cat >kubeconfig <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: trial, cluster: { server: '$api', insecure-skip-tls-verify: true } }]
users: [{ name: admin, user: { token: $token } }]
contexts: [{ name: trial, context: { cluster: trial, user: admin } }]
current-context: trial
YAML
cat >containerd.toml <<TOML
version = 2
root = "$folder/containerd"
state = "$folder/containerd-state"
[grpc]
  address = "$CONTAINERD_ADDRESS"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "fanloom.trial/pause:1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$cni"
    conf_dir = "$folder/cni"
TOML
cat >cni/bridge.conflist <<JSON
{ "cniVersion": "0.4.0", "name": "trial", "plugins": [
  { "type": "bridge", "bridge": "fanloom0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "dataDir": "$folder/addresses", "ranges": [[{ "subnet": "10.244.0.0/24" }]], "routes": [{ "dst": "0.0.0.0/0" }] } },
  { "type": "portmap", "capabilities": { "portMappings": true } } ] }
JSON
cat >kubelet.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$CONTAINERD_ADDRESS
authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
clusterDNS: [$address]
clusterDomain: cluster.local
evictionHard: { memory.available: 50Mi, nodefs.available: 1Mi, imagefs.available: 1Mi }
imageGCHighThresholdPercent: 100
YAML
cat >Corefile <<CORE
.:53 {
  bind $address
  errors
  kubernetes cluster.local { kubeconfig $KUBECONFIG trial }
}
CORE

start etcd etcd --data-dir "$folder/etcd" --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 \
  --listen-peer-urls http://127.0.0.1:12380
start kube-apiserver kube-apiserver --etcd-servers http://127.0.0.1:12379 --secure-port 6443 --cert-dir pki --token-auth-file pki/tokens.csv \
  --service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC --service-account-issuer "$api" \
  --service-account-signing-key-file pki/accounts.key --service-account-key-file pki/accounts.pub --allow-privileged
start containerd containerd --config containerd.toml
until_ready kubectl get --raw /readyz
start kube-controller-manager kube-controller-manager --kubeconfig kubeconfig --service-account-private-key-file pki/accounts.key
start kube-scheduler kube-scheduler --kubeconfig kubeconfig
until_ready ctr version
import_pause
start kubelet kubelet --config kubelet.yaml --kubeconfig kubeconfig --root-dir "$folder/kubelet" --node-ip "$address" --hostname-override trial
start kube-proxy kube-proxy --kubeconfig kubeconfig --cluster-cidr 10.244.0.0/24 --hostname-override trial --proxy-mode iptables
start coredns coredns -conf Corefile
until_ready kubectl wait node/trial --for condition=Ready --timeout 5s
until_ready kubectl get serviceaccount default

# Volumes: folders, each for one claim.
kubectl apply -f - >/dev/null <<YAML
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: folders, annotations: { storageclass.kubernetes.io/is-default-class: 'true' } }
provisioner: kubernetes.io/no-provisioner
YAML
for n in $(seq 12); do
  mkdir -p -m 777 "volumes/$n"
  chmod 777 "volumes/$n"
  cat <<YAML
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: folder-$n }
spec:
  capacity: { storage: 100Gi }
  accessModes: [ReadWriteOnce, ReadWriteMany]
  storageClassName: folders
  hostPath: { path: $folder/volumes/$n }
YAML
done | kubectl apply -f - >/dev/null

"$@"
