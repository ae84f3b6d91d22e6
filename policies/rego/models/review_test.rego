# Written from the samples in review/ by `pytest tests/rego --update-golden`.
package govern.models.review_test

import data.govern.lib.testing
import data.govern.models.review

_params := {"review": {"max_age_days": 365}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"review": {"last": "2026-09-01", "next": "2027-03-01", "expires": "2027-09-01"}},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := review.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"review": {"last": "2025-01-15", "next": "2026-11-21", "expires": "2026-01-01"}},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := review.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer was approved until 2026-01-01",
			"path": ["governance", "review", "expires"],
		},
		{
			"msg": "churn-scorer was due for review on 2026-11-21",
			"path": ["governance", "review", "next"],
		},
		{
			"msg": "churn-scorer was last reviewed 675 days ago; at most 365 are allowed",
			"path": ["governance", "review", "last"],
		},
	}
}

_document_of_denied_silent := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied_silent := testing.card(_document_of_denied_silent, {})

test_denied_silent_deny if {
	found := review.deny with input as _denied_silent
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer does not say when the model was last reviewed",
			"path": ["governance", "review", "last"],
		},
		{
			"msg": "the card of churn-scorer sets no date for the next review",
			"path": ["governance", "review", "next"],
		},
	}
}
