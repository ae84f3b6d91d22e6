"""Kinds that can be registered, with what the API server calls them.

Workloads come from the table that rules use. Never in here, and refused when a rule names them:
kinds that the control plane writes all the time or needs to recover.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from govern.documents.kubernetes.workload_kinds import WORKLOADS


@dataclass(frozen=True, slots=True)
class RegisteredKind:
    """One kind.

    Attributes:
        group: API group; empty for the core group.
        versions: Versions to name; the API server converts others (matchPolicy Equivalent).
        kind: As in manifests.
        resources: The plural, and subresources that carry the same kind.
        namespaced: Whether its objects are in namespaces.
        on_demand: Whether only rules that name the kind are about it.
    """

    group: str
    versions: tuple[str, ...]
    kind: str
    resources: tuple[str, ...]
    namespaced: bool = True
    on_demand: bool = False

    def api_versions(self) -> tuple[str, ...]:
        """Return `group/version` for each version, as in manifests."""
        return tuple(f"{self.group}/{one}" if self.group else one for one in self.versions)


_CLUSTER_WIDE = frozenset(
    {
        "ClusterServingRuntime",
        "ClusterStorageContainer",
        "ClusterTrainingRuntime",
        "ClusterWorkflowTemplate",
    }
)
# A container can be added to a running Pod, and a running Pod can be resized.
_OF_PODS = ("pods", "pods/ephemeralcontainers", "pods/resize")
_RBAC = "rbac.authorization.k8s.io"

# Kinds without pods that policies are written about.
_OTHERS = (
    RegisteredKind("", ("v1",), "ConfigMap", ("configmaps",)),
    RegisteredKind("", ("v1",), "Namespace", ("namespaces",), namespaced=False),
    RegisteredKind("", ("v1",), "PersistentVolume", ("persistentvolumes",), namespaced=False),
    RegisteredKind("", ("v1",), "PersistentVolumeClaim", ("persistentvolumeclaims",)),
    RegisteredKind("", ("v1",), "Secret", ("secrets",)),
    RegisteredKind("", ("v1",), "Service", ("services",)),
    RegisteredKind("", ("v1",), "ServiceAccount", ("serviceaccounts",)),
    RegisteredKind("autoscaling", ("v2", "v1"), "HorizontalPodAutoscaler",
                   ("horizontalpodautoscalers",)),
    RegisteredKind("networking.k8s.io", ("v1",), "Ingress", ("ingresses",)),
    RegisteredKind("networking.k8s.io", ("v1",), "NetworkPolicy", ("networkpolicies",)),
    RegisteredKind("policy", ("v1",), "PodDisruptionBudget", ("poddisruptionbudgets",)),
    RegisteredKind(_RBAC, ("v1",), "ClusterRole", ("clusterroles",), namespaced=False),
    RegisteredKind(_RBAC, ("v1",), "ClusterRoleBinding", ("clusterrolebindings",),
                   namespaced=False),
    RegisteredKind(_RBAC, ("v1",), "Role", ("roles",)),
    RegisteredKind(_RBAC, ("v1",), "RoleBinding", ("rolebindings",)),
    RegisteredKind("storage.k8s.io", ("v1",), "StorageClass", ("storageclasses",),
                   namespaced=False),
    RegisteredKind("gateway.networking.k8s.io", ("v1",), "Gateway", ("gateways",)),
    RegisteredKind("gateway.networking.k8s.io", ("v1",), "HTTPRoute", ("httproutes",)),
    RegisteredKind("serving.kserve.io", ("v1alpha1",), "TrainedModel", ("trainedmodels",)),
    RegisteredKind("serving.kserve.io", ("v1alpha1",), "InferenceGraph", ("inferencegraphs",)),
    RegisteredKind("mlops.seldon.io", ("v1alpha1",), "Model", ("models",)),
    RegisteredKind("mlops.seldon.io", ("v1alpha1",), "Pipeline", ("pipelines",)),
)  # fmt: skip

# What is sent for subresources, under kinds of their own.
_SUBRESOURCES = (
    RegisteredKind("", ("v1",), "PodExecOptions", ("pods/exec",), on_demand=True),
    RegisteredKind("", ("v1",), "PodAttachOptions", ("pods/attach",), on_demand=True),
    RegisteredKind("", ("v1",), "PodPortForwardOptions", ("pods/portforward",), on_demand=True),
    RegisteredKind("", ("v1",), "PodProxyOptions", ("pods/proxy",), on_demand=True),
    RegisteredKind("", ("v1",), "ServiceProxyOptions", ("services/proxy",), on_demand=True),
    RegisteredKind("", ("v1",), "NodeProxyOptions", ("nodes/proxy",), namespaced=False,
                   on_demand=True),
    RegisteredKind("", ("v1",), "Binding", ("pods/binding",), on_demand=True),
    RegisteredKind("", ("v1",), "Eviction", ("pods/eviction",), on_demand=True),
    RegisteredKind("apps", ("v1",), "Scale",
                   ("deployments/scale", "replicasets/scale", "statefulsets/scale"),
                   on_demand=True),
)  # fmt: skip

# What a webhook must never stand in the way of: leader election, what nodes report, who may what.
FORBIDDEN = frozenset(
    {
        "Lease",
        "Event",
        "Endpoints",
        "EndpointSlice",
        "Node",
        "TokenReview",
        "TokenRequest",
        "SubjectAccessReview",
        "SelfSubjectAccessReview",
        "LocalSubjectAccessReview",
        "SelfSubjectRulesReview",
        "APIService",
        "CustomResourceDefinition",
        "FlowSchema",
        "PriorityLevelConfiguration",
    }
)


@cache
def known_kinds() -> tuple[RegisteredKind, ...]:
    """Return every kind that can be registered without being described."""
    workloads = tuple(
        RegisteredKind(
            one.group,
            one.versions,
            one.kind,
            _OF_PODS if one.kind == "Pod" else (one.resource,),
            namespaced=one.kind not in _CLUSTER_WIDE,
        )
        for one in WORKLOADS
        if one.group != "extensions"  # no API server serves it any more
    )
    return (*workloads, *_OTHERS, *_SUBRESOURCES)
