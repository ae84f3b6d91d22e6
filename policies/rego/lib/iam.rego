# METADATA
# title: AWS policy documents
# description: >-
#   Reads the JSON of AWS policies in a Terraform plan: one shape for actions, resources and
#   principals, which AWS lets be a text or a list.
package govern.lib.iam

import data.govern.lib.plan
import data.govern.lib.values

# Attributes that hold a policy document, by resource type.
_attributes := {
	"aws_ecr_repository_policy": [["policy"]],
	"aws_iam_group_policy": [["policy"]],
	"aws_iam_policy": [["policy"]],
	"aws_iam_role": [["assume_role_policy"]],
	"aws_iam_role_policy": [["policy"]],
	"aws_iam_user_policy": [["policy"]],
	"aws_kms_key": [["policy"]],
	"aws_kms_key_policy": [["policy"]],
	"aws_opensearch_domain_policy": [["access_policies"]],
	"aws_s3_bucket": [["policy"]],
	"aws_s3_bucket_policy": [["policy"]],
	"aws_secretsmanager_secret_policy": [["policy"]],
	"aws_sns_topic_policy": [["policy"]],
	"aws_sqs_queue_policy": [["policy"]],
}

# METADATA
# description: Every attribute that holds, or would hold, a policy document; `text` may be null.
documents := array.concat(_direct, _inline)

_direct := [{"resource": resource, "path": path, "text": plan.value(resource, path)} |
	some resource in plan.resources
	some path in _attributes[resource.type]
]

_inline := [{"resource": resource, "path": path, "text": plan.value(resource, path)} |
	some resource in plan.resources
	resource.type == "aws_iam_role"
	some index, _ in values.each(plan.value(resource, ["inline_policy"]))
	path := ["inline_policy", index, "policy"]
]

# METADATA
# description: >-
#   The statements that allow something: `actions`, `resources`, `principals` (each a list of
#   texts), `statement` as written, and the `document` it stands in.
allowed := [{
	"document": document,
	"statement": statement,
	"actions": [lower(action) | some action in values.listed(object.get(statement, "Action", []))],
	"resources": values.listed(object.get(statement, "Resource", [])),
	"principals": _principals(object.get(statement, "Principal", [])),
} |
	some document in documents
	is_string(document.text)
	json.is_valid(document.text)
	some statement in values.listed(object.get(json.unmarshal(document.text), "Statement", []))
	lower(statement.Effect) == "allow"
]

_principals(value) := [principal |
	some group in value
	some principal in values.listed(group)
] if is_object(value)

_principals(value) := values.listed(value) if not is_object(value)
