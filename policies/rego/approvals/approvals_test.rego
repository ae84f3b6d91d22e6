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
	},
}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_allowed := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_allowed := testing.card(_document_of_allowed, _rest_of_allowed)

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

_document_of_allowed_low := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "low"},
	"source": {"diagnostics": []},
}

_rest_of_allowed_low := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [],
	},
}

_allowed_low := testing.card(_document_of_allowed_low, _rest_of_allowed_low)

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

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied := testing.card(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := approvals.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_undecided if {
	found := approvals.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_conflict := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_conflict := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-ada",
				"person": "ada",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_conflict := testing.card(_document_of_denied_conflict, _rest_of_denied_conflict)

test_denied_conflict_deny if {
	found := approvals.deny with input as _denied_conflict
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role owner are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_conflict_undecided if {
	found := approvals.undecided with input as _denied_conflict
		with data.params as _params
	found == set()
}

_document_of_denied_early := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_early := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-22T10:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_early := testing.card(_document_of_denied_early, _rest_of_denied_early)

test_denied_early_deny if {
	found := approvals.deny with input as _denied_early
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_early_undecided if {
	found := approvals.undecided with input as _denied_early
		with data.params as _params
	found == set()
}

_document_of_denied_expired := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_expired := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-20T10:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_expired := testing.card(_document_of_denied_expired, _rest_of_denied_expired)

test_denied_expired_deny if {
	found := approvals.deny with input as _denied_expired
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_expired_undecided if {
	found := approvals.undecided with input as _denied_expired
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_old := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_old := testing.card(_document_of_denied_old, _rest_of_denied_old)

_params_of_denied_old := {
	"approvals": {
		"need": {
			"low": {},
			"medium": {"owner": 1},
			"high": {"owner": 1, "model-risk": 1},
			"critical": {"owner": 1, "model-risk": 2},
		},
		"max_age_hours": 2,
	},
}

test_denied_old_deny if {
	found := approvals.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "0 of 1 approvals by the role owner are there", "path": []},
		{"msg": "2 different people must approve; 0 did", "path": []},
	}
}

test_denied_old_undecided if {
	found := approvals.undecided with input as _denied_old
		with data.params as _params_of_denied_old
	found == set()
}

_document_of_denied_one_person := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_one_person := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner", "model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_one_person := testing.card(_document_of_denied_one_person, _rest_of_denied_one_person)

test_denied_one_person_deny if {
	found := approvals.deny with input as _denied_one_person
		with data.params as _params
	found == {
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_one_person_undecided if {
	found := approvals.undecided with input as _denied_one_person
		with data.params as _params
	found == set()
}

_document_of_denied_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_other := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_other := testing.card(_document_of_denied_other, _rest_of_denied_other)

test_denied_other_deny if {
	found := approvals.deny with input as _denied_other
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_other_undecided if {
	found := approvals.undecided with input as _denied_other
		with data.params as _params
	found == set()
}

_document_of_denied_rejected := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_rejected := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-alan",
				"person": "alan",
				"roles": ["model-risk"],
				"verdict": "reject",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_rejected := testing.card(_document_of_denied_rejected, _rest_of_denied_rejected)

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

_document_of_denied_revoked := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_revoked := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
		"revoked": ["a-edsger"],
	},
}

_denied_revoked := testing.card(_document_of_denied_revoked, _rest_of_denied_revoked)

test_denied_revoked_deny if {
	found := approvals.deny with input as _denied_revoked
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_revoked_undecided if {
	found := approvals.undecided with input as _denied_revoked
		with data.params as _params
	found == set()
}

_document_of_denied_scope := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_scope := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "staging",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_scope := testing.card(_document_of_denied_scope, _rest_of_denied_scope)

test_denied_scope_deny if {
	found := approvals.deny with input as _denied_scope
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_scope_undecided if {
	found := approvals.undecided with input as _denied_scope
		with data.params as _params
	found == set()
}

_document_of_denied_tier := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_tier := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
	"context": {"tier": "critical"},
}

_denied_tier := testing.card(_document_of_denied_tier, _rest_of_denied_tier)

test_denied_tier_deny if {
	found := approvals.deny with input as _denied_tier
		with data.params as _params
	found == {
		{"msg": "1 of 2 approvals by the role model-risk are there (edsger)", "path": []},
		{"msg": "3 different people must approve; 2 did", "path": []},
	}
}

test_denied_tier_undecided if {
	found := approvals.undecided with input as _denied_tier
		with data.params as _params
	found == set()
}

_document_of_denied_unset := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_rest_of_denied_unset := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
		],
	},
}

_denied_unset := testing.card(_document_of_denied_unset, _rest_of_denied_unset)

test_denied_unset_deny if {
	found := approvals.deny with input as _denied_unset
		with data.params as _params
	found == {
		{"msg": "1 of 2 approvals by the role model-risk are there (edsger)", "path": []},
		{"msg": "3 different people must approve; 2 did", "path": []},
	}
}

test_denied_unset_undecided if {
	found := approvals.undecided with input as _denied_unset
		with data.params as _params
	found == set()
}

_document_of_denied_unverified := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_unverified := {
	"facts": {
		"decision": {
			"digest": "sha256:abababababababababababababababababababababababababababababababab",
			"scope": "prod",
			"authors": ["ada"],
			"requester": "ci",
		},
		"approvals": [
			{
				"id": "a-grace",
				"person": "grace",
				"roles": ["owner"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": true,
			},
			{
				"id": "a-edsger",
				"person": "edsger",
				"roles": ["model-risk"],
				"verdict": "approve",
				"decision_digest": "sha256:abababababababababababababababababababababababababababababababab",
				"scope": "prod",
				"signed_at": "2026-11-20T09:00:00Z",
				"not_before": "2026-11-20T09:00:00Z",
				"expires": "2026-11-27T09:00:00Z",
				"verified": false,
			},
		],
	},
}

_denied_unverified := testing.card(_document_of_denied_unverified, _rest_of_denied_unverified)

test_denied_unverified_deny if {
	found := approvals.deny with input as _denied_unverified
		with data.params as _params
	found == {
		{"msg": "0 of 1 approvals by the role model-risk are there", "path": []},
		{"msg": "2 different people must approve; 1 did", "path": []},
	}
}

test_denied_unverified_undecided if {
	found := approvals.undecided with input as _denied_unverified
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

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
