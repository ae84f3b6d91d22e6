"""The report for programs: `govern.report/v1`, described by the schema of that name.

Fields are only ever added within v1 (docs/reference/report-json.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern import __version__
from govern.model.instant import rfc3339
from govern.reporters.json_text import json_text

if TYPE_CHECKING:
    from govern.model import Decision, Location, Report, Resource, Result, WaiverUse
    from govern.model.baseline import BaselineUse
    from govern.reporters.json_text import Reportable

SCHEMA = "govern.report/v1"


class JsonReporter:
    """Renders `govern.report/v1`."""

    def render(self, report: Report) -> str:
        """Return the report as indented JSON; the same report gives the same bytes."""
        return json_text(report_value(report))


def report_value(report: Report) -> dict[str, Reportable]:
    """Return the report as the value that its JSON text stands for."""
    decision = report.decision
    policy = report.policy
    return {
        "schema": SCHEMA,
        "tool": {"name": "govern", "version": __version__},
        **({"at": report.at} if report.at else {}),
        **_decision(decision),
        "policy": {
            "revision": policy.revision,
            "sources": list(policy.sources),
            "profile": policy.profile,
            "engine": policy.engine,
            "engine_version": policy.engine_version,
        },
        "inputs": [
            {
                "path": record.path,
                "kind": record.kind,
                "format": record.format,
                "sha256": record.sha256,
                "documents": record.documents,
            }
            for record in report.inputs
        ],
        "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
        "results": [_result(result) for result in decision.results],
        "waivers": [_waiver(use) for use in decision.waivers],
        "baseline": _baseline(decision.baseline),
        "notes": list(report.notes),
    }


def _decision(decision: Decision) -> dict[str, Reportable]:
    return {
        "decision": decision.verdict.value,
        "reason": decision.reason,
        "exit_code": decision.exit_code,
        "fail_on": decision.fail_on.value,
        "nothing_evaluated": decision.nothing_evaluated,
        "summary": {outcome.value: count for outcome, count in decision.summary.items()},
    }


def _result(result: Result) -> dict[str, Reportable]:
    return {
        "rule_id": result.rule_id,
        "title": result.title,
        "severity": result.severity.value,
        "enforcement": result.enforcement.value,
        "outcome": result.outcome.value,
        "blocking": result.blocking,
        "message": result.message,
        "resource": _resource(result.resource),
        "location": _location(result.location),
        "origin": _location(result.origin) if result.origin else None,
        "controls": list(result.controls),
        "remediation": result.remediation,
        "fingerprint": result.fingerprint,
        "waiver": _waiver(result.waiver) if result.waiver else None,
        "baseline": result.baseline or None,
        "details": {key: result.details[key] for key in sorted(result.details)},
    }


def _resource(resource: Resource) -> dict[str, Reportable]:
    return {
        "kind": resource.kind,
        "name": resource.name,
        "namespace": resource.namespace,
        "address": resource.address,
        "api_version": resource.api_version,
        "actions": list(resource.actions),
    }


def _location(location: Location) -> dict[str, Reportable]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
        "pointer": location.pointer,
    }


def _waiver(use: WaiverUse) -> dict[str, Reportable]:
    waiver = use.waiver
    return {
        "id": waiver.id,
        "state": use.state.value,
        "count": use.count,
        "rules": list(waiver.rules),
        "resource": waiver.resource,
        "path": waiver.path,
        "pointer": waiver.pointer,
        "fingerprint": waiver.fingerprint,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "expires": rfc3339(waiver.expires),
        "file": waiver.file,
        "line": waiver.line,
    }


def _baseline(use: BaselineUse | None) -> Reportable:
    if use is None:
        return None
    return {"file": use.file, "accepted": use.accepted, "gone": use.gone}
