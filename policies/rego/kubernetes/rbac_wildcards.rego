# METADATA
# title: Roles name what they allow
# description: >-
#   A `*` in a role allows what is added tomorrow. `escalate`, `bind` and `impersonate` are ways
#   to become anyone, `cluster-admin` is everyone's rights in one, and anonymous users are whoever
#   can reach the API server.
# custom:
#   id: K030
#   severity: critical
#   match: {kind: kubernetes, resources: [ClusterRole, ClusterRoleBinding, Role, RoleBinding]}
#   controls: [cis-k8s:5.1.1, cis-k8s:5.1.3, cis-k8s:5.1.8, nist-800-53:AC-6, iso-27001:A.8.2]
#   remediation: >-
#     List the API groups, resources and verbs that are used; bind a role of the namespace instead
#     of cluster-admin.
package govern.kubernetes.rbac_wildcards

import data.govern.lib.result
import data.govern.lib.values

_becoming := {"bind", "escalate", "impersonate"}

_anyone := {"system:anonymous", "system:unauthenticated", "system:authenticated"}

deny contains result.at(msg, ["rules", index, part]) if {
	some index, rule in values.each(values.at(input.document, ["rules"]))
	some part in ["apiGroups", "resources", "verbs"]
	"*" in values.each(rule[part])
	_counts(part, rule)
	msg := sprintf("a rule of %s %q allows every one of its %s (`*`); name them", [
		input.document.kind,
		input.document.metadata.name,
		part,
	])
}

deny contains result.at(msg, ["rules", index, "verbs"]) if {
	some index, rule in values.each(values.at(input.document, ["rules"]))
	some verb in values.each(rule.verbs)
	verb in _becoming
	msg := sprintf("a rule of %s %q allows %s, which is a way to gain any right", [
		input.document.kind,
		input.document.metadata.name,
		verb,
	])
}

deny contains result.at(msg, ["roleRef", "name"]) if {
	values.at(input.document, ["roleRef", "name"]) == "cluster-admin"
	msg := sprintf("%s %q binds cluster-admin, which allows everything", [
		input.document.kind,
		input.document.metadata.name,
	])
}

deny contains result.at(msg, ["subjects", index, "name"]) if {
	some index, subject in values.each(values.at(input.document, ["subjects"]))
	subject.name in _anyone
	msg := sprintf("%s %q gives rights to %s, which anyone is", [
		input.document.kind,
		input.document.metadata.name,
		subject.name,
	])
}

# Every group is harmless as long as the resources are named.
_counts(part, _) if part != "apiGroups"

_counts("apiGroups", rule) if "*" in values.each(rule.resources)
