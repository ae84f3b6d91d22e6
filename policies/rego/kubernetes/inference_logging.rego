# METADATA
# title: Inference of high-risk models is logged
# description: >-
#   What a high-risk model was asked and what it answered must be reconstructible. Applies when
#   the tier of the run, or the label `govern/risk-tier`, is high or critical.
# custom:
#   id: K034
#   severity: medium
#   match: {kind: kubernetes, resources: [InferenceService]}
#   controls: [eu-ai-act:12, eu-ai-act:26, iso-42001:A.6.2.8, nist-800-53:AU-12]
#   remediation: >-
#     Add `logger: {mode: all, url: …}` to the predictor, and store what it sends.
package govern.kubernetes.inference_logging

import data.govern.lib.result
import data.govern.lib.values

_tiers := {"high", "critical"}

deny contains result.at(msg, ["spec", "predictor", "logger"]) if {
	_high
	logger := values.at(input.document, ["spec", "predictor", "logger"])
	not _complete(logger)
	msg := sprintf("%q serves a high-risk model but does not log every request and answer", [
		input.document.metadata.name,
	])
}

_high if input.context.tier in _tiers

_high if values.at(input.document, ["metadata", "labels", "govern/risk-tier"]) in _tiers

_complete(logger) if {
	is_object(logger)
	object.get(logger, "mode", "all") == "all"
}
