# METADATA
# title: The model's licence is declared
# description: >-
#   Without a licence nobody may use the model, and whoever deploys it cannot know what they agreed
#   to. The licence must be one that is known by id; `other` must come with a name and a link to
#   its text; `unknown` is no licence.
# custom:
#   id: MC001
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:GOVERN-6.1
#     - nist-ai-rmf:MAP-4.1
#     - eu-ai-act:Annex-XI
#     - iso-42001:A.10.3
#     - nist-800-53:SR-4
#     - soc2:CC9.2
#   remediation: >-
#     Declare the licence in the card by its SPDX id or Hugging Face id (`license: apache-2.0`). For
#     a licence of your own write `license: other` with `license_name` and `license_link`.
package govern.models.licence_declared

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["licenses"]) if {
	count(input.document.licenses) == 0
	msg := sprintf("the card of %s declares no licence", [model.name])
}

deny contains result.at(msg, ["licenses", index]) if {
	some index, licence in input.document.licenses
	fault := _fault(licence)
	msg := sprintf("the licence %q of %s %s", [_written(licence), model.name, fault])
}

_fault(licence) := "is not known by id; declare a known id, or `other` with a name and a link" if {
	not _is_other(licence)
	licence.class == null
}

_fault(licence) := "needs a name and a link to its text" if {
	_is_other(licence)
	not _described(licence)
}

_is_other(licence) if lower(_written(licence)) == "other"

_described(licence) if {
	licence.name != null
	licence.url != null
}

_written(licence) := names[0] if {
	known := [name | some key in ["id", "raw", "name"]; name := licence[key]; name != null]
	names := array.concat(known, ["without a name"])
}
