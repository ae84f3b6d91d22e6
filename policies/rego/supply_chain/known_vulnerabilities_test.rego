# Written from the samples in known_vulnerabilities/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.known_vulnerabilities_test

import data.govern.lib.testing
import data.govern.supply_chain.known_vulnerabilities

_params := {
	"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_data": false},
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

_params_of_allowed_data := {"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_data": true}}

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
	"vulnerabilities": {"severities": ["critical"], "exploited": ["CVE-2026-7"], "require_data": false},
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

_params_of_undecided := {"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_data": true}}

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
