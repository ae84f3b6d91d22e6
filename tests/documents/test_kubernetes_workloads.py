from __future__ import annotations

import re
from typing import Any

import pytest

from govern.documents.interface import Limits
from govern.documents.kubernetes.workloads import (
    WORKLOADS,
    images,
    is_workload,
    pod_specs,
    workloads_of,
)
from govern.documents.yaml_reader import read_yaml
from govern.model.json import resolve
from tests.surroundings import ROOT


def read(text: str) -> Any:
    return read_yaml(text, "f", Limits())


@pytest.mark.parametrize(
    ("api_version", "kind", "expected"),
    [
        ("v1", "Pod", True),
        ("apps/v1", "Deployment", True),
        ("extensions/v1beta1", "Deployment", True),
        ("batch/v1", "CronJob", True),
        ("serving.kserve.io/v1beta1", "InferenceService", True),
        ("serving.kubeflow.org/v1alpha2", "InferenceService", True),  # a group that it once had
        ("trainer.kubeflow.org/v1alpha1", "TrainJob", True),
        ("serving.knative.dev/v1", "Service", True),
        ("v1", "Service", False),
        ("v1", "ConfigMap", False),
        ("", "", False),
    ],
)
def test_workloads_are_told_from_the_rest(api_version: str, kind: str, expected: bool) -> None:
    assert is_workload(api_version, kind) is expected


def test_each_workload_has_its_api_names() -> None:
    (deployment,) = workloads_of("apps/v1", "Deployment")
    assert (deployment.group, deployment.versions[0], deployment.resource) == (
        "apps",
        "v1",
        "deployments",
    )
    assert len({(w.group, w.resource) for w in WORKLOADS}) == len(WORKLOADS)
    assert len({(w.group, w.kind) for w in WORKLOADS}) == len(WORKLOADS)
    for workload in WORKLOADS:
        assert workload.resource == workload.resource.lower()
        assert workload.versions


# The table against the policy library's own: what its rules visit, we visit.
def test_the_policy_library_knows_no_other_place() -> None:
    rego = (ROOT / "policies/rego/lib/workloads.rego").read_text(encoding="utf-8")
    table = re.search(r"^_locations := \{\n(.*?)^\}", rego, re.DOTALL | re.MULTILINE)
    assert table
    entries = re.findall(r'^\t"(\w+)": (\[(?:[^\]]*)\])', table[1], re.MULTILINE)
    assert len(entries) > 15
    ours: dict[str, set[str]] = {}
    for workload in WORKLOADS:
        ours.setdefault(workload.kind, set()).update(workload.pods)
    for kind, places in entries:
        assert set(re.findall(r'"([^"]+)"', places)) <= ours[kind], kind


POD = "{containers: [{image: a}], initContainers: [{image: b}]}"
CASES = {
    "v1 Pod": (
        f"spec: {POD}",
        ["/spec"],
        {"/spec/containers/0/image": "a", "/spec/initContainers/0/image": "b"},
    ),
    "batch/v1 CronJob": (
        f"spec: {{jobTemplate: {{spec: {{template: {{spec: {POD}}}}}}}}}",
        ["/spec/jobTemplate/spec/template/spec"],
        {
            "/spec/jobTemplate/spec/template/spec/containers/0/image": "a",
            "/spec/jobTemplate/spec/template/spec/initContainers/0/image": "b",
        },
    ),
    "serving.kserve.io/v1beta1 InferenceService": (
        """spec:
  predictor: {model: {image: m}, containers: [{image: c}]}
  transformer: {containers: [{image: t}]}
  canary: [{predictor: {sklearn: {image: s}}}]
""",
        ["/spec/predictor", "/spec/transformer", "/spec/canary/0/predictor"],
        {
            "/spec/predictor/containers/0/image": "c",
            "/spec/predictor/model/image": "m",
            "/spec/transformer/containers/0/image": "t",
            "/spec/canary/0/predictor/sklearn/image": "s",
        },
    ),
    "ray.io/v1 RayCluster": (
        """spec:
  headGroupSpec: {template: {spec: {containers: [{image: a}]}}}
  workerGroupSpecs: [{template: {spec: {volumes: [{image: {reference: v}}]}}}]
""",
        ["/spec/headGroupSpec/template/spec", "/spec/workerGroupSpecs/0/template/spec"],
        {
            "/spec/headGroupSpec/template/spec/containers/0/image": "a",
            "/spec/workerGroupSpecs/0/template/spec/volumes/0/image/reference": "v",
        },
    ),
    "kubeflow.org/v1 PyTorchJob": (
        """spec:
  pytorchReplicaSpecs:
    Master: {template: {spec: {containers: [{image: m}]}}}
    a/b: {template: {spec: {}}}
""",
        [
            "/spec/pytorchReplicaSpecs/Master/template/spec",
            "/spec/pytorchReplicaSpecs/a~1b/template/spec",
        ],
        {"/spec/pytorchReplicaSpecs/Master/template/spec/containers/0/image": "m"},
    ),
    "argoproj.io/v1alpha1 CronWorkflow": (
        """spec:
  workflowSpec:
    templates:
    - {container: {image: c}, sidecars: [{image: s}]}
    - {script: {image: x}}
    - {containerSet: {containers: [{image: z}]}}
""",
        [f"/spec/workflowSpec/templates/{i}" for i in range(3)],
        {
            "/spec/workflowSpec/templates/0/container/image": "c",
            "/spec/workflowSpec/templates/0/sidecars/0/image": "s",
            "/spec/workflowSpec/templates/1/script/image": "x",
            "/spec/workflowSpec/templates/2/containerSet/containers/0/image": "z",
        },
    ),
    "trainer.kubeflow.org/v1alpha1 TrainJob": (
        "spec: {trainer: {image: t}}",
        [],
        {"/spec/trainer/image": "t"},
    ),
    "apps/v1 Deployment": (
        "spec: {template: {spec: {containers: [null, {image: 7}, {image: ''}], volumes: x}}}",
        ["/spec/template/spec"],
        {},
    ),
    "v1 ConfigMap": ("spec: {containers: [{image: a}]}", [], {}),
    "v1 ReplicationController": ("spec: [1]", [], {}),
}


@pytest.mark.parametrize("of", CASES)
def test_pods_and_images_are_found_where_each_kind_keeps_them(of: str) -> None:
    text, pods, found = CASES[of]
    api_version, kind = of.split()
    content = read(f"apiVersion: {api_version}\nkind: {kind}\n{text}")
    assert [pointer for pointer, _ in pod_specs(content)] == pods
    assert dict(images(content)) == found
    for pointer, value in [*pod_specs(content), *images(content)]:
        assert resolve(content, pointer) == value
