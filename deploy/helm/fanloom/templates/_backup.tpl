{{- define "fanloom.backupIdentity" -}}
{{- toJson (dict "runAsUser" (int .Values.backup.runAsUser) "fsGroup" (int .Values.backup.runAsUser)) }}
{{- end }}

{{- define "fanloom.backupClaim" -}}
{{- .Values.backup.target.existingClaim | default (printf "%s-backups" (include "fanloom.fullname" .)) }}
{{- end }}

{{/* The pod that backs up or restores. Takes root, the name of its script and its further env, a list. */}}
{{- define "fanloom.backupPod" -}}
{{- $root := .root }}
{{- $backup := $root.Values.backup }}
{{- include "fanloom.podBasics" (merge (dict "identity" (include "fanloom.backupIdentity" $root | fromJson)) $root) }}
restartPolicy: Never
containers:
  - name: {{ .script }}
    image: {{ include "fanloom.imageName" (dict "root" $root "image" $backup.image) }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    command: [bash, /opt/fanloom/{{ .script }}.sh]
    env:
      {{- include "fanloom.databaseEnv" $root | nindent 6 }}
      {{- toYaml .env | nindent 6 }}
    securityContext:
      {{- include "fanloom.securityContext" $root | nindent 6 }}
    resources:
      {{- toYaml $backup.resources | nindent 6 }}
    volumeMounts:
      {{- include "fanloom.databaseMounts" $root | nindent 6 }}
      - { name: scripts, mountPath: /opt/fanloom, readOnly: true }
      - { name: keys, mountPath: /run/secrets/fanloom, readOnly: true }
      - { name: passphrase, mountPath: /run/secrets/backup, readOnly: true }
      - { name: backups, mountPath: /backups }
      - { name: scratch, mountPath: /scratch }
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
  - name: backups
    persistentVolumeClaim: { claimName: {{ include "fanloom.backupClaim" $root }} }
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
