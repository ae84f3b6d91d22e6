# METADATA
# title: No secrets are written into manifests
# description: >-
#   A credential in a manifest is readable by everyone who can read the repository or the object, and
#   stays in history for ever. Found by the variable's name (`DB_PASSWORD`) with a literal value, by
#   values in the well-known forms of credentials, by URLs that carry a password, and by
#   password-like flags in `command` and `args`. The value itself is never shown.
# custom:
#   id: K027
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [cis-k8s:5.4.1, nist-800-53:IA-5, soc2:CC6.1, iso-27001:A.8.24]
#   remediation: >-
#     Keep the credential in a Secret (or an external secret store) and refer to it with
#     `valueFrom.secretKeyRef`, or mount it as a file. Then replace the credential: it has been seen.
#   parameters:
#     secrets:
#       allowed_names:
#         default: []
#         description: Variables that look like credentials by name but are none.
#       report_references:
#         default: false
#         description: Warn of `secretKeyRef` in variables too; files are safer (CIS 5.4.1).
package govern.kubernetes.literal_secrets

import data.govern.lib.credentials
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	some index, variable in values.each(container.body.env)
	fault := _fault(variable)
	path := array.concat(container.path, ["env", index, "value"])
	msg := sprintf("%s sets %s to %s; refer to a Secret instead", [
		workloads.label(container),
		variable.name,
		fault,
	])
}

deny contains result.at(msg, path) if {
	some container in workloads.containers
	some key in ["command", "args"]
	some index, argument in values.each(container.body[key])
	fault := _argument_fault(container.body[key], index, argument)
	path := array.concat(container.path, [key, index])
	msg := sprintf("%s passes %s on its command line; refer to a Secret instead", [
		workloads.label(container),
		fault,
	])
}

warn contains result.at(msg, path) if {
	data.params.secrets.report_references
	some container in workloads.containers
	some index, variable in values.each(container.body.env)
	variable.valueFrom.secretKeyRef
	path := array.concat(container.path, ["env", index, "valueFrom"])
	msg := sprintf("%s reads the Secret behind %s from its environment; a mounted file is safer", [
		workloads.label(container),
		variable.name,
	])
}

_fault(variable) := credentials.form(variable.value)

_fault(variable) := "a literal value, though the name says it is a credential" if {
	credentials.named(variable.name)
	not variable.name in data.params.secrets.allowed_names
	credentials.plausible(variable.value)
	not credentials.form(variable.value)
}

_argument_fault(_, _, argument) := credentials.form(argument)

_argument_fault(_, _, argument) := sprintf("a literal value for %s", [flag]) if {
	is_string(argument)
	not credentials.form(argument)
	[flag, value] := _assignment(argument)
	credentials.flag(flag)
	credentials.plausible(value)
}

_argument_fault(arguments, index, argument) := sprintf("a literal value for %s", [flag]) if {
	is_string(argument)
	not credentials.form(argument)
	not startswith(argument, "-")
	flag := arguments[index - 1]
	credentials.flag(flag)
	credentials.plausible(argument)
}

_assignment(argument) := [substring(argument, 0, at), substring(argument, at + 1, -1)] if {
	at := indexof(argument, "=")
	at > 0
}
