"""The table of kinds that bring pods, and of the places where each keeps their specifications."""

from __future__ import annotations

from dataclasses import dataclass

_TEMPLATE = ("spec/template/spec",)
_JOB_SET = "spec/replicatedJobs/*/template/spec/template/spec"
_LISTS = ("containers/*", "initContainers/*", "ephemeralContainers/*")
# KServe's serving frameworks: each is a container that its ServingRuntime completes.
_FRAMEWORKS = (
    *("aif", "aix", "alibi", "art", "huggingface", "lightgbm", "model", "onnx", "paddle", "pmml"),
    *("pytorch", "sklearn", "spark", "tensorflow", "triton", "xgboost"),
)


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind that brings pods.

    Attributes:
        group: API group; empty for the core group.
        versions: Versions that are or were served, newest first.
        kind: As in manifests.
        resource: The plural that the API server and RBAC call it.
        pods: Where its PodSpecs are, as JSON pointer patterns; `*` is any element.
        containers: Where a PodSpec of this kind keeps containers, relative to it.
        images: Where images stand outside of containers.
    """

    group: str
    versions: tuple[str, ...]
    kind: str
    resource: str
    pods: tuple[str, ...]
    containers: tuple[str, ...] = _LISTS
    images: tuple[str, ...] = ()


def _ray(root: str) -> tuple[str, ...]:
    return (f"{root}/headGroupSpec/template/spec", f"{root}/workerGroupSpecs/*/template/spec")


def _training(kind: str, prefix: str, versions: tuple[str, ...] = ("v1",)) -> Workload:
    pods = (f"spec/{prefix}ReplicaSpecs/*/template/spec",)
    return Workload("kubeflow.org", versions, kind, kind.lower() + "s", pods)


def _argo(kind: str, resource: str, *roots: str) -> Workload:
    # An Argo template is a PodSpec in pieces: one `container` or `script`, and lists beside it.
    pods = tuple(
        pod for root in roots for pod in (f"{root}/templates/*", f"{root}/templateDefaults")
    )
    containers = (*_LISTS, "sidecars/*", "container", "script", "containerSet/containers/*")
    return Workload("argoproj.io", ("v1alpha1",), kind, resource, pods, containers)


_KSERVE = "serving.kserve.io"
_RUNTIME_PODS = ("spec", "spec/workerSpec")
_INFERENCE_PODS = (
    "spec/predictor",
    "spec/predictor/workerSpec",
    "spec/transformer",
    "spec/explainer",
    "spec/canary/*/predictor",
    "spec/canary/*/predictor/workerSpec",
)
_LLM_PODS = (
    "spec/template",
    "spec/worker",
    "spec/prefill/template",
    "spec/prefill/worker",
    "spec/router/scheduler/template",
)
_TRAINER = "trainer.kubeflow.org"

WORKLOADS: tuple[Workload, ...] = (
    Workload("", ("v1",), "Pod", "pods", ("spec",)),
    Workload("", ("v1",), "PodTemplate", "podtemplates", ("template/spec",)),
    Workload("", ("v1",), "ReplicationController", "replicationcontrollers", _TEMPLATE),
    Workload("apps", ("v1", "v1beta2", "v1beta1"), "Deployment", "deployments", _TEMPLATE),
    Workload("apps", ("v1", "v1beta2"), "ReplicaSet", "replicasets", _TEMPLATE),
    Workload("apps", ("v1", "v1beta2", "v1beta1"), "StatefulSet", "statefulsets", _TEMPLATE),
    Workload("apps", ("v1", "v1beta2"), "DaemonSet", "daemonsets", _TEMPLATE),
    Workload("extensions", ("v1beta1",), "Deployment", "deployments", _TEMPLATE),
    Workload("extensions", ("v1beta1",), "ReplicaSet", "replicasets", _TEMPLATE),
    Workload("extensions", ("v1beta1",), "DaemonSet", "daemonsets", _TEMPLATE),
    Workload("batch", ("v1",), "Job", "jobs", _TEMPLATE),
    Workload(
        "batch", ("v1", "v1beta1"), "CronJob", "cronjobs", ("spec/jobTemplate/spec/template/spec",)
    ),
    Workload("batch.volcano.sh", ("v1alpha1",), "Job", "jobs", ("spec/tasks/*/template/spec",)),
    Workload("jobset.x-k8s.io", ("v1alpha2",), "JobSet", "jobsets", (_JOB_SET,)),
    Workload(
        "leaderworkerset.x-k8s.io",
        ("v1",),
        "LeaderWorkerSet",
        "leaderworkersets",
        (
            "spec/leaderWorkerTemplate/leaderTemplate/spec",
            "spec/leaderWorkerTemplate/workerTemplate/spec",
        ),
    ),
    Workload(
        _KSERVE,
        ("v1beta1",),
        "InferenceService",
        "inferenceservices",
        _INFERENCE_PODS,
        (*_LISTS, *_FRAMEWORKS),
    ),
    Workload(_KSERVE, ("v1alpha1",), "ServingRuntime", "servingruntimes", _RUNTIME_PODS),
    Workload(
        _KSERVE, ("v1alpha1",), "ClusterServingRuntime", "clusterservingruntimes", _RUNTIME_PODS
    ),
    Workload(
        _KSERVE, ("v1alpha2", "v1alpha1"), "LLMInferenceService", "llminferenceservices", _LLM_PODS
    ),
    Workload(
        _KSERVE,
        ("v1alpha2", "v1alpha1"),
        "LLMInferenceServiceConfig",
        "llminferenceserviceconfigs",
        _LLM_PODS,
    ),
    Workload(
        _KSERVE,
        ("v1alpha1",),
        "ClusterStorageContainer",
        "clusterstoragecontainers",
        (),
        images=("spec/container/image",),
    ),
    Workload("ray.io", ("v1", "v1alpha1"), "RayCluster", "rayclusters", _ray("spec")),
    Workload(
        "ray.io",
        ("v1", "v1alpha1"),
        "RayJob",
        "rayjobs",
        (*_ray("spec/rayClusterSpec"), "spec/submitterPodTemplate/spec"),
    ),
    Workload(
        "ray.io",
        ("v1", "v1alpha1"),
        "RayService",
        "rayservices",
        (*_ray("spec/rayClusterConfig"), *_ray("spec/rayClusterSpec")),
    ),
    _training("PyTorchJob", "pytorch"),
    _training("TFJob", "tf"),
    _training("MPIJob", "mpi", ("v2beta1", "v1")),
    _training("XGBoostJob", "xgb"),
    _training("PaddleJob", "paddle"),
    _training("JAXJob", "jax"),
    Workload("kubeflow.org", ("v1", "v1beta1", "v1alpha1"), "Notebook", "notebooks", _TEMPLATE),
    Workload(
        _TRAINER,
        ("v1alpha1",),
        "TrainJob",
        "trainjobs",
        (
            "spec/podTemplateOverrides/*/spec",
            "spec/runtimePatches/*/trainingRuntimeSpec/template/" + _JOB_SET,
        ),
        images=("spec/trainer/image",),
    ),
    Workload(
        _TRAINER,
        ("v1alpha1",),
        "TrainingRuntime",
        "trainingruntimes",
        (f"spec/template/{_JOB_SET}",),
    ),
    Workload(
        _TRAINER,
        ("v1alpha1",),
        "ClusterTrainingRuntime",
        "clustertrainingruntimes",
        (f"spec/template/{_JOB_SET}",),
    ),
    _argo("Workflow", "workflows", "spec"),
    _argo("WorkflowTemplate", "workflowtemplates", "spec"),
    _argo("ClusterWorkflowTemplate", "clusterworkflowtemplates", "spec"),
    _argo("CronWorkflow", "cronworkflows", "spec/workflowSpec"),
    Workload("argoproj.io", ("v1alpha1",), "Rollout", "rollouts", _TEMPLATE),
    Workload(
        "machinelearning.seldon.io",
        ("v1", "v1alpha3", "v1alpha2"),
        "SeldonDeployment",
        "seldondeployments",
        ("spec/predictors/*/componentSpecs/*/spec",),
    ),
    Workload("mlops.seldon.io", ("v1alpha1",), "Server", "servers", ("spec/podSpec",)),
    Workload("serving.knative.dev", ("v1",), "Service", "services", _TEMPLATE),
    Workload("serving.knative.dev", ("v1",), "Configuration", "configurations", _TEMPLATE),
    Workload("serving.knative.dev", ("v1",), "Revision", "revisions", ("spec",)),
)
