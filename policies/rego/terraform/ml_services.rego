# METADATA
# title: ML services are isolated and logged
# description: >-
#   Notebooks, models and agents run code that others wrote. They must not be root, must not reach
#   the network or the credentials of the machine, and what they were asked must be recorded. A
#   plan with Bedrock resources must also switch on the invocation log.
# custom:
#   id: T011
#   severity: high
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_bedrock*
#       - aws_bedrockagent_agent
#       - aws_instance
#       - aws_launch_template
#       - aws_sagemaker_endpoint_configuration
#       - aws_sagemaker_model
#       - aws_sagemaker_notebook_instance
#       - azurerm_cognitive_account
#   controls: [nist-800-53:AC-6, nist-800-53:AU-12, eu-ai-act:12]
#   remediation: >-
#     Set the attribute named in the message; add an
#     `aws_bedrock_model_invocation_logging_configuration`.
package govern.terraform.ml_services

import data.govern.lib.attributes
import data.govern.lib.plan
import data.govern.lib.result

_attributes := {
	"aws_bedrockagent_agent": [
		{"path": ["guardrail_configuration"], "required": true, "why": "lets the agent speak without a guardrail"},
	],
	"aws_instance": [
		{"path": ["metadata_options", 0, "http_tokens"], "denied": ["optional"], "why": "lets any process of the machine take its credentials (IMDSv1)"},
	],
	"aws_launch_template": [
		{"path": ["metadata_options", 0, "http_tokens"], "accepted": ["required"], "why": "lets any process of the machine take its credentials (IMDSv1)"},
	],
	"aws_sagemaker_endpoint_configuration": [
		{"path": ["data_capture_config", 0, "enable_capture"], "denied": [false, null], "why": "leaves no record of what the model was asked"},
	],
	"aws_sagemaker_model": [
		{"path": ["enable_network_isolation"], "denied": [false, null], "why": "lets the model send data out"},
	],
	"aws_sagemaker_notebook_instance": [
		{"path": ["root_access"], "denied": ["Enabled", null], "why": "makes every user of the notebook root"},
		{"path": ["instance_metadata_service_configuration", 0, "minimum_instance_metadata_service_version"], "accepted": ["2"], "why": "lets any process of the machine take its credentials (IMDSv1)"},
	],
	"azurerm_cognitive_account": [
		{"path": ["local_auth_enabled"], "denied": [true, null], "why": "lets whoever holds a key in, without an identity"},
	],
}

deny contains result.at(attributes.told(fault), plan.path(fault.resource, fault.entry.path)) if {
	some fault in attributes.broken(_attributes)
}

undecided contains plan.undecided(open.resource, open.entry.path, "its isolation") if {
	some open in attributes.unknown(_attributes)
}

deny contains result.at(msg, plan.whole(resource)) if {
	some resource in plan.resources
	startswith(resource.type, "aws_bedrock")
	resource.type != _log
	not _logged
	msg := sprintf("%s: the plan has no %s, so nothing records what models are asked", [resource.address, _log])
}

_log := "aws_bedrock_model_invocation_logging_configuration"

_logged if {
	some resource in plan.resources
	resource.type == _log
}
