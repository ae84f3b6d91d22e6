# METADATA
# title: A derived model names its base exactly
# description: >-
#   What a model was made from decides its licence, its weaknesses and its past vulnerabilities. A
#   base model must be named with how it was used (adapter, merge, quantized, finetune) and in
#   which revision: a name alone moves.
# custom:
#   id: MC004
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MANAGE-3.2
#     - eu-ai-act:Annex-IV
#     - iso-42001:A.6.2.3
#     - nist-800-53:SR-4
#     - us-model-risk:vendor
#   remediation: >-
#     Declare `base_model` with `base_model_relation`, and the revision in the sidecar
#     (`lineage.base_models[].revision`).
package govern.models.lineage

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["lineage", "base_models", index]) if {
	some index, base in input.document.lineage.base_models
	missing := [words |
		some key, words in {"relation": "how it was used", "revision": "its revision"}
		base[key] == null
	]
	count(missing) > 0
	msg := sprintf("%s is derived from %s, but the card does not say %s", [
		model.name,
		base.id,
		concat(" and ", sort(missing)),
	])
}

deny contains result.at(msg, ["lineage", "base_models"]) if {
	input.document.lineage.merged == true
	count(input.document.lineage.base_models) < 2
	msg := sprintf("%s is a merge, but the card does not name the models that were merged", [model.name])
}
