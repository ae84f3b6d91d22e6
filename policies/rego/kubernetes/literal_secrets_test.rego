# Written from the samples in literal_secrets/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.literal_secrets_test

import data.govern.kubernetes.literal_secrets
import data.govern.lib.testing

_params := {"secrets": {"allowed_names": [], "report_references": false}}

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
						"image": "nginx",
						"args": ["--token-file", "/run/token", "--password", "$(DB_PASSWORD)"],
						"env": [
							{
								"name": "DB_PASSWORD",
								"valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}},
							},
							{"name": "API_TOKEN", "value": ""},
							{"name": "TOKEN_TTL", "value": "3600s"},
							{"name": "PASSWORD_FILE", "value": "/run/secrets/db"},
							{"name": "DB_URL", "value": "postgres://app:$(DB_PASSWORD)@db:5432/app"},
						],
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := literal_secrets.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := literal_secrets.warn with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_arguments := {
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
						"image": "nginx",
						"args": [
							"--verbose",
							"correct-horse",
							"--mode=fast",
							"--password",
							"--other",
							"--token=$(T)",
							"--api-key",
							"true",
							"positional",
							"--=x",
							"--secret=",
						],
						"command": [null, 5],
					},
				],
			},
		},
	},
}

_allowed_arguments := testing.kubernetes(_document_of_allowed_arguments, {})

test_allowed_arguments_deny if {
	found := literal_secrets.deny with input as _allowed_arguments
		with data.params as _params
	found == set()
}

test_allowed_arguments_warn if {
	found := literal_secrets.warn with input as _allowed_arguments
		with data.params as _params
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
					{"name": "api", "image": "nginx", "env": [{"name": "PULL_SECRET", "value": "regcred"}]},
				],
			},
		},
	},
}

_allowed_listed := testing.kubernetes(_document_of_allowed_listed, {})

_params_of_allowed_listed := {"secrets": {"allowed_names": ["PULL_SECRET"], "report_references": false}}

test_allowed_listed_deny if {
	found := literal_secrets.deny with input as _allowed_listed
		with data.params as _params_of_allowed_listed
	found == set()
}

test_allowed_listed_warn if {
	found := literal_secrets.warn with input as _allowed_listed
		with data.params as _params_of_allowed_listed
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
						"image": "nginx",
						"env": [
							{"name": "DB_PASSWORD", "value": "hunter2-but-longer"},
							{"name": "UPSTREAM", "value": "https://svc:s3cr3t@api.example.com/v1"},
						],
					},
				],
			},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := literal_secrets.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets DB_PASSWORD to a literal value, though the name says it is a credential; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "env", 0, "value"],
		},
		{
			"msg": "container \"api\" sets UPSTREAM to a URL that carries a password; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "env", 1, "value"],
		},
	}
}

test_denied_warn if {
	found := literal_secrets.warn with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_arguments := {
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
						"image": "nginx",
						"command": ["serve", "--api-key=0f8fad5bd9cb469f"],
						"args": ["--db-password", "correct-horse", "--hub", "hf_abcdefghijklmnopqrstuvwxyzABCDEF"],
					},
				],
			},
		},
	},
}

_denied_arguments := testing.kubernetes(_document_of_denied_arguments, {})

test_denied_arguments_deny if {
	found := literal_secrets.deny with input as _denied_arguments
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" passes a Hugging Face token on its command line; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "args", 3],
		},
		{
			"msg": "container \"api\" passes a literal value for --api-key on its command line; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "command", 1],
		},
		{
			"msg": "container \"api\" passes a literal value for --db-password on its command line; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "args", 1],
		},
	}
}

test_denied_arguments_warn if {
	found := literal_secrets.warn with input as _denied_arguments
		with data.params as _params
	found == set()
}

_document_of_denied_form := {
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
						"image": "nginx",
						"args": [
							"--token=hf_abcdefghijklmnopqrstuvwxyzABCDEF",
							"--token",
							"hf_abcdefghijklmnopqrstuvwxyzABCDEF",
						],
						"env": [{"name": "HF_TOKEN", "value": "hf_abcdefghijklmnopqrstuvwxyzABCDEF"}],
					},
				],
			},
		},
	},
}

_denied_form := testing.kubernetes(_document_of_denied_form, {})

test_denied_form_deny if {
	found := literal_secrets.deny with input as _denied_form
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" passes a Hugging Face token on its command line; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "args", 0],
		},
		{
			"msg": "container \"api\" passes a Hugging Face token on its command line; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "args", 2],
		},
		{
			"msg": "container \"api\" sets HF_TOKEN to a Hugging Face token; refer to a Secret instead",
			"path": ["spec", "template", "spec", "containers", 0, "env", 0, "value"],
		},
	}
}

test_denied_form_warn if {
	found := literal_secrets.warn with input as _denied_form
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
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "nginx",
						"env": [
							{
								"name": "DB_PASSWORD",
								"valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}},
							},
						],
					},
				],
			},
		},
	},
}

_warned := testing.kubernetes(_document_of_warned, {})

_params_of_warned := {"secrets": {"allowed_names": [], "report_references": true}}

test_warned_deny if {
	found := literal_secrets.deny with input as _warned
		with data.params as _params_of_warned
	found == set()
}

test_warned_warn if {
	found := literal_secrets.warn with input as _warned
		with data.params as _params_of_warned
	found == {
		{
			"msg": "container \"api\" reads the Secret behind DB_PASSWORD from its environment; a mounted file is safer",
			"path": ["spec", "template", "spec", "containers", 0, "env", 0, "valueFrom"],
		},
	}
}

_document_of_warned_mixed := {
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
						"image": "nginx",
						"env": [
							{"name": "A_TOKEN", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}},
							{"name": "B_TOKEN", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}},
						],
					},
				],
			},
		},
	},
}

_warned_mixed := testing.kubernetes(_document_of_warned_mixed, {})

_params_of_warned_mixed := {"secrets": {"allowed_names": [], "report_references": true}}

test_warned_mixed_deny if {
	found := literal_secrets.deny with input as _warned_mixed
		with data.params as _params_of_warned_mixed
	found == set()
}

test_warned_mixed_warn if {
	found := literal_secrets.warn with input as _warned_mixed
		with data.params as _params_of_warned_mixed
	found == {
		{
			"msg": "container \"api\" reads the Secret behind B_TOKEN from its environment; a mounted file is safer",
			"path": ["spec", "template", "spec", "containers", 0, "env", 1, "valueFrom"],
		},
	}
}
