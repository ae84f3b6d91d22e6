# Written from the samples in image_registry/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.image_registry_test

import data.govern.kubernetes.image_registry
import data.govern.lib.testing

_params := {"registries": {"allowed": []}}

_document_of_allowed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "nginx:1.27"}]},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := image_registry.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_exact := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
		},
	},
}

_allowed_exact := testing.kubernetes(_document_of_allowed_exact, {})

_params_of_allowed_exact := {"registries": {"allowed": ["ghcr.io/acme/api/"]}}

test_allowed_exact_deny if {
	found := image_registry.deny with input as _allowed_exact
		with data.params as _params_of_allowed_exact
	found == set()
}

_document_of_allowed_listed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{"name": "api", "image": "docker.io/acme/api:1"},
					{"name": "sidecar", "image": "4711.dkr.ecr.eu-west-1.amazonaws.com/proxy:2"},
				],
			},
		},
	},
}

_allowed_listed := testing.kubernetes(_document_of_allowed_listed, {})

_params_of_allowed_listed := {"registries": {"allowed": ["docker.io/acme", "*.dkr.ecr.eu-west-1.amazonaws.com"]}}

test_allowed_listed_deny if {
	found := image_registry.deny with input as _allowed_listed
		with data.params as _params_of_allowed_listed
	found == set()
}

_document_of_allowed_local := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "localhost:5000/api:1"}]},
		},
	},
}

_allowed_local := testing.kubernetes(_document_of_allowed_local, {})

_params_of_allowed_local := {"registries": {"allowed": ["localhost:5000"]}}

test_allowed_local_deny if {
	found := image_registry.deny with input as _allowed_local
		with data.params as _params_of_allowed_local
	found == set()
}

_document_of_allowed_null := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": null}]},
		},
	},
}

_allowed_null := testing.kubernetes(_document_of_allowed_null, {})

test_allowed_null_deny if {
	found := image_registry.deny with input as _allowed_null
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
			"spec": {"containers": [{"name": "api", "image": "localhost:5000/api:1"}]},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := image_registry.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" pulls \"localhost:5000/api:1\" from \"localhost:5000\", which has no name that others can check; use a named registry",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

_document_of_denied_address := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "10.0.0.5/api:1"}]},
		},
	},
}

_denied_address := testing.kubernetes(_document_of_denied_address, {})

test_denied_address_deny if {
	found := image_registry.deny with input as _denied_address
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" pulls \"10.0.0.5/api:1\" from \"10.0.0.5\", which has no name that others can check; use a named registry",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

_document_of_denied_index := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "index.docker.io/library/nginx:1"}]},
		},
	},
}

_denied_index := testing.kubernetes(_document_of_denied_index, {})

_params_of_denied_index := {"registries": {"allowed": ["quay.io"]}}

test_denied_index_deny if {
	found := image_registry.deny with input as _denied_index
		with data.params as _params_of_denied_index
	found == {
		{
			"msg": "container \"api\" pulls \"index.docker.io/library/nginx:1\" from \"docker.io\", which is not among the allowed registries",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

_document_of_denied_pattern := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "evil.example.com/api:1"}]},
		},
	},
}

_denied_pattern := testing.kubernetes(_document_of_denied_pattern, {})

_params_of_denied_pattern := {"registries": {"allowed": ["*.dkr.ecr.eu-west-1.amazonaws.com"]}}

test_denied_pattern_deny if {
	found := image_registry.deny with input as _denied_pattern
		with data.params as _params_of_denied_pattern
	found == {
		{
			"msg": "container \"api\" pulls \"evil.example.com/api:1\" from \"evil.example.com\", which is not among the allowed registries",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

_document_of_denied_unlisted := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "Docker.io/acmeplus/api:1"}]},
		},
	},
}

_denied_unlisted := testing.kubernetes(_document_of_denied_unlisted, {})

_params_of_denied_unlisted := {"registries": {"allowed": ["docker.io/acme"]}}

test_denied_unlisted_deny if {
	found := image_registry.deny with input as _denied_unlisted
		with data.params as _params_of_denied_unlisted
	found == {
		{
			"msg": "container \"api\" pulls \"Docker.io/acmeplus/api:1\" from \"docker.io\", which is not among the allowed registries",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}
