# METADATA
# title: Access policies name what they allow
# description: >-
#   `*` in an access policy grants what nobody reviewed, and what is added tomorrow. Denied are: every
#   action; every action of a service over every resource; `NotAction` and `NotResource` in a grant; `iam:PassRole`
#   over every role (it is a way to become any of them); access for everyone without a condition; and
#   the owner roles of Azure and Google Cloud. A key policy's `*` resource means the key itself and
#   is let pass.
# custom:
#   id: T004
#   severity: critical
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_ecr_repository_policy
#       - aws_iam_*
#       - aws_kms_key
#       - aws_kms_key_policy
#       - aws_opensearch_domain_policy
#       - aws_s3_bucket
#       - aws_s3_bucket_policy
#       - aws_secretsmanager_secret_policy
#       - aws_sns_topic_policy
#       - aws_sqs_queue_policy
#       - azurerm_role_assignment
#       - google_*_iam_binding
#       - google_*_iam_member
#   controls: [nist-800-53:AC-6, cis-k8s:5.1.3, soc2:CC6.3, iso-27001:A.8.3]
#   remediation: >-
#     List the actions that are used and the resources they are used on; split a policy when two jobs
#     need different rights. Replace owner roles by the roles of the services in use.
#   parameters:
#     iam:
#       denied_roles:
#         default:
#           - AdministratorAccess
#           - IAMFullAccess
#           - Owner
#           - User Access Administrator
#           - roles/owner
#           - roles/editor
#         description: Managed policies and roles that nobody is to be given.
package govern.terraform.iam_wildcards

import data.govern.lib.iam
import data.govern.lib.plan
import data.govern.lib.result

# Attributes that name a managed policy or role.
_grants := {
	"aws_iam_group_policy_attachment": "policy_arn",
	"aws_iam_policy_attachment": "policy_arn",
	"aws_iam_role_policy_attachment": "policy_arn",
	"aws_iam_user_policy_attachment": "policy_arn",
	"azurerm_role_assignment": "role_definition_name",
	"google_folder_iam_binding": "role",
	"google_folder_iam_member": "role",
	"google_organization_iam_binding": "role",
	"google_organization_iam_member": "role",
	"google_project_iam_binding": "role",
	"google_project_iam_member": "role",
}

# The resource of these policies is what they are attached to.
_own_resource := {"aws_ecr_repository_policy", "aws_kms_key", "aws_kms_key_policy", "aws_secretsmanager_secret_policy"}

deny contains result.at(msg, plan.path(document.resource, document.path)) if {
	some entry in iam.allowed
	document := entry.document
	some fault in _faults(entry)
	msg := sprintf("%s: a statement of %s %s; name what is needed", [
		document.resource.address,
		plan.dotted(document.path),
		fault,
	])
}

deny contains result.at(msg, plan.path(resource, [attribute])) if {
	some resource in plan.resources
	attribute := _grants[resource.type]
	role := _role(plan.value(resource, [attribute]))
	role in data.params.iam.denied_roles
	msg := sprintf("%s grants %q, which allows nearly everything; grant the roles that are needed", [
		resource.address,
		role,
	])
}

undecided contains plan.undecided(document.resource, document.path, "what it allows") if {
	some document in iam.documents
	plan.unknown(document.resource, document.path)
}

undecided contains plan.undecided(resource, [attribute], "what it grants") if {
	some resource in plan.resources
	attribute := _grants[resource.type]
	plan.unknown(resource, [attribute])
}

undecided contains result.at(msg, plan.path(document.resource, document.path)) if {
	some document in iam.documents
	is_string(document.text)
	not json.is_valid(document.text)
	msg := sprintf("%s: %s is not JSON, so what it allows cannot be checked", [
		document.resource.address,
		plan.dotted(document.path),
	])
}

_faults(entry) := [fault | some fault, true in _judged(entry)]

_judged(entry) := {
	"allows every action": "*" in entry.actions,
	"allows everything but a list (NotAction)": _has(entry.statement, "NotAction"),
	"covers everything but a list (NotResource)": _has(entry.statement, "NotResource"),
	"allows every action of a service on every resource": _whole_service(entry),
	"allows passing every role (iam:PassRole on *)": _pass_role(entry),
	"lets everyone in without a condition": _public(entry),
}

# A value of a table, so false is told and not left out.
# regal ignore:boolean-assignment
_has(statement, key) := object.get(statement, key, null) != null

default _whole_service(_) := false

_whole_service(entry) if {
	_everywhere(entry)
	some action in entry.actions
	regex.match(`^[a-z0-9-]+:[*]$`, action)
}

default _pass_role(_) := false

_pass_role(entry) if {
	_everywhere(entry)
	some action in entry.actions
	glob.match(action, [], "iam:passrole")
	action != "*"
}

default _public(_) := false

_public(entry) if {
	"*" in entry.principals
	not entry.statement.Condition
}

_everywhere(entry) if {
	not entry.document.resource.type in _own_resource
	"*" in entry.resources
}

# `arn:aws:iam::aws:policy/AdministratorAccess` names the policy after its last slash.
_role(text) := parts[count(parts) - 1] if {
	is_string(text)
	startswith(text, "arn:")
	parts := split(text, "/")
}

_role(text) := text if {
	is_string(text)
	not startswith(text, "arn:")
}
