# Written from the samples in required_labels/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.required_labels_test

import data.govern.kubernetes.required_labels
import data.govern.lib.testing

_params := {"labels": {"required": [], "values": {}}}

_document_of_allowed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "a"}]},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := required_labels.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_labelled := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api", "labels": {"owner": "team-a", "data-classification": "internal"}},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api", "owner": "team-a", "data-classification": "internal"}},
			"spec": {"containers": [{"name": "api", "image": "a"}]},
		},
	},
}

_allowed_labelled := testing.kubernetes(_document_of_allowed_labelled, {})

_params_of_allowed_labelled := {
	"labels": {
		"required": ["owner", "data-classification"],
		"values": {"data-classification": ["public", "internal", "restricted"]},
	},
}

test_allowed_labelled_deny if {
	found := required_labels.deny with input as _allowed_labelled
		with data.params as _params_of_allowed_labelled
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
			"spec": {"containers": [{"name": "api", "image": "a"}]},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

_params_of_denied := {
	"labels": {
		"required": ["owner", "data-classification"],
		"values": {"data-classification": ["public", "internal", "restricted"]},
	},
}

test_denied_deny if {
	found := required_labels.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "the Deployment lacks the labels owner, data-classification",
			"path": ["metadata", "labels"],
		},
		{
			"msg": "the pods of the Deployment lack the labels owner, data-classification",
			"path": ["spec", "template", "metadata", "labels"],
		},
	}
}

_document_of_denied_pod := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [{"name": "a", "image": "a"}]},
}

_denied_pod := testing.kubernetes(_document_of_denied_pod, {})

_params_of_denied_pod := {"labels": {"required": ["owner"], "values": {}}}

test_denied_pod_deny if {
	found := required_labels.deny with input as _denied_pod
		with data.params as _params_of_denied_pod
	found == {
		{"msg": "the Pod lacks the labels owner", "path": ["metadata", "labels"]},
	}
}

_document_of_denied_value := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api", "labels": {"owner": "team-a", "data-classification": "secret"}},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api", "owner": "", "data-classification": "internal"}},
			"spec": {"containers": [{"name": "api", "image": "a"}]},
		},
	},
}

_denied_value := testing.kubernetes(_document_of_denied_value, {})

_params_of_denied_value := {
	"labels": {
		"required": ["owner", "data-classification"],
		"values": {"data-classification": ["public", "internal", "restricted"]},
	},
}

test_denied_value_deny if {
	found := required_labels.deny with input as _denied_value
		with data.params as _params_of_denied_value
	found == {
		{
			"msg": "the label data-classification is \"secret\", but must be one of public, internal, restricted",
			"path": ["metadata", "labels", "data-classification"],
		},
		{
			"msg": "the pods of the Deployment lack the labels owner",
			"path": ["spec", "template", "metadata", "labels"],
		},
	}
}
