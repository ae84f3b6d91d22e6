# Written from the samples in pss_windows_host_process/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_windows_host_process_test

import data.govern.kubernetes.pss_windows_host_process
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"windowsOptions": {"hostProcess": false}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"windowsOptions": null},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_windows_host_process.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_windows_host_process.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"windowsOptions": {"hostProcess": true}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"windowsOptions": {"hostProcess": true}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_windows_host_process.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets hostProcess to true and so runs on the Windows node itself",
			"path": ["spec", "containers", 0, "securityContext", "windowsOptions", "hostProcess"],
		},
		{
			"msg": "the pod sets hostProcess to true and so runs on the Windows node itself",
			"path": ["spec", "securityContext", "windowsOptions", "hostProcess"],
		},
	}
}

test_denied_undecided if {
	found := pss_windows_host_process.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {"template": "later"},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

test_undecided_deny if {
	found := pss_windows_host_process.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_windows_host_process.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
