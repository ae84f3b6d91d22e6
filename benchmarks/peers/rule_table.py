"""Fifty simple rules about Deployments, said once; each tool's policies are made from these."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers.rule_kinds import (
    Said,
    at_least,
    at_most,
    container_field,
    container_has,
    forbidden_option,
    forbidden_port,
    forbidden_variable,
    forbidden_volume,
    image,
    metadata_entry,
    pod_field,
)

_DIGEST = f"@sha256:{'a' * 64}"
_REGISTRY = "registry.example.com/"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its id, such as `R001`."""

    id: str
    said: Said


def _about_metadata() -> list[Said]:
    labels = "app.kubernetes.io/part-of", "app.kubernetes.io/version", "tier"
    everywhere = "app.kubernetes.io/name", "owner", "cost-centre", "data-classification"
    annotations = "on-call", "runbook", "contact"
    return [
        *(metadata_entry("labels", name) for name in (*labels, *everywhere)),
        *(metadata_entry("annotations", f"example.com/{name}") for name in annotations),
        *(metadata_entry("labels", name, template=True) for name in everywhere),
    ]


def _about_pods() -> list[Said]:
    return [
        *(forbidden_option(name) for name in ("hostNetwork", "hostPID", "hostIPC")),
        pod_field(("automountServiceAccountToken",), wanted=False),
        pod_field(("enableServiceLinks",), wanted=False),
        pod_field(("securityContext", "runAsNonRoot"), wanted=True),
        pod_field(("securityContext", "seccompProfile", "type"), "RuntimeDefault"),
        forbidden_volume("hostPath", {"path": "/srv"}),
        forbidden_volume("nfs", {"server": "files.example.com", "path": "/"}),
        forbidden_volume("iscsi", {"targetPortal": "10.0.2.15:3260", "iqn": "a", "lun": 0}),
        forbidden_volume("gitRepo", {"repository": "https://example.com/code.git"}),
        at_least(("spec", "replicas"), 2),
        at_most(("spec", "replicas"), 20),
        at_most(("spec", "revisionHistoryLimit"), 10),
        at_most(("spec", "template", "spec", "terminationGracePeriodSeconds"), 120),
    ]


def _about_containers() -> list[Said]:
    secrets = "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PGPASSWORD", "DEBUG"
    resources = "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.memory"
    return [
        container_field(("securityContext", "readOnlyRootFilesystem"), wanted=True, wrong=False),
        container_field(("securityContext", "allowPrivilegeEscalation"), wanted=False, wrong=True),
        container_field(("securityContext", "privileged"), wanted=False, wrong=True),
        container_field(("imagePullPolicy",), "IfNotPresent", "Always"),
        container_field(("terminationMessagePolicy",), "FallbackToLogsOnError", "File"),
        *(container_has(("resources", *name.split("."))) for name in resources),
        container_has(("readinessProbe", "periodSeconds")),
        container_has(("livenessProbe", "periodSeconds")),
        image("Images come from our registry", f'not startswith(container.image, "{_REGISTRY}")',
              f"{_REGISTRY}*", f"docker.io/team/api:1{_DIGEST}"),
        image("Images are pinned by digest", 'not contains(container.image, "@sha256:")',
              "*@sha256:*", f"{_REGISTRY}team/api:1"),
        image("Images do not have the tag latest", 'contains(container.image, ":latest")',
              "!*:latest*", f"{_REGISTRY}team/api:latest{_DIGEST}"),
        *(forbidden_port(port) for port in (22, 23, 3389)),
        *(forbidden_variable(name) for name in secrets),
    ]  # fmt: skip


TABLE = (*_about_metadata(), *_about_pods(), *_about_containers())


def rules(count: int) -> tuple[Rule, ...]:
    """Return so many rules: beyond the table's length it is said again, under further ids."""
    return tuple(Rule(f"R{n + 1:03}", TABLE[n % len(TABLE)]) for n in range(count))
