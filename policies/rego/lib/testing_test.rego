# METADATA
# title: Inputs for tests
# description: >-
#   Builds the `input` that the host would build, from what matters to a test. Loaded with tests only.
package govern.lib.testing

# Midnight UTC of 21 November 2026.
_now_ns := 1795219200000000000

_host := {
	"context": {"environment": null, "namespace": null, "now_ns": _now_ns, "tier": null},
	"facts": {},
	"request": null,
	"source": {"format": "", "index": 0, "path": "sample", "sha256": ""},
}

# METADATA
# description: An input of Kubernetes; `rest` holds facts, context and request.
kubernetes(document, rest) := _input("kubernetes", document, rest)

# METADATA
# description: An input of a Terraform plan.
terraform_plan(document, rest) := _input("terraform_plan", document, rest)

# METADATA
# description: An input that is a whole change.
change(document, rest) := _input("change", document, rest)

# METADATA
# description: An input of a model card that says nothing beyond `said`.
card(said, rest) := _input("model_card", object.union(_empty_card, said), rest)

# METADATA
# description: An input of an SBOM that says nothing beyond `said`.
bom(said, rest) := _input("sbom", object.union(_empty_bom, object.union(said, _filled(said))), rest)

_input(kind, document, rest) := object.union(object.union(_host, rest), {"document": document, "kind": kind})

_filled(said) := {
	"components": [_component(one) | some one in object.get(said, "components", [])],
	"metadata": _metadata(object.get(said, "metadata", {})),
	"vulnerabilities": [object.union(_empty_vulnerability, one) |
		some one in object.get(said, "vulnerabilities", [])
	],
}

_metadata(said) := object.union(_empty_metadata, object.union(said, {"component": _described(said)}))

_described(said) := _component(said.component) if said.component

_described(said) := null if not said.component

_component(said) := object.union(object.union(_empty_component, said), {"licenses": [object.union(_empty_licence, one) |
	some one in object.get(said, "licenses", [])
]})

_empty_bom := {"components": [], "dependencies": [], "metadata": _empty_metadata, "vulnerabilities": []}

_empty_metadata := {
	"authors": [],
	"component": null,
	"manufacturer": null,
	"supplier": null,
	"timestamp": null,
	"tools": [],
}

_empty_component := {
	"cpe": null,
	"group": null,
	"hashes": [],
	"licenses": [],
	"manufacturer": null,
	"omnibor": [],
	"purl": null,
	"ref": null,
	"supplier": null,
	"swhid": [],
	"swid": null,
	"version": null,
}

_empty_licence := {"any_of": [], "expression": null, "id": null, "name": null, "operands": [], "problem": null}

_empty_vulnerability := {"affects": [], "analysis": null, "id": null, "ratings": [], "rejected": null}

_empty_card := {
	"schema": "govern.model/v1",
	"source": {"diagnostics": []},
	"model": {
		"id": null,
		"name": null,
		"version": null,
		"revision": null,
		"description": null,
		"task": [],
		"model_type": null,
		"architecture": null,
		"parameters": null,
		"library": null,
		"languages": [],
		"inputs": [],
		"outputs": [],
		"context_length": null,
		"released": null,
		"new_version": null,
	},
	"parties": {"provider": null, "owners": [], "approvers": [], "contact": null},
	"licenses": [],
	"lineage": {
		"base_models": [],
		"merged": null,
		"training_code": null,
		"run_id": null,
		"ancestors": [],
	},
	"artifacts": [],
	"use": {
		"intended": [],
		"users": [],
		"out_of_scope": [],
		"limitations": [],
		"tradeoffs": [],
		"acceptable_use_policy": null,
		"human_oversight": null,
	},
	"datasets": [],
	"metrics": [],
	"fairness": [],
	"risks": [],
	"safety": {
		"evals": [],
		"red_team": {"done": null, "date": null, "report": null},
		"guardrails": [],
		"prompts": [],
	},
	"compute": {
		"hardware": null,
		"hours": null,
		"flops": null,
		"energy_kwh": null,
		"co2_kg": null,
		"region": null,
	},
	"governance": {
		"risk_tier": "unset",
		"eu_ai_act": {
			"class": "unset",
			"annex_iii": null,
			"annex_iv": {
				"p1": {"status": null, "ref": null},
				"p2": {"status": null, "ref": null},
				"p3": {"status": null, "ref": null},
				"p4": {"status": null, "ref": null},
				"p5": {"status": null, "ref": null},
				"p6": {"status": null, "ref": null},
				"p7": {"status": null, "ref": null},
				"p8": {"status": null, "ref": null},
				"p9": {"status": null, "ref": null},
			},
			"gpai_form": null,
		},
		"review": {"last": null, "next": null, "expires": null},
		"impact_assessment": null,
		"status": null,
		"tags": {},
	},
	"sections": {},
	"provenance": {},
	"raw": {},
}
