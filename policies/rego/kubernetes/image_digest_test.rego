# Written from the samples in image_digest/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.image_digest_test

import data.govern.kubernetes.image_digest
import data.govern.lib.testing

_params := {"images": {"allow_tags": false}}

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
						"image": "ghcr.io/acme/api:1.4.2@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := image_digest.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := image_digest.warn with input as _allowed
		with data.params as _params
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
	found := image_digest.deny with input as _allowed_null
		with data.params as _params
	found == set()
}

test_allowed_null_warn if {
	found := image_digest.warn with input as _allowed_null
		with data.params as _params
	found == set()
}

_document_of_allowed_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "s3://models/fraud/3"}},
	},
}

_allowed_runtime := testing.kubernetes(_document_of_allowed_runtime, {})

test_allowed_runtime_deny if {
	found := image_digest.deny with input as _allowed_runtime
		with data.params as _params
	found == set()
}

test_allowed_runtime_warn if {
	found := image_digest.warn with input as _allowed_runtime
		with data.params as _params
	found == set()
}

_document_of_allowed_sha512 := {
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
						"image": "ghcr.io/acme/api@sha512:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
					},
				],
			},
		},
	},
}

_allowed_sha512 := testing.kubernetes(_document_of_allowed_sha512, {})

test_allowed_sha512_deny if {
	found := image_digest.deny with input as _allowed_sha512
		with data.params as _params
	found == set()
}

test_allowed_sha512_warn if {
	found := image_digest.warn with input as _allowed_sha512
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
			"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1.4.2"}]},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := image_digest.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses the image \"ghcr.io/acme/api:1.4.2\", which has no digest; pin it by its sha256 digest",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_warn if {
	found := image_digest.warn with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_cronjob := {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"metadata": {"name": "report"},
	"spec": {
		"schedule": "0 3 * * *",
		"jobTemplate": {
			"spec": {
				"template": {
					"spec": {
						"restartPolicy": "Never",
						"containers": [{"name": "report", "image": "registry.example.com:5000/report@sha256:abc"}],
					},
				},
			},
		},
	},
}

_denied_cronjob := testing.kubernetes(_document_of_denied_cronjob, {})

test_denied_cronjob_deny if {
	found := image_digest.deny with input as _denied_cronjob
		with data.params as _params
	found == {
		{
			"msg": "container \"report\" uses the image \"registry.example.com:5000/report@sha256:abc\", which has no digest and names whatever is newest; pin it by its sha256 digest",
			"path": ["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_cronjob_warn if {
	found := image_digest.warn with input as _denied_cronjob
		with data.params as _params
	found == set()
}

_document_of_denied_floating := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:latest"}]},
		},
	},
}

_denied_floating := testing.kubernetes(_document_of_denied_floating, {})

_params_of_denied_floating := {"images": {"allow_tags": true}}

test_denied_floating_deny if {
	found := image_digest.deny with input as _denied_floating
		with data.params as _params_of_denied_floating
	found == {
		{
			"msg": "container \"api\" uses the image \"ghcr.io/acme/api:latest\", which has no digest and names whatever is newest; pin it by its sha256 digest",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}

test_denied_floating_warn if {
	found := image_digest.warn with input as _denied_floating
		with data.params as _params_of_denied_floating
	found == set()
}

_document_of_denied_latest := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "nginx"}],
				"initContainers": [{"name": "migrate", "image": "ghcr.io/acme/migrate:latest"}],
			},
		},
	},
}

_denied_latest := testing.kubernetes(_document_of_denied_latest, {})

test_denied_latest_deny if {
	found := image_digest.deny with input as _denied_latest
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" uses the image \"nginx\", which has no digest and names whatever is newest; pin it by its sha256 digest",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
		{
			"msg": "container \"migrate\" uses the image \"ghcr.io/acme/migrate:latest\", which has no digest and names whatever is newest; pin it by its sha256 digest",
			"path": ["spec", "template", "spec", "initContainers", 0, "image"],
		},
	}
}

test_denied_latest_warn if {
	found := image_digest.warn with input as _denied_latest
		with data.params as _params
	found == set()
}

_document_of_warned := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1.4.2"}]},
		},
	},
}

_warned := testing.kubernetes(_document_of_warned, {})

_params_of_warned := {"images": {"allow_tags": true}}

test_warned_deny if {
	found := image_digest.deny with input as _warned
		with data.params as _params_of_warned
	found == set()
}

test_warned_warn if {
	found := image_digest.warn with input as _warned
		with data.params as _params_of_warned
	found == {
		{
			"msg": "container \"api\" uses the image \"ghcr.io/acme/api:1.4.2\" by a tag, which can be moved",
			"path": ["spec", "template", "spec", "containers", 0, "image"],
		},
	}
}
