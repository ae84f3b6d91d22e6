# METADATA
# title: Whether personal data was used is declared
# description: >-
#   Personal data needs a legal basis and an assessment before the model is trained. Every
#   training dataset must say yes or no; where it is yes, both must be referred to.
# custom:
#   id: MC016
#   severity: critical
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MEASURE-2.10
#     - eu-ai-act:10
#     - iso-42001:A.7.2
#     - nist-800-53:PT-2
#     - nist-800-53:PT-3
#     - soc2:P3.1
#   remediation: >-
#     Declare `pii: yes` or `no` for each dataset; for yes add `governance.legal_basis` and
#     `governance.dpia`.
package govern.models.personal_data

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["datasets", index, "pii"]) if {
	some index, dataset in input.document.datasets
	dataset.pii == "unknown"
	msg := sprintf("the card of %s does not say whether %s holds personal data", [model.name, dataset.name])
}

deny contains result.at(msg, ["datasets", index, "governance"]) if {
	some index, dataset in input.document.datasets
	dataset.pii == "yes"
	missing := [words |
		some key, words in {"legal_basis": "the legal basis", "dpia": "the impact assessment"}
		not dataset.governance[key]
	]
	count(missing) > 0
	msg := sprintf("%s holds personal data, but the card does not name %s", [
		dataset.name,
		concat(" and ", sort(missing)),
	])
}

deny contains result.at(msg, ["datasets"]) if {
	count(input.document.datasets) == 0
	msg := sprintf("the card of %s names no data, so whether it is personal is not declared", [model.name])
}
