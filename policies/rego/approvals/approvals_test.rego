# Written from the samples in approvals/ by `pytest tests/rego --update-golden`.
package govern.approvals.approvals_test

import data.govern.approvals.approvals
import data.govern.lib.testing

_params := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {"owner": 1},
			"high": {"owner": 1, "model-risk": 1},
			"critical": {"owner": 1, "model-risk": 2},
		},
		"max_age_hours": 168,
		"observed_tiers": ["low", "medium"],
		"revokers": ["security"],
	},
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
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_allowed := testing.change(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := approvals.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := approvals.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_last_moment := {
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

_rest_of_allowed_last_moment := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-21T00:00:01Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_allowed_last_moment := testing.change(_document_of_allowed_last_moment, _rest_of_allowed_last_moment)

test_allowed_last_moment_deny if {
	found := approvals.deny with input as _allowed_last_moment
		with data.params as _params
	found == set()
}

test_allowed_last_moment_undecided if {
	found := approvals.undecided with input as _allowed_last_moment
		with data.params as _params
	found == set()
}

_document_of_allowed_low := {
	"verdict": "allowed",
	"tier": "low",
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

_rest_of_allowed_low := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_allowed_low := testing.change(_document_of_allowed_low, _rest_of_allowed_low)

test_allowed_low_deny if {
	found := approvals.deny with input as _allowed_low
		with data.params as _params
	found == set()
}

test_allowed_low_undecided if {
	found := approvals.undecided with input as _allowed_low
		with data.params as _params
	found == set()
}

_document_of_allowed_no_tier_in_card := {
	"verdict": "allowed",
	"tier": "unset",
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

_rest_of_allowed_no_tier_in_card := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
	"context": {"tier": "high"},
}

_allowed_no_tier_in_card := testing.change(_document_of_allowed_no_tier_in_card, _rest_of_allowed_no_tier_in_card)

test_allowed_no_tier_in_card_deny if {
	found := approvals.deny with input as _allowed_no_tier_in_card
		with data.params as _params
	found == set()
}

test_allowed_no_tier_in_card_undecided if {
	found := approvals.undecided with input as _allowed_no_tier_in_card
		with data.params as _params
	found == set()
}

_document_of_allowed_observed := {
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

_rest_of_allowed_observed := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "imported",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
				"observer": "importer",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
			"importer": {"roles": ["observer"], "active": true},
		},
	},
}

_allowed_observed := testing.change(_document_of_allowed_observed, _rest_of_allowed_observed)

_params_of_allowed_observed := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {"owner": 1},
			"high": {"owner": 1, "model-risk": 1},
			"critical": {"owner": 1, "model-risk": 2},
		},
		"max_age_hours": 168,
		"observed_tiers": ["low", "medium", "high"],
		"revokers": ["security"],
	},
}

test_allowed_observed_deny if {
	found := approvals.deny with input as _allowed_observed
		with data.params as _params_of_allowed_observed
	found == set()
}

test_allowed_observed_undecided if {
	found := approvals.undecided with input as _allowed_observed
		with data.params as _params_of_allowed_observed
	found == set()
}

_document_of_allowed_rejection_taken_back := {
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

_rest_of_allowed_rejection_taken_back := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
			{
				"id": "r-alan",
				"person": "alan",
				"verdict": "reject",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n9",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"revocations": [
			{
				"target": "r-alan",
				"person": "alan",
				"effective_at": "2026-11-20T10:00:00Z",
				"reason": "x",
			},
		],
	},
}

_allowed_rejection_taken_back := testing.change(_document_of_allowed_rejection_taken_back, _rest_of_allowed_rejection_taken_back)

test_allowed_rejection_taken_back_deny if {
	found := approvals.deny with input as _allowed_rejection_taken_back
		with data.params as _params
	found == set()
}

test_allowed_rejection_taken_back_undecided if {
	found := approvals.undecided with input as _allowed_rejection_taken_back
		with data.params as _params
	found == set()
}

_document_of_allowed_revoked_by_nobody := {
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

_rest_of_allowed_revoked_by_nobody := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"revocations": [
			{
				"target": "a-edsger",
				"person": "barbara",
				"effective_at": "2026-11-20T10:00:00Z",
				"reason": "x",
			},
		],
	},
}

_allowed_revoked_by_nobody := testing.change(_document_of_allowed_revoked_by_nobody, _rest_of_allowed_revoked_by_nobody)

test_allowed_revoked_by_nobody_deny if {
	found := approvals.deny with input as _allowed_revoked_by_nobody
		with data.params as _params
	found == set()
}

test_allowed_revoked_by_nobody_undecided if {
	found := approvals.undecided with input as _allowed_revoked_by_nobody
		with data.params as _params
	found == set()
}

_document_of_allowed_revoked_later := {
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

_rest_of_allowed_revoked_later := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"revocations": [
			{
				"target": "a-edsger",
				"person": "edsger",
				"effective_at": "2026-11-22T10:00:00Z",
				"reason": "x",
			},
		],
	},
}

_allowed_revoked_later := testing.change(_document_of_allowed_revoked_later, _rest_of_allowed_revoked_later)

test_allowed_revoked_later_deny if {
	found := approvals.deny with input as _allowed_revoked_later
		with data.params as _params
	found == set()
}

test_allowed_revoked_later_undecided if {
	found := approvals.undecided with input as _allowed_revoked_later
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
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied := testing.change(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := approvals.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
	}
}

test_denied_undecided if {
	found := approvals.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_artifacts := {
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

_rest_of_denied_artifacts := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0202020202020202020202020202020202020202020202020202020202020202"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_artifacts := testing.change(_document_of_denied_artifacts, _rest_of_denied_artifacts)

test_denied_artifacts_deny if {
	found := approvals.deny with input as _denied_artifacts
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (other_artifacts)",
			"path": [],
		},
	}
}

test_denied_artifacts_undecided if {
	found := approvals.undecided with input as _denied_artifacts
		with data.params as _params
	found == set()
}

_document_of_denied_before_request := {
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

_rest_of_denied_before_request := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T07:54:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_before_request := testing.change(_document_of_denied_before_request, _rest_of_denied_before_request)

test_denied_before_request_deny if {
	found := approvals.deny with input as _denied_before_request
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (signed_before_request)",
			"path": [],
		},
	}
}

test_denied_before_request_undecided if {
	found := approvals.undecided with input as _denied_before_request
		with data.params as _params
	found == set()
}

_document_of_denied_card_says_critical := {
	"verdict": "allowed",
	"tier": "critical",
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

_rest_of_denied_card_says_critical := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
	"context": {"tier": "low"},
}

_denied_card_says_critical := testing.change(_document_of_denied_card_says_critical, _rest_of_denied_card_says_critical)

test_denied_card_says_critical_deny if {
	found := approvals.deny with input as _denied_card_says_critical
		with data.params as _params
	found == {
		{"msg": "1 of 2 approvals by the role model-risk are there (edsger)", "path": []},
	}
}

test_denied_card_says_critical_undecided if {
	found := approvals.undecided with input as _denied_card_says_critical
		with data.params as _params
	found == set()
}

_document_of_denied_conflict := {
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

_rest_of_denied_conflict := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
			{
				"id": "a-ada",
				"person": "ada",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-ada.json",
				"role": "owner",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_conflict := testing.change(_document_of_denied_conflict, _rest_of_denied_conflict)

test_denied_conflict_deny if {
	found := approvals.deny with input as _denied_conflict
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role owner are there; not counted: ada as owner (self_approval)",
			"path": [],
		},
	}
}

test_denied_conflict_undecided if {
	found := approvals.undecided with input as _denied_conflict
		with data.params as _params
	found == set()
}

_document_of_denied_decision := {
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

_rest_of_denied_decision := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "denied",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_decision := testing.change(_document_of_denied_decision, _rest_of_denied_decision)

test_denied_decision_deny if {
	found := approvals.deny with input as _denied_decision
		with data.params as _params
	found == {
		{
			"msg": "the decision that was approved is denied; approval allows nothing that policy denies",
			"path": [],
		},
	}
}

test_denied_decision_undecided if {
	found := approvals.undecided with input as _denied_decision
		with data.params as _params
	found == set()
}

_document_of_denied_early := {
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

_rest_of_denied_early := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-22T10:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_early := testing.change(_document_of_denied_early, _rest_of_denied_early)

test_denied_early_deny if {
	found := approvals.deny with input as _denied_early
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (not_yet_valid)",
			"path": [],
		},
	}
}

test_denied_early_undecided if {
	found := approvals.undecided with input as _denied_early
		with data.params as _params
	found == set()
}

_document_of_denied_expired := {
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

_rest_of_denied_expired := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-20T10:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_expired := testing.change(_document_of_denied_expired, _rest_of_denied_expired)

test_denied_expired_deny if {
	found := approvals.deny with input as _denied_expired
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (expired)",
			"path": [],
		},
	}
}

test_denied_expired_undecided if {
	found := approvals.undecided with input as _denied_expired
		with data.params as _params
	found == set()
}

_document_of_denied_future := {
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

_rest_of_denied_future := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-21T00:06:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_future := testing.change(_document_of_denied_future, _rest_of_denied_future)

test_denied_future_deny if {
	found := approvals.deny with input as _denied_future
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (signed_in_future)",
			"path": [],
		},
	}
}

test_denied_future_undecided if {
	found := approvals.undecided with input as _denied_future
		with data.params as _params
	found == set()
}

_document_of_denied_new_push := {
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

_rest_of_denied_new_push := {
	"facts": {
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"errors": [
			{
				"fact": "decision",
				"reason": "other_artifacts",
				"about": "",
				"message": "no request for approval is about exactly these inputs; a change asks anew",
			},
		],
	},
}

_denied_new_push := testing.change(_document_of_denied_new_push, _rest_of_denied_new_push)

test_denied_new_push_deny if {
	found := approvals.deny with input as _denied_new_push
		with data.params as _params
	found == {
		{
			"msg": "there is no approval: no request for approval is about exactly these inputs; a change asks anew",
			"path": [],
		},
	}
}

test_denied_new_push_undecided if {
	found := approvals.undecided with input as _denied_new_push
		with data.params as _params
	found == set()
}

_document_of_denied_no_request := {
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

_rest_of_denied_no_request := {
	"facts": {
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"errors": [
			{
				"fact": "decision",
				"reason": "no_request",
				"about": "",
				"message": "nobody asked for approval",
			},
		],
	},
}

_denied_no_request := testing.change(_document_of_denied_no_request, _rest_of_denied_no_request)

test_denied_no_request_deny if {
	found := approvals.deny with input as _denied_no_request
		with data.params as _params
	found == {
		{"msg": "there is no approval: nobody asked for approval", "path": []},
	}
}

test_denied_no_request_undecided if {
	found := approvals.undecided with input as _denied_no_request
		with data.params as _params
	found == set()
}

_document_of_denied_nobody_can := {
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

_rest_of_denied_nobody_can := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": false},
			"alan": {"roles": ["model-risk", "owner"], "active": false},
			"barbara": {"roles": ["model-risk"], "active": false},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_nobody_can := testing.change(_document_of_denied_nobody_can, _rest_of_denied_nobody_can)

test_denied_nobody_can_deny if {
	found := approvals.deny with input as _denied_nobody_can
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{
			"msg": "this gate can be passed by nobody: of the role model-risk there are 0 people besides authors and requester, and it takes 1",
			"path": [],
		},
	}
}

test_denied_nobody_can_undecided if {
	found := approvals.undecided with input as _denied_nobody_can
		with data.params as _params
	found == set()
}

_document_of_denied_nonce := {
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

_rest_of_denied_nonce := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_nonce := testing.change(_document_of_denied_nonce, _rest_of_denied_nonce)

test_denied_nonce_deny if {
	found := approvals.deny with input as _denied_nonce
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (nonce_reused), grace as owner (nonce_reused)",
			"path": [],
		},
		{
			"msg": "0 of 1 approvals by the role owner are there; not counted: edsger as model-risk (nonce_reused), grace as owner (nonce_reused)",
			"path": [],
		},
	}
}

test_denied_nonce_undecided if {
	found := approvals.undecided with input as _denied_nonce
		with data.params as _params
	found == set()
}

_document_of_denied_observed := {
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

_rest_of_denied_observed := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "imported",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
				"observer": "importer",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
			"importer": {"roles": ["observer"], "active": true},
		},
	},
}

_denied_observed := testing.change(_document_of_denied_observed, _rest_of_denied_observed)

test_denied_observed_deny if {
	found := approvals.deny with input as _denied_observed
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (only_observed)",
			"path": [],
		},
	}
}

test_denied_observed_undecided if {
	found := approvals.undecided with input as _denied_observed
		with data.params as _params
	found == set()
}

_document_of_denied_observer := {
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

_rest_of_denied_observer := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "imported",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
				"observer": "importer",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
			"importer": {"roles": [], "active": true},
		},
	},
}

_denied_observer := testing.change(_document_of_denied_observer, _rest_of_denied_observer)

_params_of_denied_observer := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {"owner": 1},
			"high": {"owner": 1, "model-risk": 1},
			"critical": {"owner": 1, "model-risk": 2},
		},
		"max_age_hours": 168,
		"observed_tiers": ["low", "medium", "high"],
		"revokers": ["security"],
	},
}

test_denied_observer_deny if {
	found := approvals.deny with input as _denied_observer
		with data.params as _params_of_denied_observer
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (role_not_held)",
			"path": [],
		},
	}
}

test_denied_observer_undecided if {
	found := approvals.undecided with input as _denied_observer
		with data.params as _params_of_denied_observer
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
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_old := testing.change(_document_of_denied_old, _rest_of_denied_old)

_params_of_denied_old := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {"owner": 1},
			"high": {"owner": 1, "model-risk": 1},
			"critical": {"owner": 1, "model-risk": 2},
		},
		"max_age_hours": 2,
		"observed_tiers": ["low", "medium"],
		"revokers": ["security"],
	},
}

test_denied_old_deny if {
	found := approvals.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (too_old), grace as owner (too_old)",
			"path": [],
		},
		{
			"msg": "0 of 1 approvals by the role owner are there; not counted: edsger as model-risk (too_old), grace as owner (too_old)",
			"path": [],
		},
	}
}

test_denied_old_undecided if {
	found := approvals.undecided with input as _denied_old
		with data.params as _params_of_denied_old
	found == set()
}

_document_of_denied_one_person := {
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

_rest_of_denied_one_person := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-grace-1",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0-1",
				"file": "a-grace.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner", "model-risk"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_one_person := testing.change(_document_of_denied_one_person, _rest_of_denied_one_person)

test_denied_one_person_deny if {
	found := approvals.deny with input as _denied_one_person
		with data.params as _params
	found == {
		{
			"msg": "2 different people must approve as model-risk or owner; 1 did (grace)",
			"path": [],
		},
	}
}

test_denied_one_person_undecided if {
	found := approvals.undecided with input as _denied_one_person
		with data.params as _params
	found == set()
}

_document_of_denied_other := {
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

_rest_of_denied_other := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_other := testing.change(_document_of_denied_other, _rest_of_denied_other)

test_denied_other_deny if {
	found := approvals.deny with input as _denied_other
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (other_decision)",
			"path": [],
		},
	}
}

test_denied_other_undecided if {
	found := approvals.undecided with input as _denied_other
		with data.params as _params
	found == set()
}

_document_of_denied_policy := {
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

_rest_of_denied_policy := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "3434343434343434343434343434343434343434343434343434343434343434",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_policy := testing.change(_document_of_denied_policy, _rest_of_denied_policy)

test_denied_policy_deny if {
	found := approvals.deny with input as _denied_policy
		with data.params as _params
	found == {
		{
			"msg": "the policy has changed since the decision that was approved; decide and ask again",
			"path": [],
		},
	}
}

test_denied_policy_undecided if {
	found := approvals.undecided with input as _denied_policy
		with data.params as _params
	found == set()
}

_document_of_denied_rejected := {
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

_rest_of_denied_rejected := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
			{
				"id": "a-alan",
				"person": "alan",
				"verdict": "reject",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n2",
				"file": "a-alan.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_rejected := testing.change(_document_of_denied_rejected, _rest_of_denied_rejected)

test_denied_rejected_deny if {
	found := approvals.deny with input as _denied_rejected
		with data.params as _params
	found == {
		{"msg": "alan rejected this decision", "path": []},
	}
}

test_denied_rejected_undecided if {
	found := approvals.undecided with input as _denied_rejected
		with data.params as _params
	found == set()
}

_document_of_denied_rejected_before := {
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

_rest_of_denied_rejected_before := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
			{
				"id": "r-alan",
				"person": "alan",
				"verdict": "reject",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-10-01T00:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-10-02T00:00:00Z",
				"verified": true,
				"request": "9999999999999999999999999999999999999999999999999999999999999999",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n9",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_rejected_before := testing.change(_document_of_denied_rejected_before, _rest_of_denied_rejected_before)

test_denied_rejected_before_deny if {
	found := approvals.deny with input as _denied_rejected_before
		with data.params as _params
	found == {
		{"msg": "alan rejected this decision", "path": []},
	}
}

test_denied_rejected_before_undecided if {
	found := approvals.undecided with input as _denied_rejected_before
		with data.params as _params
	found == set()
}

_document_of_denied_request := {
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

_rest_of_denied_request := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "0000000000000000000000000000000000000000000000000000000000000000",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_request := testing.change(_document_of_denied_request, _rest_of_denied_request)

test_denied_request_deny if {
	found := approvals.deny with input as _denied_request
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (other_request)",
			"path": [],
		},
	}
}

test_denied_request_undecided if {
	found := approvals.undecided with input as _denied_request
		with data.params as _params
	found == set()
}

_document_of_denied_request_expired := {
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

_rest_of_denied_request_expired := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-21T00:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_request_expired := testing.change(_document_of_denied_request_expired, _rest_of_denied_request_expired)

test_denied_request_expired_deny if {
	found := approvals.deny with input as _denied_request_expired
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (expired), grace as owner (expired)",
			"path": [],
		},
		{
			"msg": "0 of 1 approvals by the role owner are there; not counted: edsger as model-risk (expired), grace as owner (expired)",
			"path": [],
		},
	}
}

test_denied_request_expired_undecided if {
	found := approvals.undecided with input as _denied_request_expired
		with data.params as _params
	found == set()
}

_document_of_denied_requester := {
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

_rest_of_denied_requester := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "edsger",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_requester := testing.change(_document_of_denied_requester, _rest_of_denied_requester)

test_denied_requester_deny if {
	found := approvals.deny with input as _denied_requester
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (self_approval)",
			"path": [],
		},
	}
}

test_denied_requester_undecided if {
	found := approvals.undecided with input as _denied_requester
		with data.params as _params
	found == set()
}

_document_of_denied_revoked := {
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

_rest_of_denied_revoked := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"revoked": ["a-edsger"],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_revoked := testing.change(_document_of_denied_revoked, _rest_of_denied_revoked)

test_denied_revoked_deny if {
	found := approvals.deny with input as _denied_revoked
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (revoked)",
			"path": [],
		},
	}
}

test_denied_revoked_undecided if {
	found := approvals.undecided with input as _denied_revoked
		with data.params as _params
	found == set()
}

_document_of_denied_revoked_by_security := {
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

_rest_of_denied_revoked_by_security := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"revocations": [
			{
				"target": "a-edsger",
				"person": "sam",
				"effective_at": "2026-11-20T10:00:00Z",
				"reason": "x",
			},
		],
	},
}

_denied_revoked_by_security := testing.change(_document_of_denied_revoked_by_security, _rest_of_denied_revoked_by_security)

test_denied_revoked_by_security_deny if {
	found := approvals.deny with input as _denied_revoked_by_security
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (revoked)",
			"path": [],
		},
	}
}

test_denied_revoked_by_security_undecided if {
	found := approvals.undecided with input as _denied_revoked_by_security
		with data.params as _params
	found == set()
}

_document_of_denied_role := {
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

_rest_of_denied_role := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "owner",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_role := testing.change(_document_of_denied_role, _rest_of_denied_role)

test_denied_role_deny if {
	found := approvals.deny with input as _denied_role
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as owner (role_not_held)",
			"path": [],
		},
	}
}

test_denied_role_undecided if {
	found := approvals.undecided with input as _denied_role
		with data.params as _params
	found == set()
}

_document_of_denied_role_not_held := {
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

_rest_of_denied_role_not_held := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["owner"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_role_not_held := testing.change(_document_of_denied_role_not_held, _rest_of_denied_role_not_held)

test_denied_role_not_held_deny if {
	found := approvals.deny with input as _denied_role_not_held
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (role_not_held)",
			"path": [],
		},
	}
}

test_denied_role_not_held_undecided if {
	found := approvals.undecided with input as _denied_role_not_held
		with data.params as _params
	found == set()
}

_document_of_denied_scope := {
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

_rest_of_denied_scope := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "staging", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_scope := testing.change(_document_of_denied_scope, _rest_of_denied_scope)

test_denied_scope_deny if {
	found := approvals.deny with input as _denied_scope
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (other_scope)",
			"path": [],
		},
	}
}

test_denied_scope_undecided if {
	found := approvals.undecided with input as _denied_scope
		with data.params as _params
	found == set()
}

_document_of_denied_shown := {
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

_rest_of_denied_shown := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "0000000000000000000000000000000000000000000000000000000000000000",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_shown := testing.change(_document_of_denied_shown, _rest_of_denied_shown)

test_denied_shown_deny if {
	found := approvals.deny with input as _denied_shown
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (other_text_shown)",
			"path": [],
		},
	}
}

test_denied_shown_undecided if {
	found := approvals.undecided with input as _denied_shown
		with data.params as _params
	found == set()
}

_document_of_denied_stranger := {
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

_rest_of_denied_stranger := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": false,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "",
				"reason": "identity_mismatch",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_stranger := testing.change(_document_of_denied_stranger, _rest_of_denied_stranger)

test_denied_stranger_deny if {
	found := approvals.deny with input as _denied_stranger
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: the signer of a-edsger.json as model-risk (identity_mismatch)",
			"path": [],
		},
	}
}

test_denied_stranger_undecided if {
	found := approvals.undecided with input as _denied_stranger
		with data.params as _params
	found == set()
}

_document_of_denied_taken_back := {
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

_rest_of_denied_taken_back := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"revocations": [
			{
				"target": "a-edsger",
				"person": "edsger",
				"effective_at": "2026-11-20T10:00:00Z",
				"reason": "x",
			},
		],
	},
}

_denied_taken_back := testing.change(_document_of_denied_taken_back, _rest_of_denied_taken_back)

test_denied_taken_back_deny if {
	found := approvals.deny with input as _denied_taken_back
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (revoked)",
			"path": [],
		},
	}
}

test_denied_taken_back_undecided if {
	found := approvals.undecided with input as _denied_taken_back
		with data.params as _params
	found == set()
}

_document_of_denied_tier := {
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

_rest_of_denied_tier := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
	"context": {"tier": "critical"},
}

_denied_tier := testing.change(_document_of_denied_tier, _rest_of_denied_tier)

test_denied_tier_deny if {
	found := approvals.deny with input as _denied_tier
		with data.params as _params
	found == {
		{"msg": "1 of 2 approvals by the role model-risk are there (edsger)", "path": []},
	}
}

test_denied_tier_undecided if {
	found := approvals.undecided with input as _denied_tier
		with data.params as _params
	found == set()
}

_document_of_denied_tier_asked := {
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

_rest_of_denied_tier_asked := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "medium",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_tier_asked := testing.change(_document_of_denied_tier_asked, _rest_of_denied_tier_asked)

test_denied_tier_asked_deny if {
	found := approvals.deny with input as _denied_tier_asked
		with data.params as _params
	found == {
		{"msg": "approval was asked for the tier medium; this is high", "path": []},
	}
}

test_denied_tier_asked_undecided if {
	found := approvals.undecided with input as _denied_tier_asked
		with data.params as _params
	found == set()
}

_document_of_denied_too_few_places := {
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

_rest_of_denied_too_few_places := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "privacy",
			},
			{
				"id": "a-grace-2",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n2",
				"file": "a-grace.json",
				"role": "model-risk",
			},
			{
				"id": "a-barbara",
				"person": "barbara",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n3",
				"file": "a-edsger.json",
				"role": "privacy",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner", "model-risk"], "active": true},
			"edsger": {"roles": ["privacy"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["privacy"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_too_few_places := testing.change(_document_of_denied_too_few_places, _rest_of_denied_too_few_places)

_params_of_denied_too_few_places := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {},
			"critical": {},
			"high": {"owner": 1, "model-risk": 1, "privacy": 1},
		},
		"max_age_hours": 168,
		"observed_tiers": ["low", "medium"],
		"revokers": ["security"],
	},
}

test_denied_too_few_places_deny if {
	found := approvals.deny with input as _denied_too_few_places
		with data.params as _params_of_denied_too_few_places
	found == {
		{
			"msg": "2 different people must approve as model-risk or owner; 1 did (grace)",
			"path": [],
		},
	}
}

test_denied_too_few_places_undecided if {
	found := approvals.undecided with input as _denied_too_few_places
		with data.params as _params_of_denied_too_few_places
	found == set()
}

_document_of_denied_two_keys := {
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

_rest_of_denied_two_keys := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
				"key": "other key",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner", "model-risk"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_two_keys := testing.change(_document_of_denied_two_keys, _rest_of_denied_two_keys)

test_denied_two_keys_deny if {
	found := approvals.deny with input as _denied_two_keys
		with data.params as _params
	found == {
		{
			"msg": "2 different people must approve as model-risk or owner; 1 did (grace)",
			"path": [],
		},
	}
}

test_denied_two_keys_undecided if {
	found := approvals.undecided with input as _denied_two_keys
		with data.params as _params
	found == set()
}

_document_of_denied_unset := {
	"verdict": "allowed",
	"tier": "unset",
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

_rest_of_denied_unset := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_unset := testing.change(_document_of_denied_unset, _rest_of_denied_unset)

test_denied_unset_deny if {
	found := approvals.deny with input as _denied_unset
		with data.params as _params
	found == {
		{"msg": "1 of 2 approvals by the role model-risk are there (edsger)", "path": []},
	}
}

test_denied_unset_undecided if {
	found := approvals.undecided with input as _denied_unset
		with data.params as _params
	found == set()
}

_document_of_denied_unverified := {
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

_rest_of_denied_unverified := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": false,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "signature_invalid",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_unverified := testing.change(_document_of_denied_unverified, _rest_of_denied_unverified)

test_denied_unverified_deny if {
	found := approvals.deny with input as _denied_unverified
		with data.params as _params
	found == {
		{
			"msg": "0 of 1 approvals by the role model-risk are there; not counted: edsger as model-risk (signature_invalid)",
			"path": [],
		},
	}
}

test_denied_unverified_undecided if {
	found := approvals.undecided with input as _denied_unverified
		with data.params as _params
	found == set()
}

_document_of_denied_used := {
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

_rest_of_denied_used := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [{"entry": 7, "at": "2026-11-20T12:00:00Z"}],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_denied_used := testing.change(_document_of_denied_used, _rest_of_denied_used)

test_denied_used_deny if {
	found := approvals.deny with input as _denied_used
		with data.params as _params
	found == {
		{
			"msg": "these approvals were used on 2026-11-20T12:00:00Z (entry 7 of the log); ask again",
			"path": [],
		},
	}
}

test_denied_used_undecided if {
	found := approvals.undecided with input as _denied_used
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
	found := approvals.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := approvals.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "the approvals of this decision are not known", "path": []},
	}
}

_document_of_undecided_damaged := {
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

_rest_of_undecided_damaged := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
		"errors": [
			{
				"fact": "approvals",
				"reason": "signature_invalid",
				"about": "approvals/x.json",
				"message": "the key in the signature did not sign this",
			},
		],
	},
}

_undecided_damaged := testing.change(_document_of_undecided_damaged, _rest_of_undecided_damaged)

test_undecided_damaged_deny if {
	found := approvals.deny with input as _undecided_damaged
		with data.params as _params
	found == set()
}

test_undecided_damaged_undecided if {
	found := approvals.undecided with input as _undecided_damaged
		with data.params as _params
	found == {
		{
			"msg": "approvals/x.json cannot be read as what it was: the key in the signature did not sign this",
			"path": [],
		},
	}
}

_document_of_undecided_roles := {
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

_rest_of_undecided_roles := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": {"environment": "prod", "action": "deploy"},
			"authors": ["ada"],
			"requester": "ci",
			"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
			"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
			"tier": "critical",
			"verdict": "allowed",
			"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
			"created": "2026-11-20T08:00:00Z",
			"expires": "2026-11-28T08:00:00Z",
			"uses": [],
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n0",
				"file": "a-grace.json",
				"role": "owner",
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": {"environment": "prod", "action": "deploy"},
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
				"request": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"shown": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef",
				"artifacts": ["sha256:0101010101010101010101010101010101010101010101010101010101010101"],
				"method": "ssh",
				"reason": "",
				"nonce": "n1",
				"file": "a-edsger.json",
				"role": "model-risk",
			},
		],
		"people": {
			"ada": {"roles": ["owner"], "active": true},
			"grace": {"roles": ["owner"], "active": true},
			"edsger": {"roles": ["model-risk"], "active": true},
			"alan": {"roles": ["model-risk", "owner"], "active": true},
			"barbara": {"roles": ["model-risk"], "active": true},
			"sam": {"roles": ["security"], "active": true},
		},
	},
}

_undecided_roles := testing.change(_document_of_undecided_roles, _rest_of_undecided_roles)

_params_of_undecided_roles := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {},
			"critical": {},
			"high": {"r0": 1, "r1": 1, "r2": 1, "r3": 1, "r4": 1, "r5": 1, "r6": 1, "r7": 1, "r8": 1},
		},
		"max_age_hours": 168,
		"observed_tiers": ["low", "medium"],
		"revokers": ["security"],
	},
}

test_undecided_roles_deny if {
	found := approvals.deny with input as _undecided_roles
		with data.params as _params_of_undecided_roles
	found == set()
}

test_undecided_roles_undecided if {
	found := approvals.undecided with input as _undecided_roles
		with data.params as _params_of_undecided_roles
	found == {
		{"msg": "the tier high needs more roles than can be matched", "path": []},
	}
}
