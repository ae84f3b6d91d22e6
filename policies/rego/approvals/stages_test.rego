# Written from the samples in stages/ by `pytest tests/rego --update-golden`.
package govern.approvals.stages_test

import data.govern.approvals.stages
import data.govern.lib.testing

_params := {"promotion": {"stages": ["dev", "staging", "prod"]}}

_document_of_allowed := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed := {
	"facts": {
		"promotion": {"from": "staging", "to": "prod", "rollback_to": "2", "rollback_approved": true},
	},
}

_allowed := testing.change(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := stages.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := stages.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_back := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed_back := {"facts": {"promotion": {"from": "prod", "to": "staging"}}}

_allowed_back := testing.change(_document_of_allowed_back, _rest_of_allowed_back)

test_allowed_back_deny if {
	found := stages.deny with input as _allowed_back
		with data.params as _params
	found == set()
}

test_allowed_back_undecided if {
	found := stages.undecided with input as _allowed_back
		with data.params as _params
	found == set()
}

_document_of_allowed_first := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed_first := {"facts": {"promotion": {"from": "staging", "to": "prod", "first": true}}}

_allowed_first := testing.change(_document_of_allowed_first, _rest_of_allowed_first)

test_allowed_first_deny if {
	found := stages.deny with input as _allowed_first
		with data.params as _params
	found == set()
}

test_allowed_first_undecided if {
	found := stages.undecided with input as _allowed_first
		with data.params as _params
	found == set()
}

_document_of_allowed_staging := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed_staging := {"facts": {"promotion": {"from": "dev", "to": "staging"}}}

_allowed_staging := testing.change(_document_of_allowed_staging, _rest_of_allowed_staging)

test_allowed_staging_deny if {
	found := stages.deny with input as _allowed_staging
		with data.params as _params
	found == set()
}

test_allowed_staging_undecided if {
	found := stages.undecided with input as _allowed_staging
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied := {"facts": {"promotion": {"from": "dev", "to": "prod", "rollback_to": "2"}}}

_denied := testing.change(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := stages.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "a promotion from dev to prod skips staging", "path": []},
		{"msg": "the version to roll back to (2) is not approved itself", "path": []},
	}
}

test_denied_undecided if {
	found := stages.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_none := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied_none := {
	"facts": {
		"promotion": {"from": "staging", "to": "prod", "rollback_to": "", "rollback_approved": true},
	},
}

_denied_none := testing.change(_document_of_denied_none, _rest_of_denied_none)

test_denied_none_deny if {
	found := stages.deny with input as _denied_none
		with data.params as _params
	found == {
		{"msg": "a promotion to prod must name the version to roll back to", "path": []},
	}
}

test_denied_none_undecided if {
	found := stages.undecided with input as _denied_none
		with data.params as _params
	found == set()
}

_document_of_denied_rollback := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied_rollback := {"facts": {"promotion": {"from": "staging", "to": "prod"}}}

_denied_rollback := testing.change(_document_of_denied_rollback, _rest_of_denied_rollback)

test_denied_rollback_deny if {
	found := stages.deny with input as _denied_rollback
		with data.params as _params
	found == {
		{"msg": "a promotion to prod must name the version to roll back to", "path": []},
	}
}

test_denied_rollback_undecided if {
	found := stages.undecided with input as _denied_rollback
		with data.params as _params
	found == set()
}

_document_of_denied_stage := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied_stage := {"facts": {"promotion": {"from": "laptop", "to": "staging"}}}

_denied_stage := testing.change(_document_of_denied_stage, _rest_of_denied_stage)

test_denied_stage_deny if {
	found := stages.deny with input as _denied_stage
		with data.params as _params
	found == {
		{"msg": "laptop is not among the stages dev, staging, prod", "path": []},
	}
}

test_denied_stage_undecided if {
	found := stages.undecided with input as _denied_stage
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_undecided := testing.change(_document_of_undecided, {})

test_undecided_deny if {
	found := stages.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := stages.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "the stages of this promotion are not known", "path": []},
	}
}
