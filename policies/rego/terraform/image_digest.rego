# METADATA
# title: Images of planned workloads are pinned by digest
# description: >-
#   A tag can be moved after review; a digest cannot. Looks at the images that the resources of a plan
#   run: on ECS, Cloud Run, Container Apps, Lambda, SageMaker or a cluster. One that is known only after
#   apply leaves the decision open.
# custom:
#   id: T013
#   severity: medium
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
#   controls: [nist-800-53:SI-7, nist-800-53:CM-2, ssdf:PS.2.1]
#   remediation: >-
#     Write the image as `name@sha256:…`; take the digest from the pipeline that built it.
#   parameters:
#     images:
#       allow_tags:
#         default: false
#         description: Warn of a fixed tag instead of denying it; `latest` and no tag stay denied.
package govern.terraform.image_digest

import data.govern.lib.images
import data.govern.lib.plan
import data.govern.lib.plan_images
import data.govern.lib.result

deny contains result.at(msg, plan.path(image.resource, image.path)) if {
	some image in plan_images.images
	fault := images.unpinned(image.reference)
	msg := sprintf("%s runs the image %q, which %s", [image.resource.address, image.reference, fault])
}

undecided contains result.at(msg, plan.path(hidden.resource, hidden.path)) if {
	some hidden in plan_images.hidden
	msg := sprintf("%s: %s %s, so whether the image is pinned cannot be checked", [
		hidden.resource.address,
		plan.dotted(hidden.path),
		hidden.why,
	])
}

warn contains result.at(msg, plan.path(image.resource, image.path)) if {
	some image in plan_images.images
	images.accepted(image.reference)
	msg := sprintf("%s runs the image %q by a tag, which can be moved", [image.resource.address, image.reference])
}
