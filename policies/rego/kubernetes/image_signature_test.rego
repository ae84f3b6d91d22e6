# Written from the samples in image_signature/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.image_signature_test

import data.govern.kubernetes.image_signature
import data.govern.lib.testing

_params := {"signing": {"identities": []}}

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
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, _rest_of_allowed)

_params_of_allowed := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_allowed_deny if {
	found := image_signature.deny with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

test_allowed_undecided if {
	found := image_signature.undecided with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

_document_of_allowed_any := {
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

_rest_of_allowed_any := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [{"issuer": "key", "identity": "SHA256:abc"}],
			},
		},
	},
}

_allowed_any := testing.kubernetes(_document_of_allowed_any, _rest_of_allowed_any)

test_allowed_any_deny if {
	found := image_signature.deny with input as _allowed_any
		with data.params as _params
	found == set()
}

test_allowed_any_undecided if {
	found := image_signature.undecided with input as _allowed_any
		with data.params as _params
	found == set()
}

_document_of_allowed_attested := {
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

_rest_of_allowed_attested := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
				"attestations": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
						"predicate_type": "https://slsa.dev/provenance/v1",
					},
				],
				"demanded": {"signers": 0, "predicates": ["https://slsa.dev/provenance/v1"]},
			},
		},
	},
}

_allowed_attested := testing.kubernetes(_document_of_allowed_attested, _rest_of_allowed_attested)

_params_of_allowed_attested := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_allowed_attested_deny if {
	found := image_signature.deny with input as _allowed_attested
		with data.params as _params_of_allowed_attested
	found == set()
}

test_allowed_attested_undecided if {
	found := image_signature.undecided with input as _allowed_attested
		with data.params as _params_of_allowed_attested
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
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
			},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := image_signature.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which has no verified signature",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_undecided if {
	found := image_signature.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_attested_by_another := {
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

_rest_of_denied_attested_by_another := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
					},
				],
				"attestations": [
					{
						"issuer": "https://accounts.example.com",
						"identity": "mallory@example.com",
						"predicate_type": "https://slsa.dev/provenance/v1",
					},
				],
				"demanded": {"signers": 0, "predicates": ["https://slsa.dev/provenance/v1"]},
			},
		},
	},
}

_denied_attested_by_another := testing.kubernetes(_document_of_denied_attested_by_another, _rest_of_denied_attested_by_another)

_params_of_denied_attested_by_another := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_attested_by_another_deny if {
	found := image_signature.deny with input as _denied_attested_by_another
		with data.params as _params_of_denied_attested_by_another
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which no allowed signer attests as https://slsa.dev/provenance/v1",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_attested_by_another_undecided if {
	found := image_signature.undecided with input as _denied_attested_by_another
		with data.params as _params_of_denied_attested_by_another
	found == set()
}

_document_of_denied_attested_otherwise := {
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

_rest_of_denied_attested_otherwise := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
				"attestations": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
						"predicate_type": "https://cyclonedx.org/bom",
					},
				],
				"unmet": ["no trusted signer attests https://slsa.dev/provenance/v1"],
				"demanded": {"signers": 0, "predicates": ["https://slsa.dev/provenance/v1"]},
			},
		},
		"errors": [
			{
				"fact": "images",
				"about": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"reason": "signature_invalid",
				"message": "a bundle does not count",
			},
		],
	},
}

_denied_attested_otherwise := testing.kubernetes(_document_of_denied_attested_otherwise, _rest_of_denied_attested_otherwise)

test_denied_attested_otherwise_deny if {
	found := image_signature.deny with input as _denied_attested_otherwise
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which no allowed signer attests as https://slsa.dev/provenance/v1 (signature_invalid)",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_attested_otherwise_undecided if {
	found := image_signature.undecided with input as _denied_attested_otherwise
		with data.params as _params
	found == set()
}

_document_of_denied_attested_unsigned := {
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

_rest_of_denied_attested_unsigned := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
				"attestations": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
						"predicate_type": "https://slsa.dev/provenance/v1",
					},
				],
				"demanded": {"signers": 1, "predicates": ["https://slsa.dev/provenance/v1"]},
			},
		},
	},
}

_denied_attested_unsigned := testing.kubernetes(_document_of_denied_attested_unsigned, _rest_of_denied_attested_unsigned)

_params_of_denied_attested_unsigned := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_attested_unsigned_deny if {
	found := image_signature.deny with input as _denied_attested_unsigned
		with data.params as _params_of_denied_attested_unsigned
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which has no verified signature",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_attested_unsigned_undecided if {
	found := image_signature.undecided with input as _denied_attested_unsigned
		with data.params as _params_of_denied_attested_unsigned
	found == set()
}

_document_of_denied_nothing_demanded := {
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

_rest_of_denied_nothing_demanded := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
				"attestations": [],
				"demanded": {"signers": 0, "predicates": []},
			},
		},
	},
}

_denied_nothing_demanded := testing.kubernetes(_document_of_denied_nothing_demanded, _rest_of_denied_nothing_demanded)

test_denied_nothing_demanded_deny if {
	found := image_signature.deny with input as _denied_nothing_demanded
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which has no verified signature",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_nothing_demanded_undecided if {
	found := image_signature.undecided with input as _denied_nothing_demanded
		with data.params as _params
	found == set()
}

_document_of_denied_refused := {
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

_rest_of_denied_refused := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
			},
		},
		"errors": [
			{
				"fact": "images",
				"about": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"reason": "signature_invalid",
				"message": "a bundle does not count: none of the trusted keys signed this",
			},
			{
				"fact": "images",
				"about": "ghcr.io/acme/other@sha256:0000000000000000000000000000000000000000000000000000000000000000",
				"reason": "rate_limited",
				"message": "a bundle does not count: none of the trusted keys signed this",
			},
		],
	},
}

_denied_refused := testing.kubernetes(_document_of_denied_refused, _rest_of_denied_refused)

test_denied_refused_deny if {
	found := image_signature.deny with input as _denied_refused
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which has no verified signature (signature_invalid)",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_refused_undecided if {
	found := image_signature.undecided with input as _denied_refused
		with data.params as _params
	found == set()
}

_document_of_denied_signer := {
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

_rest_of_denied_signer := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [{"issuer": "https://accounts.example.com", "identity": "mallory@example.com"}],
			},
		},
	},
}

_denied_signer := testing.kubernetes(_document_of_denied_signer, _rest_of_denied_signer)

_params_of_denied_signer := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_signer_deny if {
	found := image_signature.deny with input as _denied_signer
		with data.params as _params_of_denied_signer
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which is signed only by mallory@example.com, who is not allowed to",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_signer_undecided if {
	found := image_signature.undecided with input as _denied_signer
		with data.params as _params_of_denied_signer
	found == set()
}

_document_of_denied_signer_unmet := {
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

_rest_of_denied_signer_unmet := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [{"issuer": "https://accounts.example.com", "identity": "mallory@example.com"}],
				"unmet": ["1 of 2 signers"],
			},
		},
	},
}

_denied_signer_unmet := testing.kubernetes(_document_of_denied_signer_unmet, _rest_of_denied_signer_unmet)

_params_of_denied_signer_unmet := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_signer_unmet_deny if {
	found := image_signature.deny with input as _denied_signer_unmet
		with data.params as _params_of_denied_signer_unmet
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which is signed only by mallory@example.com, who is not allowed to",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_signer_unmet_undecided if {
	found := image_signature.undecided with input as _denied_signer_unmet
		with data.params as _params_of_denied_signer_unmet
	found == set()
}

_document_of_denied_unmet := {
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

_rest_of_denied_unmet := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1",
					},
				],
				"unmet": ["1 of at least 2 trusted signers signed it"],
				"demanded": {"signers": 2, "predicates": ["https://slsa.dev/provenance/v1"]},
				"attestations": [],
			},
		},
	},
}

_denied_unmet := testing.kubernetes(_document_of_denied_unmet, _rest_of_denied_unmet)

_params_of_denied_unmet := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_unmet_deny if {
	found := image_signature.deny with input as _denied_unmet
		with data.params as _params_of_denied_unmet
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which is not trusted enough: 1 of at least 2 trusted signers signed it",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_unmet_undecided if {
	found := image_signature.undecided with input as _denied_unmet
		with data.params as _params_of_denied_unmet
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

test_undecided_deny if {
	found := image_signature.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := image_signature.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", whose signatures could not be verified (nobody looked: run with --verify)",
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
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {"error": "the registry did not answer"},
		},
	},
}

_undecided_error := testing.kubernetes(_document_of_undecided_error, _rest_of_undecided_error)

test_undecided_error_deny if {
	found := image_signature.deny with input as _undecided_error
		with data.params as _params
	found == set()
}

test_undecided_error_undecided if {
	found := image_signature.undecided with input as _undecided_error
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", whose signatures could not be verified: the registry did not answer",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}
