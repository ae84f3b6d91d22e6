# Written from the samples in known_vulnerabilities/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.known_vulnerabilities_test

import data.govern.lib.testing
import data.govern.supply_chain.known_vulnerabilities

_params := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": false,
		"signed_answers": false,
	},
}

_document_of_allowed := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2021-1",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "not_affected", "justification": "code_not_reachable"},
			"affects": [{"ref": "log4j"}],
		},
		{
			"id": "CVE-2021-2",
			"ratings": [{"score": 8.1, "severity": "high"}],
			"severity": "high",
			"affects": [{"ref": "log4j"}],
		},
		{
			"id": "CVE-2021-3",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "resolved"},
			"affects": [{"ref": "log4j"}],
		},
		{
			"id": "CVE-2021-4",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"rejected": "2026-01-01T00:00:00Z",
			"affects": [{"ref": "log4j"}],
		},
	],
}

_allowed := testing.bom(_document_of_allowed, {})

test_allowed_deny if {
	found := known_vulnerabilities.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_data := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-6",
			"ratings": [{"severity": "low"}],
			"severity": "low",
			"affects": [{"ref": "log4j"}],
		},
	],
}

_allowed_data := testing.bom(_document_of_allowed_data, {})

_params_of_allowed_data := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": true,
		"signed_answers": false,
	},
}

test_allowed_data_deny if {
	found := known_vulnerabilities.deny with input as _allowed_data
		with data.params as _params_of_allowed_data
	found == set()
}

test_allowed_data_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_data
		with data.params as _params_of_allowed_data
	found == set()
}

_document_of_allowed_low := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{"id": "CVE-1", "ratings": [{"score": 0.0}], "affects": [{"ref": "log4j"}]},
		{"id": "CVE-2", "affects": [{"ref": "log4j"}]},
	],
}

_allowed_low := testing.bom(_document_of_allowed_low, {})

test_allowed_low_deny if {
	found := known_vulnerabilities.deny with input as _allowed_low
		with data.params as _params
	found == set()
}

test_allowed_low_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_low
		with data.params as _params
	found == set()
}

_document_of_allowed_rated := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-3",
			"ratings": [{"score": 9.9, "severity": "low"}],
			"severity": "low",
			"affects": [{"ref": "log4j"}],
		},
		{
			"id": "CVE-4",
			"ratings": [{"severity": "unknown"}],
			"severity": "unknown",
			"affects": [{"ref": "log4j"}],
		},
	],
}

_allowed_rated := testing.bom(_document_of_allowed_rated, {})

test_allowed_rated_deny if {
	found := known_vulnerabilities.deny with input as _allowed_rated
		with data.params as _params
	found == set()
}

test_allowed_rated_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_rated
		with data.params as _params
	found == set()
}

_document_of_allowed_scan := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_allowed_scan := {
	"facts": {
		"vulnerabilities": [
			{
				"format": "grype",
				"scanner": "grype 0.98.0",
				"scanned_at": "2026-11-01T08:00:00Z",
				"target": {"name": "bom.json", "digests": []},
				"origin": {
					"path": "scan.json",
					"sha256": "0000000000000000000000000000000000000000000000000000000000000000",
					"signer": null,
					"signed_at": null,
				},
				"ignored": 0,
				"findings": [
					{
						"id": "CVE-2026-1",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": {
							"status": "not_affected",
							"justification": "vulnerable_code_not_in_execute_path",
							"detail": null,
							"timestamp": "2026-11-02T08:00:00Z",
							"signer": {
								"issuer": "https://accounts.example.com",
								"identity": "security@acme.example",
								"name": "security",
							},
							"source": "vex.json",
						},
					},
					{
						"id": "CVE-2026-2",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": {
							"status": "fixed",
							"justification": null,
							"detail": null,
							"timestamp": "2026-11-02T08:00:00Z",
							"signer": {
								"issuer": "https://accounts.example.com",
								"identity": "security@acme.example",
								"name": "security",
							},
							"source": "vex.json",
						},
					},
					{
						"id": "CVE-2026-3",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": {
							"status": "not_affected",
							"justification": null,
							"detail": "never called",
							"timestamp": "2026-11-02T08:00:00Z",
							"signer": {
								"issuer": "https://accounts.example.com",
								"identity": "security@acme.example",
								"name": "security",
							},
							"source": "vex.json",
						},
					},
					{
						"id": "CVE-2026-4",
						"aliases": [],
						"severity": "high",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": null,
					},
				],
				"about": [],
			},
		],
	},
}

_allowed_scan := testing.bom(_document_of_allowed_scan, _rest_of_allowed_scan)

_params_of_allowed_scan := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": true,
		"signed_answers": false,
	},
}

test_allowed_scan_deny if {
	found := known_vulnerabilities.deny with input as _allowed_scan
		with data.params as _params_of_allowed_scan
	found == set()
}

test_allowed_scan_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_scan
		with data.params as _params_of_allowed_scan
	found == set()
}

_document_of_allowed_signed_answer := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2026-9",
			"ref": "v",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "resolved"},
			"affects": [{"ref": "a"}],
		},
	],
}

_rest_of_allowed_signed_answer := {
	"facts": {
		"answers": {
			"CVE-2026-9": {
				"status": "not_affected",
				"justification": "vulnerable_code_not_in_execute_path",
				"detail": null,
				"timestamp": "2026-11-02T08:00:00Z",
				"signer": {
					"issuer": "https://accounts.example.com",
					"identity": "security@acme.example",
					"name": "security",
				},
				"source": "vex.json",
			},
		},
	},
}

_allowed_signed_answer := testing.bom(_document_of_allowed_signed_answer, _rest_of_allowed_signed_answer)

_params_of_allowed_signed_answer := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": false,
		"signed_answers": true,
	},
}

test_allowed_signed_answer_deny if {
	found := known_vulnerabilities.deny with input as _allowed_signed_answer
		with data.params as _params_of_allowed_signed_answer
	found == set()
}

test_allowed_signed_answer_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_signed_answer
		with data.params as _params_of_allowed_signed_answer
	found == set()
}

_document_of_allowed_signed_reason := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2026-9",
			"ref": "v",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "not_affected"},
			"affects": [{"ref": "a"}],
		},
	],
}

_rest_of_allowed_signed_reason := {
	"facts": {
		"answers": {
			"CVE-2026-9": {
				"status": "not_affected",
				"justification": "vulnerable_code_not_in_execute_path",
				"detail": null,
				"timestamp": "2026-11-02T08:00:00Z",
				"signer": {
					"issuer": "https://accounts.example.com",
					"identity": "security@acme.example",
					"name": "security",
				},
				"source": "vex.json",
			},
		},
	},
}

_allowed_signed_reason := testing.bom(_document_of_allowed_signed_reason, _rest_of_allowed_signed_reason)

test_allowed_signed_reason_deny if {
	found := known_vulnerabilities.deny with input as _allowed_signed_reason
		with data.params as _params
	found == set()
}

test_allowed_signed_reason_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_signed_reason
		with data.params as _params
	found == set()
}

_document_of_allowed_silent := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_allowed_silent := testing.bom(_document_of_allowed_silent, {})

test_allowed_silent_deny if {
	found := known_vulnerabilities.deny with input as _allowed_silent
		with data.params as _params
	found == set()
}

test_allowed_silent_undecided if {
	found := known_vulnerabilities.undecided with input as _allowed_silent
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2021-44228",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"affects": [{"ref": "log4j"}],
		},
		{
			"id": "CVE-2021-45046",
			"ratings": [{"score": 9.0}],
			"analysis": {"state": "exploitable"},
			"affects": [{"ref": "log4j"}],
		},
	],
}

_denied := testing.bom(_document_of_denied, {})

test_denied_deny if {
	found := known_vulnerabilities.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "CVE-2021-44228 in log4j 2.14.1 is rated critical and its state is \"not analysed\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 0],
		},
		{
			"msg": "CVE-2021-45046 in log4j 2.14.1 is rated critical and its state is \"exploitable\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 1],
		},
	}
}

test_denied_undecided if {
	found := known_vulnerabilities.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_exploited := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [{"id": "CVE-2026-7", "ratings": [{"severity": "medium"}], "severity": "medium"}],
}

_denied_exploited := testing.bom(_document_of_denied_exploited, {})

_params_of_denied_exploited := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": ["CVE-2026-7"],
		"require_data": false,
		"signed_answers": false,
	},
}

test_denied_exploited_deny if {
	found := known_vulnerabilities.deny with input as _denied_exploited
		with data.params as _params_of_denied_exploited
	found == {
		{
			"msg": "CVE-2026-7 is known to be exploited and its state is \"not analysed\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 0],
		},
	}
}

test_denied_exploited_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_exploited
		with data.params as _params_of_denied_exploited
	found == set()
}

_document_of_denied_nameless := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"affects": [{"ref": "elsewhere"}],
		},
	],
}

_denied_nameless := testing.bom(_document_of_denied_nameless, {})

test_denied_nameless_deny if {
	found := known_vulnerabilities.deny with input as _denied_nameless
		with data.params as _params
	found == {
		{
			"msg": "a vulnerability without an id is rated critical and its state is \"not analysed\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 0],
		},
	}
}

test_denied_nameless_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_nameless
		with data.params as _params
	found == set()
}

_document_of_denied_none := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-5",
			"ratings": [{"score": 9.9, "severity": "none"}],
			"severity": "none",
			"affects": [{"ref": "log4j"}],
		},
	],
}

_denied_none := testing.bom(_document_of_denied_none, {})

test_denied_none_deny if {
	found := known_vulnerabilities.deny with input as _denied_none
		with data.params as _params
	found == {
		{
			"msg": "CVE-5 in log4j 2.14.1 is rated critical and its state is \"not analysed\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 0],
		},
	}
}

test_denied_none_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_none
		with data.params as _params
	found == set()
}

_document_of_denied_own_answer := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2026-9",
			"ref": "v",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "resolved"},
			"affects": [{"ref": "a"}],
		},
	],
}

_denied_own_answer := testing.bom(_document_of_denied_own_answer, {})

_params_of_denied_own_answer := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": false,
		"signed_answers": true,
	},
}

test_denied_own_answer_deny if {
	found := known_vulnerabilities.deny with input as _denied_own_answer
		with data.params as _params_of_denied_own_answer
	found == {
		{
			"msg": "CVE-2026-9 in a 1.2.3 is rated critical and its state is \"not answered by an allowed signer\"; fix it or publish why it does not apply",
			"path": ["vulnerabilities", 0],
		},
	}
}

test_denied_own_answer_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_own_answer
		with data.params as _params_of_denied_own_answer
	found == set()
}

_document_of_denied_scan := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_denied_scan := {
	"facts": {
		"vulnerabilities": [
			{
				"format": "grype",
				"scanner": "grype 0.98.0",
				"scanned_at": "2026-11-01T08:00:00Z",
				"target": {"name": "bom.json", "digests": []},
				"origin": {
					"path": "scan.json",
					"sha256": "0000000000000000000000000000000000000000000000000000000000000000",
					"signer": null,
					"signed_at": null,
				},
				"ignored": 0,
				"findings": [
					{
						"id": "CVE-2026-1",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": null,
					},
				],
				"about": [],
			},
		],
	},
}

_denied_scan := testing.bom(_document_of_denied_scan, _rest_of_denied_scan)

test_denied_scan_deny if {
	found := known_vulnerabilities.deny with input as _denied_scan
		with data.params as _params
	found == {
		{
			"msg": "CVE-2026-1 in a 1.2.3 is rated critical and nobody answered it; fixed in 1.2.4",
			"path": [],
		},
	}
}

test_denied_scan_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_scan
		with data.params as _params
	found == set()
}

_document_of_denied_scan_exploited := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_denied_scan_exploited := {
	"facts": {
		"vulnerabilities": [
			{
				"format": "grype",
				"scanner": "grype 0.98.0",
				"scanned_at": "2026-11-01T08:00:00Z",
				"target": {"name": "bom.json", "digests": []},
				"origin": {
					"path": "scan.json",
					"sha256": "0000000000000000000000000000000000000000000000000000000000000000",
					"signer": null,
					"signed_at": null,
				},
				"ignored": 0,
				"findings": [
					{
						"id": "CVE-2026-1",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "low",
						"score": 9.8,
						"package": null,
						"version": null,
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": [],
						"exploited": true,
						"answer": null,
					},
					{
						"id": "CVE-2026-2",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "low",
						"score": 9.8,
						"package": "a",
						"version": null,
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": [],
						"exploited": false,
						"answer": null,
					},
					{
						"id": "CVE-2026-3",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "medium",
						"score": 9.8,
						"package": null,
						"version": "1.2.3",
						"purl": null,
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": null,
					},
				],
				"about": [],
			},
		],
	},
}

_denied_scan_exploited := testing.bom(_document_of_denied_scan_exploited, _rest_of_denied_scan_exploited)

_params_of_denied_scan_exploited := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": ["GHSA-aaaa-bbbb-cccc"],
		"require_data": false,
		"signed_answers": false,
	},
}

test_denied_scan_exploited_deny if {
	found := known_vulnerabilities.deny with input as _denied_scan_exploited
		with data.params as _params_of_denied_scan_exploited
	found == {
		{
			"msg": "CVE-2026-1 in pkg:npm/a@1.2.3 is known to be exploited and nobody answered it",
			"path": [],
		},
		{"msg": "CVE-2026-2 in a is known to be exploited and nobody answered it", "path": []},
		{
			"msg": "CVE-2026-3 in a package that is not named is known to be exploited and nobody answered it; fixed in 1.2.4",
			"path": [],
		},
	}
}

test_denied_scan_exploited_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_scan_exploited
		with data.params as _params_of_denied_scan_exploited
	found == set()
}

_document_of_denied_scan_unsettled := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_denied_scan_unsettled := {
	"facts": {
		"vulnerabilities": [
			{
				"format": "grype",
				"scanner": "grype 0.98.0",
				"scanned_at": "2026-11-01T08:00:00Z",
				"target": {"name": "bom.json", "digests": []},
				"origin": {
					"path": "scan.json",
					"sha256": "0000000000000000000000000000000000000000000000000000000000000000",
					"signer": null,
					"signed_at": null,
				},
				"ignored": 0,
				"findings": [
					{
						"id": "CVE-2026-1",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": {
							"status": "under_investigation",
							"justification": "vulnerable_code_not_in_execute_path",
							"detail": null,
							"timestamp": "2026-11-02T08:00:00Z",
							"signer": {
								"issuer": "https://accounts.example.com",
								"identity": "security@acme.example",
								"name": "security",
							},
							"source": "vex.json",
						},
					},
					{
						"id": "CVE-2026-2",
						"aliases": ["GHSA-aaaa-bbbb-cccc"],
						"severity": "critical",
						"score": 9.8,
						"package": "a",
						"version": "1.2.3",
						"purl": "pkg:npm/a@1.2.3",
						"fix": "fixed",
						"fixed_in": ["1.2.4"],
						"exploited": false,
						"answer": {
							"status": "not_affected",
							"justification": null,
							"detail": null,
							"timestamp": "2026-11-02T08:00:00Z",
							"signer": {
								"issuer": "https://accounts.example.com",
								"identity": "security@acme.example",
								"name": "security",
							},
							"source": "vex.json",
						},
					},
				],
				"about": [],
			},
		],
	},
}

_denied_scan_unsettled := testing.bom(_document_of_denied_scan_unsettled, _rest_of_denied_scan_unsettled)

test_denied_scan_unsettled_deny if {
	found := known_vulnerabilities.deny with input as _denied_scan_unsettled
		with data.params as _params
	found == {
		{
			"msg": "CVE-2026-1 in a 1.2.3 is rated critical and nobody answered it; fixed in 1.2.4",
			"path": [],
		},
		{
			"msg": "CVE-2026-2 in a 1.2.3 is rated critical and nobody answered it; fixed in 1.2.4",
			"path": [],
		},
	}
}

test_denied_scan_unsettled_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_scan_unsettled
		with data.params as _params
	found == set()
}

_document_of_denied_unjustified := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "log4j",
			"ref": "log4j",
			"version": "2.14.1",
			"purl": "pkg:npm/log4j@2.14.1",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["log4j"]}],
	"vulnerabilities": [
		{
			"id": "CVE-2021-44228",
			"ratings": [{"severity": "critical"}],
			"severity": "critical",
			"analysis": {"state": "not_affected"},
			"affects": [{"ref": "log4j"}],
		},
	],
}

_denied_unjustified := testing.bom(_document_of_denied_unjustified, {})

test_denied_unjustified_deny if {
	found := known_vulnerabilities.deny with input as _denied_unjustified
		with data.params as _params
	found == {
		{
			"msg": "CVE-2021-44228 in log4j 2.14.1 is rated critical and called not affected without a justification",
			"path": ["vulnerabilities", 0, "analysis"],
		},
	}
}

test_denied_unjustified_undecided if {
	found := known_vulnerabilities.undecided with input as _denied_unjustified
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_undecided := testing.bom(_document_of_undecided, {})

_params_of_undecided := {
	"vulnerabilities": {
		"severities": ["critical"],
		"exploited": [],
		"require_data": true,
		"signed_answers": false,
	},
}

test_undecided_deny if {
	found := known_vulnerabilities.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := known_vulnerabilities.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the document lists no vulnerabilities, so whether there are any is not known",
			"path": ["vulnerabilities"],
		},
	}
}

_document_of_undecided_scan := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_undecided_scan := {
	"facts": {
		"errors": [
			{
				"fact": "vulnerabilities",
				"about": "scan.json",
				"reason": "unsigned",
				"message": "the scan scan.json is not signed",
			},
			{
				"fact": "vex",
				"about": "vex.json",
				"reason": "unsigned",
				"message": "the VEX vex.json is not signed",
			},
			{
				"fact": "attestations",
				"about": "scan.att.json",
				"reason": "signature_invalid",
				"message": "the bundle scan.att.json is signed by somebody else",
			},
		],
	},
}

_undecided_scan := testing.bom(_document_of_undecided_scan, _rest_of_undecided_scan)

test_undecided_scan_deny if {
	found := known_vulnerabilities.deny with input as _undecided_scan
		with data.params as _params
	found == set()
}

test_undecided_scan_undecided if {
	found := known_vulnerabilities.undecided with input as _undecided_scan
		with data.params as _params
	found == {
		{"msg": "the bundle scan.att.json is signed by somebody else", "path": []},
		{"msg": "the scan scan.json is not signed", "path": []},
	}
}
