"""Deployments of about 3 KB that keep all rules, and some that break one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import yaml

from benchmarks.peers.rule_table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.peers.rule_kinds import Manifest, Said
    from benchmarks.peers.rule_table import Rule

Finding = tuple[str, str]  # name of the object, id of the rule

_BROKEN = 10  # of so many manifests one breaks a rule
_NAME = "service-00000000"  # stands for each manifest's own name


def name(index: int) -> str:
    """Return the name of a manifest's object."""
    return f"service-{index:08}"


def breach(index: int) -> int | None:
    """Return which rule of the table a manifest breaks."""
    turn, left = divmod(index, _BROKEN)
    return turn % len(TABLE) if left == _BROKEN - 1 else None


def expected(count: int, rules: Sequence[Rule]) -> frozenset[Finding]:
    """Return what every tool must find in so many manifests."""
    return frozenset(
        (name(index), rule.id)
        for index in range(count)
        for number, rule in enumerate(rules)
        if number % len(TABLE) == breach(index)
    )


def write_manifests(folder: Path, count: int, first: int = 0) -> int:
    """Write so many manifests, one a file; return their size in bytes."""
    folder.mkdir(parents=True)
    texts: dict[int | None, str] = {None: _text(())}
    texts |= {number: _text((said,)) for number, said in enumerate(TABLE)}
    size = 0
    for index in range(first, first + count):
        text = texts[breach(index)].replace(_NAME, name(index))
        (folder / f"{name(index)}.yaml").write_text(text, encoding="utf-8")
        size += len(text)
    return size


def manifest(breaches: Iterable[Said] = ()) -> Manifest:
    """Return a Deployment that keeps all rules but these."""
    made = copy.deepcopy(_DEPLOYMENT)
    for said in breaches:
        said.breach(made)
    return made


def _text(breaches: Iterable[Said]) -> str:
    text: str = yaml.dump(manifest(breaches), Dumper=_Plain, sort_keys=False)
    return text


class _Plain(yaml.SafeDumper):
    """Writes what is there twice twice, as people do."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_LABELS = {
    "app.kubernetes.io/name": _NAME,
    "owner": "team-payments",
    "cost-centre": "cc-1207",
    "data-classification": "internal",
}


def _container(name_: str, port: int) -> Manifest:
    return {
        "name": name_,
        "image": f"registry.example.com/payments/{_NAME}-{name_}@sha256:{'b' * 64}",
        "imagePullPolicy": "IfNotPresent",
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "ports": [{"name": "http", "containerPort": port}],
        "env": [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "DATABASE_HOST", "value": "primary.databases.svc"},
            {
                "name": "DATABASE_USER",
                "valueFrom": {"secretKeyRef": {"name": f"{_NAME}-database", "key": "user"}},
            },
        ],
        "readinessProbe": {"httpGet": {"path": "/readyz", "port": "http"}, "periodSeconds": 10},
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 20},
        "resources": {
            "requests": {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "64Mi"},
            "limits": {"memory": "256Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - in a container
    }


_DEPLOYMENT: Manifest = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {
        "name": _NAME,
        "namespace": "payments",
        "labels": {
            **_LABELS,
            "app.kubernetes.io/part-of": "payments",
            "app.kubernetes.io/version": "1.4.2",
            "tier": "backend",
        },
        "annotations": {
            "example.com/on-call": "payments-on-call",
            "example.com/runbook": "https://runbooks.example.com/payments",
            "example.com/contact": "payments@example.com",
        },
    },
    "spec": {
        "replicas": 3,
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": {"app.kubernetes.io/name": _NAME}},
        "template": {
            "metadata": {"labels": _LABELS},
            "spec": {
                "serviceAccountName": _NAME,
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "terminationGracePeriodSeconds": 60,
                "securityContext": {
                    "runAsNonRoot": True,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
                "containers": [_container("api", 8080), _container("proxy", 8443)],
                "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
            },
        },
    },
}
