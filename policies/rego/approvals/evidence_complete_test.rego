# Written from the samples in evidence_complete/ by `pytest tests/rego --update-golden`.
package govern.approvals.evidence_complete_test

import data.govern.approvals.evidence_complete
import data.govern.lib.testing

_params := {
	"evidence": {"required": ["card", "evaluation", "sbom", "signature", "scan"], "max_age_days": 30},
}

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
		"evidence": [
			{
				"type": "card",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "evaluation",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "sbom",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "signature",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "scan",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
		],
	},
}

_allowed := testing.change(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := evidence_complete.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := evidence_complete.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_empty_list := {
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

_rest_of_allowed_empty_list := {"facts": {"evidence": []}}

_allowed_empty_list := testing.change(_document_of_allowed_empty_list, _rest_of_allowed_empty_list)

_params_of_allowed_empty_list := {"evidence": {"required": [], "max_age_days": 30}}

test_allowed_empty_list_deny if {
	found := evidence_complete.deny with input as _allowed_empty_list
		with data.params as _params_of_allowed_empty_list
	found == set()
}

test_allowed_empty_list_undecided if {
	found := evidence_complete.undecided with input as _allowed_empty_list
		with data.params as _params_of_allowed_empty_list
	found == set()
}

_document_of_allowed_no_model := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "kubernetes",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_allowed_no_model := testing.change(_document_of_allowed_no_model, {})

test_allowed_no_model_deny if {
	found := evidence_complete.deny with input as _allowed_no_model
		with data.params as _params
	found == set()
}

test_allowed_no_model_undecided if {
	found := evidence_complete.undecided with input as _allowed_no_model
		with data.params as _params
	found == set()
}

_document_of_allowed_no_model_old_evidence := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "kubernetes",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed_no_model_old_evidence := {
	"facts": {
		"evidence": [
			{
				"type": "scan",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-01-01",
			},
			{
				"type": "sbom",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "lately",
			},
		],
	},
}

_allowed_no_model_old_evidence := testing.change(_document_of_allowed_no_model_old_evidence, _rest_of_allowed_no_model_old_evidence)

test_allowed_no_model_old_evidence_deny if {
	found := evidence_complete.deny with input as _allowed_no_model_old_evidence
		with data.params as _params
	found == set()
}

test_allowed_no_model_old_evidence_undecided if {
	found := evidence_complete.undecided with input as _allowed_no_model_old_evidence
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

_rest_of_denied := {
	"facts": {
		"evidence": [
			{
				"type": "card",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "evaluation",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "sbom",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "signature",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
		],
	},
}

_denied := testing.change(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := evidence_complete.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "the evidence lacks the scan", "path": []},
	}
}

test_denied_undecided if {
	found := evidence_complete.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
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

_rest_of_denied_old := {
	"facts": {
		"evidence": [
			{
				"type": "scan",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-01-01",
			},
			{
				"type": "card",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "evaluation",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "sbom",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "signature",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
		],
	},
}

_denied_old := testing.change(_document_of_denied_old, _rest_of_denied_old)

test_denied_old_deny if {
	found := evidence_complete.deny with input as _denied_old
		with data.params as _params
	found == {
		{"msg": "the newest scan is 324 days old; at most 30 are allowed", "path": []},
	}
}

test_denied_old_undecided if {
	found := evidence_complete.undecided with input as _denied_old
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
	found := evidence_complete.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := evidence_complete.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "the evidence for this promotion is not known", "path": []},
	}
}

_document_of_undecided_undated := {
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

_rest_of_undecided_undated := {
	"facts": {
		"evidence": [
			{
				"type": "scan",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "lately",
			},
			{
				"type": "card",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "evaluation",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "sbom",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
			{
				"type": "signature",
				"digest": "sha256:abababababababababababababababababababababababababababababababab",
				"issued": "2026-11-10T00:00:00Z",
			},
		],
	},
}

_undecided_undated := testing.change(_document_of_undecided_undated, _rest_of_undecided_undated)

test_undecided_undated_deny if {
	found := evidence_complete.deny with input as _undecided_undated
		with data.params as _params
	found == set()
}

test_undecided_undated_undecided if {
	found := evidence_complete.undecided with input as _undecided_undated
		with data.params as _params
	found == {
		{"msg": "when the scan was made is not known", "path": []},
	}
}
