{{- define "govern.labels" -}}
app.kubernetes.io/name: govern
app.kubernetes.io/part-of: govern
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "govern.serving" -}}
app.kubernetes.io/name: govern
app.kubernetes.io/component: webhook
{{- end }}

{{- define "govern.image" -}}
{{- $digest := .Values.image.digest | required "image.digest: give the sha256 digest of the image that you verified; a tag can be moved" -}}
{{ .Values.image.repository }}@{{ $digest }}
{{- end }}

{{/* What a pod may do: the restricted level of the Pod Security Standards. */}}
{{- define "govern.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "govern.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Which policies: the same for what serves, what registers and what audits. */}}
{{- define "govern.policyArguments" -}}
- --config={{ if .Values.policies.config }}/etc/govern/govern.toml{{ else }}none{{ end }}
- --profile={{ .Values.policies.profile }}
{{- if not .Values.policies.builtin }}
- --no-builtin
{{- end }}
{{- if .Values.policies.files }}
- --policy=/etc/govern/policies
{{- end }}
{{- end }}

{{- define "govern.policyMounts" -}}
- {name: policies, mountPath: /etc/govern, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "govern.policyVolumes" -}}
- name: policies
  configMap:
    name: govern-policies
    items:
      {{- if .Values.policies.config }}
      - {key: govern.toml, path: govern.toml}
      {{- end }}
      {{- range $name, $_ := .Values.policies.files }}
      - {key: {{ printf "policy.%s" $name | quote }}, path: {{ printf "policies/%s" $name | quote }}}
      {{- end }}
      {{- range $name, $_ := .Values.policies.waivers }}
      - {key: {{ printf "waiver.%s" $name | quote }}, path: {{ printf "waivers/%s" $name | quote }}}
      {{- end }}
      {{- range $name, $_ := .Values.policies.trust }}
      - {key: {{ printf "trust.%s" $name | quote }}, path: {{ printf "trust/%s" $name | quote }}}
      {{- end }}
      - {key: README, path: README}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- end }}

{{/* What every Job of ours is: unprivileged, short, and not repeated for ever. */}}
{{- define "govern.jobPod" -}}
restartPolicy: OnFailure
serviceAccountName: govern-setup
automountServiceAccountToken: true
priorityClassName: {{ .Values.priorityClassName }}
securityContext:
  {{- include "govern.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "govern.jobContainer" -}}
image: {{ include "govern.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "govern.containerSecurity" . | nindent 2 }}
resources:
  {{- toYaml .Values.jobResources | nindent 2 }}
{{- end }}

{{- define "govern.certificatesArguments" -}}
- admission
- certificates
- --name={{ .Values.registration.name }}
- --govern-namespace={{ .Release.Namespace }}
- --service=govern
- --secret-name={{ .Values.certificates.secretName }}
- --authority-days={{ .Values.certificates.selfSigned.authorityDays }}
- --leaf-days={{ .Values.certificates.selfSigned.leafDays }}
{{- end }}
