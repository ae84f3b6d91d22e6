"""PolicyReports: one object for each namespace, one for what is in none; findings alone, capped.

`openreports.io/v1alpha1` (Report, ClusterReport) and its forerunner `wgpolicyk8s.io/v1alpha2`
(PolicyReport, ClusterPolicyReport) differ in names alone. Results have no timestamps, so that the
same findings give the same object and nothing is written when nothing changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from govern.admission.audit.audit_json import namespaces_of
from govern.model import Enforcement, Outcome
from govern.reporters.escape import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.admission.audit.audit import Audit
    from govern.model import JsonObject, JsonValue, Resource, Result

NAME = "govern-audit"
MANAGED = {"app.kubernetes.io/managed-by": "govern", "app.kubernetes.io/component": "audit"}
_DOMAIN = "govern-engine.github.io"
_LONGEST = 1000  # characters of one message
_WORDS = {
    Outcome.PASS: "pass",
    Outcome.FAIL: "fail",
    Outcome.WARN: "warn",
    Outcome.UNDECIDED: "error",
    Outcome.WAIVED: "skip",
    Outcome.NOT_APPLICABLE: "skip",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One of the two APIs.

    Attributes:
        api_version: As in manifests.
        kind: Of what is in a namespace.
        cluster_kind: Of what is in none.
        has_source: Whether the object itself names who reports.
    """

    api_version: str
    kind: str
    cluster_kind: str
    has_source: bool

    @property
    def plural(self) -> str:
        """As in paths, for `kind`; that of `cluster_kind` likewise ends in `s`."""
        return f"{self.kind.lower()}s"

    def path(self, namespace: str | None, name: str = "") -> str:
        """Return where reports are: of one namespace, or with None of the cluster itself."""
        within = f"/namespaces/{namespace}" if namespace else ""
        plural = self.plural if namespace is not None else f"{self.cluster_kind.lower()}s"
        return f"/apis/{self.api_version}{within}/{plural}" + (f"/{name}" if name else "")


FORMS: Mapping[str, Form] = {
    "openreports": Form("openreports.io/v1alpha1", "Report", "ClusterReport", has_source=True),
    "wgpolicyk8s": Form(
        "wgpolicyk8s.io/v1alpha2", "PolicyReport", "ClusterPolicyReport", has_source=False
    ),
}


def policy_reports(audit: Audit, form: Form, limit: int) -> tuple[JsonObject, ...]:
    """Return the reports, by namespace; that of the cluster itself comes first.

    Args:
        audit: What was found.
        form: Which API.
        limit: Results in one report; the most severe stay, and the report says how many do not.
    """
    found: dict[str, list[Result]] = {}
    for result in audit.report.decision.results:
        found.setdefault(result.resource.namespace, []).append(result)
    return tuple(
        _report(audit, form, name, found.get(name, ()), limit) for name in namespaces_of(audit)
    )


def report_list(reports: Sequence[JsonObject]) -> str:
    """Return the reports as one `v1/List` in YAML, fit for `kubectl apply -f`."""
    value = {"apiVersion": "v1", "kind": "List", "items": list(reports)}
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=False)


def _report(
    audit: Audit, form: Form, namespace: str, results: Sequence[Result], limit: int
) -> JsonObject:
    ranked = sorted(results, key=_pressing)
    left_out = max(0, len(ranked) - limit)
    metadata: JsonObject = {
        "name": NAME,
        "labels": dict(MANAGED),
        "annotations": {
            f"{_DOMAIN}/policy-revision": audit.report.policy.revision,
            f"{_DOMAIN}/results-left-out": str(left_out),
        },
    }
    if namespace:
        metadata["namespace"] = namespace
    return {
        "apiVersion": form.api_version,
        "kind": form.kind if namespace else form.cluster_kind,
        "metadata": metadata,
        **({"source": "govern"} if form.has_source else {}),
        "summary": _summary(audit, namespace),
        "results": [_result(one) for one in ranked[:limit]],
    }


def _pressing(result: Result) -> tuple[object, ...]:
    """Order so that what a limit leaves out is what presses least; total, so deterministic."""
    return (
        not result.blocking,
        -result.severity.rank,
        result.rule_id,
        result.resource.address,
        result.location.pointer,
        result.message,
    )


def _summary(audit: Audit, namespace: str) -> JsonObject:
    counts: dict[str, JsonValue] = dict.fromkeys(("pass", "fail", "warn", "error", "skip"), 0)
    for outcome, count in audit.outcomes.get(namespace, {}).items():
        word = _WORDS[outcome]
        before = counts[word]
        counts[word] = (before if isinstance(before, int) else 0) + count
    return counts


def _result(result: Result) -> JsonObject:
    properties = {
        "title": result.title,
        "field": result.location.pointer.removeprefix(result.resource.pointer),
        "controls": ", ".join(result.controls),
        "remediation": result.remediation,
        "waiver": result.waiver.waiver.id if result.waiver else "",
        "fingerprint": result.fingerprint,
    }
    found: JsonObject = {
        "source": "govern",
        "policy": result.rule_id,
        "severity": result.severity.value,
        "result": _WORDS[result.outcome],
        "scored": result.enforcement is Enforcement.DENY,
        "message": cut(result.message, _LONGEST),
        "properties": {key: cut(value, _LONGEST) for key, value in properties.items() if value},
    }
    if result.resource.api_version:
        found["resources"] = [_reference(result.resource)]
    return found


def _reference(resource: Resource) -> JsonObject:
    reference: JsonObject = {
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "name": resource.name,
    }
    if resource.namespace:
        reference["namespace"] = resource.namespace
    return reference
