# Written from the samples in energy/ by `pytest tests/rego --update-golden`.
package govern.models.energy_test

import data.govern.lib.testing
import data.govern.models.energy

_params := {"energy": {"flops": 1e+21}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"compute": {"flops": 3e+23, "energy_kwh": 900000},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := energy.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_co2 := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"compute": {"flops": 3e+23, "co2_kg": 400000},
	"source": {"diagnostics": []},
}

_allowed_co2 := testing.card(_document_of_allowed_co2, {})

test_allowed_co2_deny if {
	found := energy.deny with input as _allowed_co2
		with data.params as _params
	found == set()
}

_document_of_allowed_small := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"compute": {"flops": 1e+18},
	"source": {"diagnostics": []},
}

_allowed_small := testing.card(_document_of_allowed_small, {})

test_allowed_small_deny if {
	found := energy.deny with input as _allowed_small
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"compute": {"flops": 3e+23},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := energy.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the training of churn-scorer was large, but its card reports neither energy nor emissions",
			"path": ["compute"],
		},
	}
}
