# METADATA
# title: The licence fits the environment
# description: >-
#   Some licences forbid commercial use or certain uses. Which classes of licences may go where is
#   a table by environment (`context.environment`), with `*` for every other one.
# custom:
#   id: MC002
#   severity: critical
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:GOVERN-6.1
#     - nist-ai-rmf:MAP-4.1
#     - eu-ai-act:Annex-XI
#     - iso-42001:A.10.3
#     - nist-800-53:SR-4
#     - soc2:CC9.2
#   remediation: >-
#     Choose a model whose licence allows the use, obtain a licence, or have this one accepted by
#     id in `[params.licences] accepted`.
#   parameters:
#     licences:
#       denied:
#         default:
#           "*": []
#           prod: ["noncommercial", "use-restricted", "custom"]
#           production: ["noncommercial", "use-restricted", "custom"]
#         description: >-
#           Denied classes by environment; `*` is for environments that are not named.
#       accepted:
#         default: []
#         description: >-
#           Licences, by id (or as written, when there is none), that are accepted after review.
package govern.models.licence_class

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["licenses", index]) if {
	some index, licence in input.document.licenses
	not _name(licence) in data.params.licences.accepted
	licence.class in _denied
	msg := sprintf("the licence %s of %s is %s, which is not allowed%s", [
		_name(licence),
		model.name,
		licence.class,
		_where,
	])
}

undecided contains result.at(msg, ["licenses", index]) if {
	some index, licence in input.document.licenses
	licence.class == null
	not _name(licence) in data.params.licences.accepted
	count(_denied) > 0
	msg := sprintf("whether the licence %s of %s is allowed%s is not known", [_name(licence), model.name, _where])
}

_denied := data.params.licences.denied[input.context.environment]

_denied := object.get(data.params.licences.denied, "*", []) if not data.params.licences.denied[input.context.environment]

_where := sprintf(" in %s", [input.context.environment]) if input.context.environment != null

_where := "" if input.context.environment == null

_name(licence) := names[0] if {
	known := [name | some key in ["id", "name", "raw"]; name := licence[key]; name != null]
	names := array.concat(known, ["without a name"])
}
