# METADATA
# title: Prompts are versioned like code
# description: >-
#   A system prompt or chat template changes what a model does as much as its weights. Each prompt
#   that the card lists needs a version and a digest; where `require` is set, a generative model
#   must list at least one.
# custom:
#   id: MC029
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.8, nist-800-53:CM-2]
#   remediation: >-
#     List each prompt under `safety.prompts` with version and sha256.
#   parameters:
#     prompts:
#       require:
#         default: false
#         description: >-
#           Demand that generative models list their prompts.
#     generative:
#       tasks:
#         default:
#           - text-generation
#           - text2text-generation
#           - conversational
#           - image-text-to-text
#           - text-to-image
#           - text-to-video
#           - text-to-audio
#           - text-to-speech
#           - any-to-any
#         description: >-
#           Tasks that make a model generative.
package govern.models.prompts

import data.govern.lib.generative
import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["safety", "prompts", index]) if {
	some index, prompt in input.document.safety.prompts
	missing := [key | some key in ["version", "sha256"]; prompt[key] == null]
	count(missing) > 0
	msg := sprintf("the prompt %q of %s has no %s", [prompt.name, model.name, concat(" and no ", missing)])
}

deny contains result.at(msg, ["safety", "prompts"]) if {
	data.params.prompts.require
	generative.model
	count(input.document.safety.prompts) == 0
	msg := sprintf("the card of %s lists no prompts", [model.name])
}
