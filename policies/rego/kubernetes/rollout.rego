# METADATA
# title: New models take traffic step by step
# description: >-
#   A canary lets a bad model do little harm. Percentages must add up to at most 100; in
#   production an InferenceService must send the new model no more than the allowed share, unless
#   its approval is named.
# custom:
#   id: K033
#   severity: high
#   match: {kind: kubernetes, resources: [InferenceService]}
#   controls: [nist-ai-rmf:MANAGE-2.4, soc2:CC8.1]
#   remediation: >-
#     Set `predictor.canaryTrafficPercent`, watch the metrics, and raise it; name the approval in
#     the annotation `govern/approval` for the last step.
#   parameters:
#     production:
#       environments:
#         default: ["prod", "production"]
#         description: >-
#           Values of `context.environment` that mean production.
#     rollout:
#       max_percent:
#         default: 20
#         description: >-
#           Share of traffic that a new model may get without approval.
#       require_runtime:
#         default: false
#         description: >-
#           Demand that the serving runtime is named.
package govern.kubernetes.rollout

import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, ["spec"]) if {
	total := sum([entry.percent | some entry in _steps])
	total > 100
	msg := sprintf("the canaries of %q take %v percent of the traffic together", [input.document.metadata.name, total])
}

deny contains result.at(msg, entry.path) if {
	_in_production
	some entry in _steps
	entry.percent > data.params.rollout.max_percent
	not _approved
	msg := sprintf("%q sends %v percent of the traffic to a new model at once; at most %v without approval", [
		input.document.metadata.name,
		entry.percent,
		data.params.rollout.max_percent,
	])
}

deny contains result.at(msg, ["spec", "predictor", "canaryTrafficPercent"]) if {
	_in_production
	count(_steps) == 0
	not _approved
	msg := sprintf("%q would send all traffic to a new model at once; set a canary or name the approval", [
		input.document.metadata.name,
	])
}

deny contains result.at(msg, ["spec", "predictor", "model", "runtime"]) if {
	data.params.rollout.require_runtime
	is_object(values.at(input.document, ["spec", "predictor", "model"]))
	values.empty(values.at(input.document, ["spec", "predictor", "model", "runtime"]))
	msg := sprintf("%q leaves the choice of its serving runtime to the cluster; name it", [input.document.metadata.name])
}

_steps := array.concat(
	[{"path": path, "percent": percent} |
		path := ["spec", "predictor", "canaryTrafficPercent"]
		percent := values.at(input.document, path)
		is_number(percent)
	],
	[{"path": ["spec", "canary", index, "trafficPercent"], "percent": step.trafficPercent} |
		some index, step in values.each(values.at(input.document, ["spec", "canary"]))
		is_number(step.trafficPercent)
	],
)

_in_production if input.context.environment in data.params.production.environments

_approved if not values.empty(values.at(input.document, ["metadata", "annotations", "govern/approval"]))
