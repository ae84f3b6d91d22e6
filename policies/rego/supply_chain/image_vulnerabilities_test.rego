# Written from the samples in image_vulnerabilities/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.image_vulnerabilities_test

import data.govern.lib.testing
import data.govern.supply_chain.image_vulnerabilities

_params := {
	"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_scan": false},
}

_document_of_allowed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_rest_of_allowed := {
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
				],
				"about": [
					"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				],
			},
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
				"about": [
					"ghcr.io/acme/other@sha256:0000000000000000000000000000000000000000000000000000000000000000",
				],
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, _rest_of_allowed)

_params_of_allowed := {"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_scan": true}}

test_allowed_deny if {
	found := image_vulnerabilities.deny with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

test_allowed_undecided if {
	found := image_vulnerabilities.undecided with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

_document_of_allowed_not_scanned := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_allowed_not_scanned := testing.kubernetes(_document_of_allowed_not_scanned, {})

test_allowed_not_scanned_deny if {
	found := image_vulnerabilities.deny with input as _allowed_not_scanned
		with data.params as _params
	found == set()
}

test_allowed_not_scanned_undecided if {
	found := image_vulnerabilities.undecided with input as _allowed_not_scanned
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_rest_of_denied := {
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
				"about": [
					"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				],
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := image_vulnerabilities.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\" with CVE-2026-1 in a 1.2.3, which is rated critical and nobody answered; fixed in 1.2.4",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_undecided if {
	found := image_vulnerabilities.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_attested := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_rest_of_denied_attested := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
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
		},
	},
}

_denied_attested := testing.kubernetes(_document_of_denied_attested, _rest_of_denied_attested)

test_denied_attested_deny if {
	found := image_vulnerabilities.deny with input as _denied_attested
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\" with CVE-2026-1 in a 1.2.3, which is rated critical and nobody answered; fixed in 1.2.4",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_attested_undecided if {
	found := image_vulnerabilities.undecided with input as _denied_attested
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

_params_of_undecided := {"vulnerabilities": {"severities": ["critical"], "exploited": [], "require_scan": true}}

test_undecided_deny if {
	found := image_vulnerabilities.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := image_vulnerabilities.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", and no scan is about it",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

_document_of_undecided_error := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_rest_of_undecided_error := {
	"facts": {
		"errors": [
			{
				"fact": "vulnerabilities",
				"about": "scan.json",
				"reason": "unsigned",
				"message": "the scan scan.json is not signed",
			},
		],
	},
}

_undecided_error := testing.kubernetes(_document_of_undecided_error, _rest_of_undecided_error)

test_undecided_error_deny if {
	found := image_vulnerabilities.deny with input as _undecided_error
		with data.params as _params
	found == set()
}

test_undecided_error_undecided if {
	found := image_vulnerabilities.undecided with input as _undecided_error
		with data.params as _params
	found == {
		{"msg": "the scan scan.json is not signed", "path": []},
	}
}
