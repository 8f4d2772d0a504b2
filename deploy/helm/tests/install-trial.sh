#!/usr/bin/env bash
# Installs the chart into a namespace that enforces the Pod Security Standard restricted:
#
#   deploy/helm/tests/cluster.sh FOLDER deploy/helm/tests/install-trial.sh
#
# Tries, in this order: what must be refused, install --wait, helm test, a backup, an upgrade, a rollback, a restore, uninstall.
set -euo pipefail
cd "$(dirname "$0")/.."
TMPDIR=$(mktemp -d)
say() { printf '%4ss  %s\n' "$SECONDS" "$*"; }
crm() { kubectl -n crm "$@"; }
release() { helm "$1" shop fanloom -n crm --values fanloom/ci/backup.yaml --wait --timeout 3m "${@:2}" >/dev/null; }
done_job() { crm wait "$1" --for condition=Complete --timeout 60s >/dev/null; }

kubectl create namespace crm >/dev/null
kubectl label namespace crm pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted >/dev/null
if crm run ordinary --image busybox --restart Never >/dev/null 2>&1; then
  echo 'The namespace takes pods that are not restricted: it proves nothing.' >&2
  exit 1
fi
say 'a pod that is not restricted is refused'

# Volumes: named, never mounted.
kubectl apply -f - >/dev/null <<'YAML'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: folders, annotations: { storageclass.kubernetes.io/is-default-class: 'true' } }
provisioner: kubernetes.io/no-provisioner
YAML
for n in $(seq 6); do
  printf -- '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: folder-%s }\nspec: { capacity: { storage: 100Gi }, accessModes: [ReadWriteOnce], storageClassName: folders, hostPath: { path: /nowhere } }\n' "$n"
done | kubectl apply -f - >/dev/null

# Of operators that this cluster does not have.
foreign='kind: (ServiceMonitor|PrometheusRule|HTTPRoute)\n'
# A pod wants its account to be there, also where it is tried only.
for account in shop-fanloom fanloom; do crm create --save-config serviceaccount "$account" >/dev/null; done
for values in fanloom/ci/*.yaml; do
  helm template shop fanloom -n crm --values "$values" --kube-version 1.34 |
    awk -v foreign="$foreign" 'BEGIN { RS = ORS = "---\n" } $0 !~ foreign' |
    crm apply --dry-run=server -f - 2>&1 >/dev/null | tee "$TMPDIR/warnings" >&2
  [ ! -s "$TMPDIR/warnings" ] || exit 1
done
crm delete serviceaccount shop-fanloom fanloom >/dev/null
say 'the server takes every set of values, without a warning'
release install --set backup.target.storageClass=folders
say 'helm install --wait'
helm test shop -n crm >/dev/null
say 'helm test'
crm create job first --from cronjob/shop-fanloom-backup >/dev/null
done_job job/first
say 'the CronJob makes a Job that is admitted, and its scratch volume'

job=$(crm get jobs -l app.kubernetes.io/component=migrate -o name)
release upgrade --set backup.target.storageClass=folders --set worker.replicas=3 --set image.tag=0.2.0
[ "$(crm get jobs -l app.kubernetes.io/component=migrate -o name)" != "$job" ]
[ "$(crm get deployment shop-fanloom-worker -o jsonpath='{.status.readyReplicas}')" = 3 ]
say 'helm upgrade --wait: another migration, three workers'
helm rollback shop 1 -n crm --wait --timeout 3m >/dev/null
[ "$(crm get deployment shop-fanloom-worker -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[0].image}')" = '2 registry.example.com/fanloom:0.1.0' ]
say 'helm rollback --wait: as before'

restore=$(helm template shop fanloom -n crm --values fanloom/ci/backup.yaml --kube-version 1.34 --show-only templates/restore.yaml --set restore.file=fanloom-20261122T020000Z.backup | crm apply -f - -o name)
done_job "$restore"
say 'the restore Job is admitted'
helm uninstall shop -n crm --wait >/dev/null
[ "$(crm get persistentvolumeclaims -l app.kubernetes.io/instance=shop -o name)" = persistentvolumeclaim/shop-fanloom-backups ]
say 'helm uninstall: the backups stay'
