{{- define "fanloom.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "fanloom.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "fanloom.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "fanloom.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "fanloom.selector" -}}
app.kubernetes.io/name: {{ include "fanloom.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "fanloom.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "fanloom.selector" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "fanloom.image" -}}
{{- include "fanloom.imageName" (dict "root" . "image" .Values.image) }}
{{- end }}

{{/* Takes root and an image of the values. */}}
{{- define "fanloom.imageName" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry }}
{{- $version := printf ":%s" (.image.tag | default .root.Chart.AppVersion) }}
{{- with .image.digest }}
{{- $version = printf "@%s" . }}
{{- end }}
{{- printf "%s/%s%s" $registry .image.repository $version }}
{{- end }}

{{- define "fanloom.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "fanloom.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "fanloom.claim" -}}
{{- .Values.uploads.existingClaim | default (printf "%s-uploads" (include "fanloom.fullname" .)) }}
{{- end }}

{{/* Another version, or another configuration, is another Job: what is in a Job cannot be changed. */}}
{{- define "fanloom.migrateJob" -}}
{{- printf "%s-migrate-%s" (include "fanloom.fullname" .) (include "fanloom.migrateTemplate" . | sha256sum | trunc 8) }}
{{- end }}

{{/* What has to be right before anything is rendered. Every message says what to do. */}}
{{- define "fanloom.check" -}}
{{- if not .Values.secrets.existingSecret }}
{{- fail "\n\nsecrets.existingSecret is missing: the Secret with the keys that encrypt personal data. The chart never makes it, because a key that changes makes data unreadable. Make it once, and keep a copy in a safe:\n\n  key() { openssl rand -base64 32; }\n  printf '{\"master_key\":\"%s\",\"lookup_key\":\"%s\",\"session_key\":\"%s\"}' \"$(key)\" \"$(key)\" \"$(key)\" > secrets.json\n  kubectl create secret generic fanloom-keys --from-file=secrets.json\n\nThen set secrets.existingSecret=fanloom-keys.\n" }}
{{- end }}
{{- if and (not .Values.database.url.existingSecret) (not .Values.database.host) }}
{{- fail "\n\nNo database is named: set database.host and database.existingSecret, or database.url.existingSecret to a Secret that holds the whole URL.\n" }}
{{- end }}
{{- if and .Values.database.host (not .Values.database.url.existingSecret) (not .Values.database.existingSecret) }}
{{- fail "\n\ndatabase.existingSecret is missing: the Secret with the password of the database.\n\n  kubectl create secret generic fanloom-database --from-literal=password=…\n\nThen set database.existingSecret=fanloom-database.\n" }}
{{- end }}
{{- if not .Values.temporal.address }}
{{- fail "\n\ntemporal.address is missing: host:port of Temporal's front end, such as temporal-frontend.temporal:7233.\n" }}
{{- end }}
{{- if and .Values.database.read.host .Values.database.url.existingSecret }}
{{- fail "\n\nThe password is in a URL that the chart cannot read: name the copy by database.read.url.existingSecret, too.\n" }}
{{- end }}
{{- $servers := .Values.server.autoscaling.enabled | ternary .Values.server.autoscaling.maxReplicas .Values.server.replicas }}
{{- if and (gt (int $servers) 1) (ne .Values.uploads.accessMode "ReadWriteMany") }}
{{- fail "\n\nSeveral servers share the folder of uploaded files: set uploads.accessMode=ReadWriteMany (and a storage class that can do it), or run one server.\n" }}
{{- end }}
{{- with .Values.temporal.tls }}
{{- if ne (empty .certificateKey) (empty .privateKeyKey) }}
{{- fail "\n\nA client certificate and its key belong together: set both temporal.tls.certificateKey and temporal.tls.privateKeyKey.\n" }}
{{- end }}
{{- if and (or .caKey .certificateKey) (not .existingSecret) }}
{{- fail "\n\ntemporal.tls.existingSecret is missing: the Secret with the certificates that temporal.tls names.\n\n  kubectl create secret generic fanloom-temporal --from-file=ca.crt --from-file=tls.crt --from-file=tls.key\n" }}
{{- end }}
{{- if and (or .existingSecret $.Values.temporal.apiKey.existingSecret) (not .enabled) }}
{{- fail "\n\nCertificates and API keys are for TLS: set temporal.tls.enabled=true.\n" }}
{{- end }}
{{- end }}
{{- if and .Values.backup.enabled (not .Values.backup.passphrase.existingSecret) }}
{{- fail "\n\nbackup.passphrase.existingSecret is missing: the Secret with which backups are encrypted. Make it once, and keep a copy in a safe:\n\n  kubectl create secret generic fanloom-backup --from-literal=passphrase=\"$(openssl rand -hex 24)\"\n\nThen set backup.passphrase.existingSecret=fanloom-backup.\n" }}
{{- end }}
{{- if and .Values.backup.bucket.url (not .Values.backup.bucket.existingSecret) }}
{{- fail "\n\nbackup.bucket.existingSecret is missing: the Secret with the key that may write to the bucket.\n\n  kubectl create secret generic fanloom-bucket --from-literal=access-key-id=… --from-literal=secret-access-key=…\n\nThen set backup.bucket.existingSecret=fanloom-bucket.\n" }}
{{- end }}
{{- if and .Values.restore.file (not .Values.backup.enabled) }}
{{- fail "\n\nA restore needs the volume and the passphrase of the backups: set backup.enabled=true.\n" }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "\n\ningress.host is missing.\n" }}
{{- end }}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) }}
{{- fail "\n\ngateway.parentRefs is missing: the Gateways that the HTTPRoute joins.\n" }}
{{- end }}
{{- end }}

{{/* The port of an http or https URL. */}}
{{- define "fanloom.portOf" -}}
{{- $host := urlParse . | dig "host" "" | splitList ":" }}
{{- len $host | eq 2 | ternary (last $host) (hasPrefix "https:" . | ternary "443" "80") }}
{{- end }}

{{- define "fanloom.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .runAsUser }}
runAsGroup: {{ .fsGroup }}
fsGroup: {{ .fsGroup }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "fanloom.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* Takes the root, and as identity another than podSecurity where an image wants one. */}}
{{- define "fanloom.podBasics" -}}
serviceAccountName: {{ include "fanloom.serviceAccount" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "fanloom.podSecurityContext" (.identity | default .Values.podSecurity) | nindent 2 }}
{{- end }}

{{/* The URL of a database without its password. Takes root, host and port. */}}
{{- define "fanloom.databaseUrl" -}}
{{- $db := .root.Values.database }}
{{- $parameters := compact (list $db.parameters (empty $db.ca.existingSecret | ternary "" "sslrootcert=/run/secrets/database-ca/ca.crt")) }}
{{- printf "postgres://%s@%s:%v/%s%s" ($db.user | urlquery) .host (int .port) ($db.name | urlquery) (empty $parameters | ternary "" (printf "?%s" (join "&" $parameters))) }}
{{- end }}

{{/* What a process must know to reach the database. */}}
{{- define "fanloom.databaseEnv" -}}
{{- $db := .Values.database }}
{{- $file := eq .Values.secrets.mode "file" }}
{{- if $db.url.existingSecret }}
{{- if $file }}
- { name: DATABASE_URL_FILE, value: /run/secrets/database/url }
{{- else }}
- name: DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ $db.url.existingSecret }}, key: {{ $db.url.key }} } }
{{- end }}
{{- else }}
- name: DATABASE_URL
  value: {{ include "fanloom.databaseUrl" (dict "root" . "host" $db.host "port" $db.port) | quote }}
{{- if $file }}
- { name: DATABASE_PASSWORD_FILE, value: /run/secrets/database/password }
{{- else }}
- name: DATABASE_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $db.existingSecret }}, key: {{ $db.passwordKey }} } }
{{- end }}
{{- end }}
{{- end }}

{{/* Where reports are read. */}}
{{- define "fanloom.readEnv" -}}
{{- with .Values.database.read }}
{{- if and .url.existingSecret (eq $.Values.secrets.mode "file") }}
- { name: DATABASE_READ_URL_FILE, value: /run/secrets/database-read/url }
{{- else if .url.existingSecret }}
- name: DATABASE_READ_URL
  valueFrom: { secretKeyRef: { name: {{ .url.existingSecret }}, key: {{ .url.key }} } }
{{- else if .host }}
- { name: DATABASE_READ_URL, value: {{ include "fanloom.databaseUrl" (dict "root" $ "host" .host "port" .port) | quote }} }
{{- end }}
{{- if or .url.existingSecret .host }}
- { name: DATABASE_READ_LAG, value: {{ .lagSeconds | quote }} }
{{- end }}
{{- end }}
{{- end }}

{{- define "fanloom.env" -}}
{{ include "fanloom.databaseEnv" . }}
{{- include "fanloom.readEnv" . }}
- { name: FANLOOM_SECRETS, value: /run/secrets/fanloom/secrets.json }
- { name: TEMPORAL_ADDRESS, value: {{ .Values.temporal.address | quote }} }
- { name: TEMPORAL_NAMESPACE, value: {{ .Values.temporal.namespace | quote }} }
{{- include "fanloom.temporalEnv" . }}
{{- with .Values.tracing.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
- { name: PUBLIC_ORIGIN, value: {{ .Values.settings.publicOrigin | quote }} }
- { name: TRUSTED_PROXIES, value: {{ join "," .Values.settings.trustedProxies | quote }} }
- { name: FANLOOM_INTERNAL_HOSTS, value: {{ join "," .Values.settings.internalHosts | quote }} }
- { name: LOG_LEVEL, value: {{ .Values.settings.logLevel | quote }} }
{{- if .Values.settings.companyCa.existingSecret }}
- { name: NODE_EXTRA_CA_CERTS, value: /run/secrets/company-ca/ca.crt }
{{- end }}
{{- range $name, $value := .Values.settings.extraEnv }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{/* How the worker shows Temporal who it is. The server reads the same settings: it says on its pages what is wrong with them. */}}
{{- define "fanloom.temporalEnv" -}}
{{- $tls := .Values.temporal.tls }}
{{- if $tls.enabled }}
- { name: TEMPORAL_TLS, value: 'true' }
{{- with $tls.serverName }}
- { name: TEMPORAL_TLS_SERVER_NAME, value: {{ . | quote }} }
{{- end }}
{{- if $tls.caKey }}
- { name: TEMPORAL_TLS_SERVER_CA_CERT_PATH, value: /run/secrets/temporal/ca.crt }
{{- end }}
{{- if $tls.certificateKey }}
- { name: TEMPORAL_TLS_CLIENT_CERT_PATH, value: /run/secrets/temporal/tls.crt }
- { name: TEMPORAL_TLS_CLIENT_KEY_PATH, value: /run/secrets/temporal/tls.key }
{{- end }}
{{- end }}
{{- with .Values.temporal.apiKey }}
{{- if and .existingSecret (eq $.Values.secrets.mode "file") }}
- { name: TEMPORAL_API_KEY_FILE, value: /run/secrets/temporal-api-key/key }
{{- else if .existingSecret }}
- name: TEMPORAL_API_KEY
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- end }}

{{/* What server and worker need besides the database: its copy, certificates and the API key. */}}
{{- define "fanloom.trustMounts" -}}
{{- if and .Values.database.read.url.existingSecret (eq .Values.secrets.mode "file") }}
- { name: database-read, mountPath: /run/secrets/database-read, readOnly: true }
{{- end }}
{{- if .Values.settings.companyCa.existingSecret }}
- { name: company-ca, mountPath: /run/secrets/company-ca, readOnly: true }
{{- end }}
{{- if .Values.temporal.tls.existingSecret }}
- { name: temporal, mountPath: /run/secrets/temporal, readOnly: true }
{{- end }}
{{- if and .Values.temporal.apiKey.existingSecret (eq .Values.secrets.mode "file") }}
- { name: temporal-api-key, mountPath: /run/secrets/temporal-api-key, readOnly: true }
{{- end }}
{{- end }}

{{- define "fanloom.companyCaVolume" -}}
{{- with .Values.settings.companyCa }}
{{- if .existingSecret }}
- name: company-ca
  secret:
    secretName: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- end }}

{{- define "fanloom.trustVolumes" -}}
{{- with .Values.database.read.url }}
{{- if and .existingSecret (eq $.Values.secrets.mode "file") }}
- name: database-read
  secret:
    secretName: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: url }]
    defaultMode: 0440
{{- end }}
{{- end }}
{{- include "fanloom.companyCaVolume" . }}
{{- with .Values.temporal.tls }}
{{- if .existingSecret }}
- name: temporal
  secret:
    secretName: {{ .existingSecret }}
    items:
      {{- range $path, $key := dict "ca.crt" .caKey "tls.crt" .certificateKey "tls.key" .privateKeyKey }}
      {{- if $key }}
      - { key: {{ $key }}, path: {{ $path }} }
      {{- end }}
      {{- end }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- with .Values.temporal.apiKey }}
{{- if and .existingSecret (eq $.Values.secrets.mode "file") }}
- name: temporal-api-key
  secret:
    secretName: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: key }]
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end }}

{{- define "fanloom.databaseMounts" -}}
{{- if eq .Values.secrets.mode "file" }}
- { name: database, mountPath: /run/secrets/database, readOnly: true }
{{- end }}
{{- if .Values.database.ca.existingSecret }}
- { name: database-ca, mountPath: /run/secrets/database-ca, readOnly: true }
{{- end }}
- { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "fanloom.databaseVolumes" -}}
{{- if eq .Values.secrets.mode "file" }}
- name: database
  secret:
    {{- if .Values.database.url.existingSecret }}
    secretName: {{ .Values.database.url.existingSecret }}
    items: [{ key: {{ .Values.database.url.key }}, path: url }]
    {{- else }}
    secretName: {{ .Values.database.existingSecret }}
    items: [{ key: {{ .Values.database.passwordKey }}, path: password }]
    {{- end }}
    defaultMode: 0440
{{- end }}
{{- with .Values.database.ca }}
{{- if .existingSecret }}
- name: database-ca
  secret:
    secretName: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: ca.crt }]
{{- end }}
{{- end }}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 64Mi }
{{- end }}

{{- define "fanloom.keysVolume" -}}
- name: keys
  secret:
    secretName: {{ .Values.secrets.existingSecret }}
    items: [{ key: {{ .Values.secrets.key }}, path: secrets.json }]
    defaultMode: 0440
{{- end }}

{{/* Waits for the migration in the very image of the product: no helper image, no rights to watch Jobs. */}}
{{- define "fanloom.waitForMigration" -}}
- name: wait-for-migration
  image: {{ include "fanloom.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args: [migrate, --check, --wait, {{ .Values.migration.waitSeconds | quote }}]
  env:
    {{- include "fanloom.databaseEnv" . | nindent 4 }}
  securityContext:
    {{- include "fanloom.securityContext" . | nindent 4 }}
  resources:
    {{- toYaml .Values.migration.resources | nindent 4 }}
  volumeMounts:
    {{- include "fanloom.databaseMounts" . | nindent 4 }}
{{- end }}

{{/* Where the pods of one part run. Takes root, the part's name and its values. */}}
{{- define "fanloom.placement" -}}
{{- $selector := printf "%s\napp.kubernetes.io/component: %s" (include "fanloom.selector" .root) .name }}
topologySpreadConstraints:
{{- if .part.topologySpreadConstraints }}
  {{- toYaml .part.topologySpreadConstraints | nindent 2 }}
{{- else }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
  {{- end }}
{{- end }}
{{- with .part.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
