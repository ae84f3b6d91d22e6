# METADATA
# title: The model has an owner who can be reached
# description: >-
#   When a model does harm at night, somebody must be called. The owner must be a team with a
#   contact that works (an address, a link or a channel); with a directory, one of its teams.
# custom:
#   id: MC008
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:GOVERN-2.1
#     - iso-42001:A.3.2
#     - soc2:CC1.3
#     - nist-800-53:PM-5
#     - us-model-risk:governance
#   remediation: >-
#     Declare the owning team and its contact in the card or the sidecar (`parties.owners`).
#   parameters:
#     owners:
#       directory:
#         default: []
#         description: >-
#           Teams that may own models, as patterns; empty: any.
package govern.models.owner

import data.govern.lib.model
import data.govern.lib.patterns
import data.govern.lib.result

deny contains result.at(msg, ["parties", "owners"]) if {
	count(input.document.parties.owners) == 0
	msg := sprintf("the card of %s names no owner", [model.name])
}

deny contains result.at(msg, ["parties", "owners", index]) if {
	some index, owner in input.document.parties.owners
	fault := _fault(owner)
	msg := sprintf("the owner %s of %s %s", [_name(owner), model.name, fault])
}

_fault(owner) := "has no contact that can be reached" if not _reachable(owner)

_fault(owner) := "is not in the directory of teams" if {
	_reachable(owner)
	count(data.params.owners.directory) > 0
	not patterns.any_matches(data.params.owners.directory, _name(owner))
}

_reachable(owner) if {
	some contact in [owner.contact, input.document.parties.contact]
	is_string(contact)
	regex.match(`^[^@ ]+@[^@ ]+[.][^@ ]+$|^(https?|mailto|slack)://?[^ ]+|^[#@][^ ]+$`, contact)
}

_name(owner) := owner.team if owner.team != null

_name(owner) := owner.name if {
	owner.team == null
	owner.name != null
}

_name(owner) := "without a name" if {
	owner.team == null
	owner.name == null
}
