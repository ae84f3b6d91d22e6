# METADATA
# title: Images of planned workloads are signed by somebody we trust
# description: >-
#   What a plan runs on ECS, Cloud Run, Container Apps, Lambda or a cluster never meets an admission
#   webhook, so it is held here against what `[[trust.images]]` of govern.toml demands of it, as K022
#   does for manifests. An image that is known only after apply, that is marked as sensitive, or that
#   could not be looked at leaves the decision open.
# custom:
#   id: T012
#   severity: critical
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_apprunner_service
#       - aws_batch_job_definition
#       - aws_ecs_task_definition
#       - aws_lambda_function
#       - aws_sagemaker_model
#       - azurerm_container_app*
#       - azurerm_container_group
#       - google_cloud_run_*
#       - kubernetes_*
#   controls: [nist-800-53:SI-7, nist-800-53:SR-4, ssdf:PS.2.1, iso-27001:A.5.21]
#   remediation: >-
#     Sign the image in the pipeline that builds it, write it into the plan by digest, and name that
#     signer in `[[trust.images]]`. `govern verify image` says what is missing.
#   parameters:
#     signing:
#       identities:
#         default: []
#         description: >-
#           Who may sign: a list of `{issuer, identity}`; `*` in either stands for any characters.
#           Keys have the issuer `key` and their fingerprint as identity. Empty: any verified
#           signer.
package govern.terraform.image_signature

import data.govern.lib.image_trust
import data.govern.lib.plan
import data.govern.lib.plan_images
import data.govern.lib.result

deny contains result.at(msg, plan.path(image.resource, image.path)) if {
	some image in plan_images.images
	some wrong in image_trust.wrongs(image.reference)
	msg := _said(image, wrong)
}

undecided contains result.at(msg, plan.path(image.resource, image.path)) if {
	some image in plan_images.images
	why := image_trust.unknown(image.reference)
	msg := _said(image, why)
}

undecided contains result.at(msg, plan.path(hidden.resource, hidden.path)) if {
	some hidden in plan_images.hidden
	msg := sprintf("%s: %s %s, so who signed the image cannot be checked", [
		hidden.resource.address,
		plan.dotted(hidden.path),
		hidden.why,
	])
}

_said(image, what) := sprintf("%s runs %q, %s", [image.resource.address, image.reference, what])
