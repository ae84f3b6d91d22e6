# METADATA
# title: The energy of large trainings is reported
# description: >-
#   Training above the bound costs as much energy as a village. The card must give the energy or
#   the emissions.
# custom:
#   id: MC032
#   severity: low
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.12, eu-ai-act:Annex-XI, iso-42001:A.5.5]
#   remediation: >-
#     Report `compute.energy_kwh` or `compute.co2_kg` (`co2_eq_emissions` on Hugging Face).
#   parameters:
#     energy:
#       flops:
#         default: 1.0e+21
#         description: >-
#           Training compute above which energy must be reported.
package govern.models.energy

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["compute"]) if {
	input.document.compute.flops > data.params.energy.flops
	input.document.compute.energy_kwh == null
	input.document.compute.co2_kg == null
	msg := sprintf("the training of %s was large, but its card reports neither energy nor emissions", [model.name])
}
