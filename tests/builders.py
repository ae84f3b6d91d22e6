"""Real model values for tests, with as little to write as possible."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from govern.decision import FailOn, decide
from govern.model import (
    InputRecord,
    Kind,
    Location,
    Match,
    Outcome,
    PolicyInfo,
    Report,
    Resource,
    Result,
    Rule,
    Severity,
    Skipped,
    Waiver,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.model.baseline import Baseline

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def a_rule(rule_id: str = "K020", **changes: Any) -> Rule:
    package = f"govern.kubernetes.{rule_id.lower()}"
    values: dict[str, Any] = {
        "id": rule_id,
        "title": "Container images are pinned by digest",
        "severity": Severity.HIGH,
        "match": Match(Kind.KUBERNETES),
        "package": package,
        "entrypoints": {"deny": f"data.{package}.deny"},
        "description": "A tag can be moved after review; a digest cannot.",
        "remediation": "Replace the tag with the image's sha256 digest.",
        "controls": ("nist-800-53:SI-7", "cis-k8s:5.5.1"),
    }
    return Rule(**{**values, **changes})


def a_resource(address: str = "apps/v1/Deployment/payments/api", pointer: str = "") -> Resource:
    if "/" not in address:
        kind, _, name = address.rpartition(".")
        return Resource(kind=kind, name=name, address=address, pointer=pointer)
    api_version, kind, namespace, name = address.rsplit("/", 3)
    return Resource(
        kind=kind,
        name=name,
        address=address,
        namespace=namespace,
        pointer=pointer,
        api_version=api_version,
    )


def a_result(rule_id: str = "K020", outcome: Outcome = Outcome.FAIL, **changes: Any) -> Result:
    resource = changes.pop("resource", a_resource())
    location = changes.pop(
        "location", Location("deploy/api.yaml", 24, 16, 24, 26, "/spec/template/spec/containers/0")
    )
    values: dict[str, Any] = {
        "rule_id": rule_id,
        "title": "Container images are pinned by digest",
        "severity": Severity.HIGH,
        "outcome": outcome,
        "message": 'container "api" uses the image nginx:1.25, which has no digest',
        "resource": resource,
        "location": location,
        "fingerprint": a_fingerprint(rule_id, location.path, resource.address, location.pointer),
        "controls": ("nist-800-53:SI-7", "cis-k8s:5.5.1"),
        "remediation": "Replace the tag with the image's sha256 digest.",
    }
    return Result(**{**values, **changes})


def a_fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def a_waiver(waiver_id: str = "W-1", **changes: Any) -> Waiver:
    values: dict[str, Any] = {
        "id": waiver_id,
        "rules": ("K020",),
        "resource": "apps/v1/Deployment/payments/api",
        "owner": "payments-team",
        "reason": "the vendor publishes no digest yet",
        "expires": datetime(2027, 4, 1, tzinfo=UTC),
        "file": "waivers.yaml",
        "line": 3,
    }
    return Waiver(**{**values, **changes})


def a_report(
    results: Iterable[Result] = (),
    *,
    rules: Sequence[Rule] = (),
    waivers: Sequence[Waiver] = (),
    baseline: Baseline | None = None,
    inputs: Sequence[InputRecord] | None = None,
    **changes: Any,
) -> Report:
    found = tuple(results)
    records = tuple(
        inputs
        if inputs is not None
        else (
            InputRecord(path, "kubernetes", a_fingerprint(path), 1, "yaml")
            for path in sorted({result.location.path for result in found})
        )
    )
    decision = decide(
        found,
        at=AT,
        waivers=waivers,
        baseline=baseline,
        rules=rules,
        fail_on=changes.pop("fail_on", FailOn.LOW),
        inputs=len(records),
    )
    values: dict[str, Any] = {
        "decision": decision,
        "inputs": records,
        "skipped": (),
        "policy": PolicyInfo(
            revision=a_fingerprint("policy"),
            sources=("builtin", "policy/"),
            engine="embedded",
            engine_version="0.13.0",
            profile="baseline",
        ),
        "rules": tuple(rules),
    }
    return Report(**{**values, **changes})


def skipped(
    *paths: str, reason: str = "not a kind of file that govern reads"
) -> tuple[Skipped, ...]:
    return tuple(Skipped(path, reason) for path in paths)
