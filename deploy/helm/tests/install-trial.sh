#!/usr/bin/env bash
# Installs the chart into a namespace that enforces the Pod Security Standard restricted, for cluster.sh:
#
#   deploy/helm/tests/cluster.sh FOLDER deploy/helm/tests/install-trial.sh IMAGES.tar
#
# IMAGES.tar is a docker save of PRODUCT_IMAGE, POSTGRES_IMAGE, TEMPORAL_IMAGE and TEMPORAL_TOOLS_IMAGE. Tries, in this order: install
# --wait, helm test, the first set-up, a backup, an upgrade, a rollback, a restore into an empty database, and what must be refused.
set -euo pipefail
cd "$(dirname "$0")/.."
images=$(realpath "$1")
: "${PRODUCT_IMAGE:?}" "${POSTGRES_IMAGE:?}" "${TEMPORAL_IMAGE:?}" "${TEMPORAL_TOOLS_IMAGE:?}"
registry=docker.io
say() { printf '── %s (%ss)\n' "$*" "$SECONDS"; }
name() { case $1 in */*) echo "$1" ;; *) echo "library/$1" ;; esac; }
crm() { kubectl -n crm "$@"; }

ctr images import "$images" >/dev/null
say 'images are imported'

kubectl create namespace data >/dev/null
kubectl create namespace crm >/dev/null
kubectl label namespace crm pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/enforce-version=latest >/dev/null
if crm run root --image "$registry/$(name "$POSTGRES_IMAGE")" --restart Never >/dev/null 2>&1; then
  echo 'The namespace takes pods that are not restricted: it proves nothing.' >&2 && exit 1
fi
say 'the namespace refuses what is not restricted'

# What the customer has: PostgreSQL and Temporal, by the files of Compose.
compose=../compose
kubectl -n data create configmap postgres --from-file="$compose/postgres" >/dev/null
kubectl -n data create configmap temporal --from-file="$compose/temporal" >/dev/null
kubectl apply -f - >/dev/null <<YAML
apiVersion: v1
kind: Pod
metadata: { name: postgres, namespace: data, labels: { app: postgres } }
spec:
  containers:
    - name: postgres
      image: $registry/$(name "$POSTGRES_IMAGE")
      env:
        - { name: POSTGRES_PASSWORD, value: trial }
        - { name: FANLOOM_DB_PASSWORD, value: trial }
        - { name: TEMPORAL_DB_PASSWORD, value: trial }
      readinessProbe: { exec: { command: [pg_isready, -q, -h, 127.0.0.1, -U, postgres] }, periodSeconds: 2 }
      volumeMounts: [{ name: databases, mountPath: /docker-entrypoint-initdb.d }]
  volumes: [{ name: databases, configMap: { name: postgres, items: [{ key: make-databases.sh, path: make-databases.sh }] } }]
---
apiVersion: v1
kind: Pod
metadata: { name: temporal, namespace: data, labels: { app: temporal } }
spec:
  initContainers:
    - name: schema
      image: $registry/$(name "$TEMPORAL_TOOLS_IMAGE")
      command: [/bin/sh, -c, 'until sh /opt/fanloom/upgrade-schema.sh; do sleep 1; done']
      env: &database
        - { name: SQL_PLUGIN, value: postgres12 }
        - { name: SQL_HOST, value: postgres }
        - { name: SQL_PORT, value: '5432' }
        - { name: SQL_USER, value: temporal }
        - { name: SQL_PASSWORD, value: trial }
      volumeMounts: &files [{ name: files, mountPath: /opt/fanloom }]
  containers:
    - name: temporal
      image: $registry/$(name "$TEMPORAL_IMAGE")
      command: [temporal-server, --root, /, --config, opt/fanloom, --env, server, --allow-no-auth, start]
      env: *database
      volumeMounts: *files
    - name: namespace
      image: $registry/$(name "$TEMPORAL_TOOLS_IMAGE")
      command: [/bin/sh, -c, 'sh /opt/fanloom/make-namespace.sh && exec sleep infinity']
      env: [{ name: TEMPORAL_ADDRESS, value: '127.0.0.1:7233' }, { name: HOME, value: /tmp }]
      volumeMounts: *files
      readinessProbe: { exec: { command: [temporal, operator, namespace, describe, --namespace, fanloom] } }
  volumes: [{ name: files, configMap: { name: temporal } }]
---
apiVersion: v1
kind: Service
metadata: { name: postgres, namespace: data }
spec: { selector: { app: postgres }, ports: [{ port: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: temporal, namespace: data }
spec: { selector: { app: temporal }, ports: [{ port: 7233 }] }
YAML
kubectl -n data wait pod --all --for condition=Ready --timeout 240s >/dev/null
say 'PostgreSQL and Temporal are there'

key() { openssl rand -base64 32; }
crm create secret generic fanloom-keys --from-literal=secrets.json="$(printf '{"master_key":"%s","lookup_key":"%s","session_key":"%s"}' "$(key)" "$(key)" "$(key)")" >/dev/null
crm create secret generic fanloom-database --from-literal=password=trial >/dev/null
crm create secret generic fanloom-backup --from-literal=passphrase=trial >/dev/null
cat >/tmp/fanloom-trial.yaml <<YAML
image: { registry: $registry, repository: $(name "${PRODUCT_IMAGE%:*}"), tag: ${PRODUCT_IMAGE#*:}, pullPolicy: Never }
secrets: { existingSecret: fanloom-keys, mode: file }
database: { host: postgres.data, existingSecret: fanloom-database }
temporal: { address: 'temporal.data:7233', namespace: fanloom }
worker: { replicas: 1 }
backup:
  enabled: true
  runAsUser: ${POSTGRES_USER_ID:-999}
  image: { registry: $registry, repository: $(name "${POSTGRES_IMAGE%:*}"), tag: '${POSTGRES_IMAGE#*:}' }
  passphrase: { existingSecret: fanloom-backup }
YAML
release() { helm "$1" shop fanloom -n crm -f /tmp/fanloom-trial.yaml --wait --timeout 5m "${@:2}" >/dev/null; }
server() { crm exec deployment/shop-fanloom-server -c server -- node fanloom.mjs "$@"; }
sql() { kubectl -n data exec postgres -- psql -U postgres -d "$1" -qAtc "$2"; }
job() { crm wait "job/$1" --for condition=Complete --timeout 240s >/dev/null || { crm logs "job/$1"; exit 1; }; crm logs "job/$1"; }

release install
say 'helm install --wait'
helm test shop -n crm --logs | grep -E '^(Phase|/)'
say 'helm test'
[ -n "$(server setup-token)" ]
server doctor || true

crm create job first --from cronjob/shop-fanloom-backup >/dev/null
job first
say 'the backup'

release upgrade --set worker.replicas=2 --set image.pullPolicy=IfNotPresent --set-string server.podAnnotations.trial=2
say 'helm upgrade --wait'
helm rollback shop 1 -n crm --wait --timeout 5m >/dev/null
[ "$(crm get deployment shop-fanloom-worker -o jsonpath='{.spec.replicas}')" = 1 ]
say 'helm rollback --wait'

file=$(crm logs job/first | sed -n 's/^\(fanloom-.*\.backup\) .*/\1/p')
restore() { helm template shop fanloom -n crm -f /tmp/fanloom-trial.yaml --show-only templates/restore.yaml --set restore.file="$file,restore.database=$1" | crm apply -f - -o name; }
refused=$(restore fanloom) && refused=${refused#job.batch/}
crm wait "job/$refused" --for condition=Failed --timeout 120s >/dev/null
crm logs "job/$refused" | grep 'is not empty'
sql postgres 'create database fanloom_restored owner fanloom'
restored=$(restore fanloom_restored) && job "${restored#job.batch/}"
say 'the restore, and its refusal to overwrite'
release upgrade --set database.name=fanloom_restored
server doctor || true
say 'the product runs on the restored database'

helm uninstall shop -n crm --wait >/dev/null
[ "$(crm get persistentvolumeclaim shop-fanloom-backups -o jsonpath='{.status.phase}')" = Bound ]
say 'uninstalled; the backups are still there'
