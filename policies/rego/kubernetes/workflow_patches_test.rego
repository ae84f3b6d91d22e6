# Written from the samples in workflow_patches/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.workflow_patches_test

import data.govern.kubernetes.workflow_patches
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "train"},
	"spec": {"serviceAccountName": "train", "templates": [{"name": "a"}]},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := workflow_patches.deny with input as _allowed
	found == set()
}

_document_of_allowed_reference := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "train"},
	"spec": {"workflowTemplateRef": {"name": "train"}},
}

_allowed_reference := testing.kubernetes(_document_of_allowed_reference, {})

test_allowed_reference_deny if {
	found := workflow_patches.deny with input as _allowed_reference
	found == set()
}

_document_of_allowed_template := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "WorkflowTemplate",
	"metadata": {"name": "train"},
	"spec": {"templates": []},
}

_allowed_template := testing.kubernetes(_document_of_allowed_template, {})

test_allowed_template_deny if {
	found := workflow_patches.deny with input as _allowed_template
	found == set()
}

_document_of_denied := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "train"},
	"spec": {
		"serviceAccountName": "train",
		"podSpecPatch": "{}",
		"templates": [{"name": "a"}, {"name": "b", "podSpecPatch": "hostNetwork: true"}],
		"templateDefaults": {"podSpecPatch": "x: y"},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := workflow_patches.deny with input as _denied
	found == {
		{
			"msg": "Workflow \"train\" uses podSpecPatch, which can undo any setting after it was checked",
			"path": ["spec", "podSpecPatch"],
		},
		{
			"msg": "Workflow \"train\" uses podSpecPatch, which can undo any setting after it was checked",
			"path": ["spec", "templateDefaults", "podSpecPatch"],
		},
		{
			"msg": "Workflow \"train\" uses podSpecPatch, which can undo any setting after it was checked",
			"path": ["spec", "templates", 1, "podSpecPatch"],
		},
	}
}

_document_of_denied_account := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "CronWorkflow",
	"metadata": {"name": "train"},
	"spec": {"workflowSpec": {"serviceAccountName": "default", "templates": []}},
}

_denied_account := testing.kubernetes(_document_of_denied_account, {})

test_denied_account_deny if {
	found := workflow_patches.deny with input as _denied_account
	found == {
		{
			"msg": "CronWorkflow \"train\" runs as the default service account; name one of its own",
			"path": ["spec", "workflowSpec", "serviceAccountName"],
		},
	}
}

_document_of_denied_unnamed := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"generateName": "train-"},
	"spec": {"templates": []},
}

_denied_unnamed := testing.kubernetes(_document_of_denied_unnamed, {})

test_denied_unnamed_deny if {
	found := workflow_patches.deny with input as _denied_unnamed
	found == {
		{
			"msg": "Workflow runs as the default service account; name one of its own",
			"path": ["spec", "serviceAccountName"],
		},
	}
}
