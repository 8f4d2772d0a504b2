{{- define "fanloom.backupIdentity" -}}
{{- toJson (dict "runAsUser" (int .Values.backup.runAsUser) "fsGroup" (int .Values.backup.runAsUser)) }}
{{- end }}

{{/* Empty where the bucket alone keeps the files. */}}
{{- define "fanloom.backupClaim" -}}
{{- $made := .Values.backup.bucket.url | empty | ternary (printf "%s-backups" (include "fanloom.fullname" .)) "" }}
{{- .Values.backup.target.existingClaim | default $made }}
{{- end }}

{{- define "fanloom.backupMount" -}}
{{- if include "fanloom.backupClaim" . }}
- { name: backups, mountPath: /backups }
{{- else }}
- { name: scratch, mountPath: /backups, subPath: backups }
{{- end }}
{{- end }}

{{/* The container that works on the database. Takes what the pod takes. */}}
{{- define "fanloom.backupContainer" -}}
{{- $root := .root }}
- name: {{ .script }}
  image: {{ include "fanloom.imageName" (dict "root" $root "image" $root.Values.backup.image) }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  command: [bash, /opt/fanloom/{{ .script }}.sh]
  env:
    {{- include "fanloom.databaseEnv" $root | nindent 4 }}
    {{- toYaml .env | nindent 4 }}
  securityContext:
    {{- include "fanloom.securityContext" $root | nindent 4 }}
  resources:
    {{- toYaml $root.Values.backup.resources | nindent 4 }}
  volumeMounts:
    {{- include "fanloom.databaseMounts" $root | nindent 4 }}
    - { name: scripts, mountPath: /opt/fanloom, readOnly: true }
    - { name: keys, mountPath: /run/secrets/fanloom, readOnly: true }
    - { name: passphrase, mountPath: /run/secrets/backup, readOnly: true }
    {{- include "fanloom.backupMount" $root | nindent 4 }}
    - { name: scratch, mountPath: /scratch }
{{- end }}

{{/* The container that carries files to the bucket or from it. Takes root and its args. */}}
{{- define "fanloom.bucketContainer" -}}
{{- $bucket := .root.Values.backup.bucket }}
- name: bucket
  image: {{ include "fanloom.image" .root }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args: {{ toJson .args }}
  env:
    {{- include "fanloom.databaseEnv" .root | nindent 4 }}
    - { name: BACKUP_S3_URL, value: {{ $bucket.url | quote }} }
    - { name: BACKUP_S3_PREFIX, value: {{ $bucket.prefix | quote }} }
    - { name: BACKUP_S3_REGION, value: {{ $bucket.region | quote }} }
    {{- if eq .root.Values.secrets.mode "file" }}
    - { name: BACKUP_S3_ACCESS_KEY_ID_FILE, value: /run/secrets/bucket/id }
    - { name: BACKUP_S3_SECRET_ACCESS_KEY_FILE, value: /run/secrets/bucket/secret }
    {{- else }}
    {{- range $name, $key := dict "BACKUP_S3_ACCESS_KEY_ID" $bucket.accessKeyIdKey "BACKUP_S3_SECRET_ACCESS_KEY" $bucket.secretAccessKeyKey }}
    - name: {{ $name }}
      valueFrom: { secretKeyRef: { name: {{ $bucket.existingSecret }}, key: {{ $key }} } }
    {{- end }}
    {{- end }}
    {{- if .root.Values.settings.companyCa.existingSecret }}
    - { name: NODE_EXTRA_CA_CERTS, value: /run/secrets/company-ca/ca.crt }
    {{- end }}
  securityContext:
    {{- include "fanloom.securityContext" .root | nindent 4 }}
  resources:
    {{- toYaml .root.Values.backup.resources | nindent 4 }}
  volumeMounts:
    {{- include "fanloom.databaseMounts" .root | nindent 4 }}
    {{- if eq .root.Values.secrets.mode "file" }}
    - { name: bucket, mountPath: /run/secrets/bucket, readOnly: true }
    {{- end }}
    {{- if .root.Values.settings.companyCa.existingSecret }}
    - { name: company-ca, mountPath: /run/secrets/company-ca, readOnly: true }
    {{- end }}
    {{- include "fanloom.backupMount" .root | nindent 4 }}
{{- end }}

{{/* The pod that backs up or restores. Takes root, the name of its script, its further env, a list, and the args of what goes on with the bucket. */}}
{{- define "fanloom.backupPod" -}}
{{- $root := .root }}
{{- $backup := $root.Values.backup }}
{{- include "fanloom.podBasics" (merge (dict "identity" (include "fanloom.backupIdentity" $root | fromJson)) $root) }}
restartPolicy: Never
{{- $work := include "fanloom.backupContainer" . }}
{{- if not $backup.bucket.url }}
containers:
  {{- $work | nindent 2 }}
{{- else }}
{{- $carry := include "fanloom.bucketContainer" . }}
{{- $first := eq .script "restore" }}
initContainers:
  {{- $first | ternary $carry $work | nindent 2 }}
containers:
  {{- $first | ternary $work $carry | nindent 2 }}
{{- end }}
volumes:
  {{- include "fanloom.databaseVolumes" $root | nindent 2 }}
  {{- include "fanloom.keysVolume" $root | nindent 2 }}
  - name: scripts
    configMap: { name: {{ include "fanloom.fullname" $root }}-backup }
  - name: passphrase
    secret:
      secretName: {{ $backup.passphrase.existingSecret }}
      items: [{ key: {{ $backup.passphrase.key }}, path: passphrase }]
      defaultMode: 0440
  {{- with $backup.bucket }}
  {{- if and .url (eq $root.Values.secrets.mode "file") }}
  - name: bucket
    secret:
      secretName: {{ .existingSecret }}
      items: [{ key: {{ .accessKeyIdKey }}, path: id }, { key: {{ .secretAccessKeyKey }}, path: secret }]
      defaultMode: 0440
  {{- end }}
  {{- if .url }}
  {{- include "fanloom.companyCaVolume" $root | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- with include "fanloom.backupClaim" $root }}
  - name: backups
    persistentVolumeClaim: { claimName: {{ . }} }
  {{- end }}
  # A volume and not an emptyDir: the database restored on trial must not fill the node's own disk.
  - name: scratch
    ephemeral:
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          {{- with $backup.scratch.storageClass }}
          storageClassName: {{ . }}
          {{- end }}
          resources: { requests: { storage: {{ $backup.scratch.size }} } }
{{- end }}
