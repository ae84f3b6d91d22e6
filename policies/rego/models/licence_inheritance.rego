# METADATA
# title: The licence respects those of the base models
# description: >-
#   A derived model cannot give away more than it got: a base model for non-commercial use stays
#   so, copyleft asks for the same licence, and restrictions of use must be passed on. Conditions
#   that follow the model anywhere, such as a name to carry or a number of users, are shown as
#   warnings.
# custom:
#   id: MC003
#   severity: high
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MAP-4.1, nist-ai-rmf:MANAGE-3.1, iso-42001:A.10.3]
#   remediation: >-
#     Give the model a licence at least as strict as its base, or start from another base model.
#   parameters:
#     lineage:
#       require_base_licence:
#         default: false
#         description: >-
#           Leave the decision open when the licence of a base model is not stated.
package govern.models.licence_inheritance

import data.govern.lib.licences
import data.govern.lib.model
import data.govern.lib.result

_surfaced := {
	"naming": "the model's name must carry the base's name",
	"user-threshold": "a separate licence is needed above a number of users",
	"revenue-threshold": "a separate licence is needed above a yearly revenue",
	"region-limited": "the licence is not granted in every region",
	"output-training-limited": "outputs may not freely be used to train other models",
}

deny contains result.at(msg, ["lineage", "base_models", index]) if {
	some index, base in input.document.lineage.base_models
	terms := licences.known(base.license)
	some licence in input.document.licenses
	fault := _fault(terms, licence)
	msg := sprintf("the base model %s is under %s, %s", [base.id, terms.id, fault])
}

warn contains result.at(msg, ["lineage", "base_models", index]) if {
	some index, base in input.document.lineage.base_models
	some condition in licences.known(base.license).conditions
	words := _surfaced[condition]
	msg := sprintf("the licence of the base model %s follows this model: %s", [base.id, words])
}

undecided contains result.at(msg, ["lineage", "base_models", index]) if {
	data.params.lineage.require_base_licence
	some index, base in input.document.lineage.base_models
	not licences.known(base.license)
	msg := sprintf("the licence of the base model %s is not known, so what follows for %s is not either", [base.id, model.name])
}

_fault(terms, licence) := "which allows no commercial use, but this model claims to" if {
	terms.class == "noncommercial"
	licence.class in {"permissive", "weak", "copyleft"}
}

_fault(terms, licence) := "which asks for the same licence" if {
	terms.class == "copyleft"
	licence.class != null
	licence.id != terms.id
}

_fault(terms, licence) := "whose restrictions of use must be passed on" if {
	terms.class == "use-restricted"
	licence.class in {"permissive", "weak", "copyleft"}
}
