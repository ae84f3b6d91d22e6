"""The report as OSCAL 1.2.1: assessment results, and a plan of action and milestones.

OSCAL knows two states of a control. What else there is to say stands in the reason of a finding
and in a property of our own; a control that was not tested has an observation and no finding.
All UUIDs are version 5, so the same evidence gives the same documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from govern import __version__
from govern.evidence.predicates import VERIFIER
from govern.evidence.reports.interchange import (
    decisions_by_entry,
    json_file,
    latest_decisions,
    one_line,
    require_frameworks,
    stable_uuid,
)
from govern.evidence.reports.model import State
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.evidence.reports.model import (
        ControlState,
        DecisionRow,
        EvidenceReport,
        Finding,
        FrameworkState,
    )

OSCAL = "1.2.1"
_NO_TOKEN = re.compile(r"[^A-Za-z0-9._-]")
_REASONS = {
    State.SATISFIED: ("satisfied", "pass"),
    State.NOT_SATISFIED: ("not-satisfied", "fail"),
    State.WAIVED: ("not-satisfied", "other"),
    State.STALE: ("not-satisfied", "other"),
}


def oscal_files(report: EvidenceReport) -> dict[str, str]:
    """Return file name → content; no plan of action where no finding is open or waived.

    Raises:
        NothingEvaluated: no rule that decided speaks to a control, and OSCAL knows no such results.
    """
    require_frameworks(report)
    document = _Document(report)
    files = {"assessment-results.json": json_file(document.results())}
    if document.left:
        files["poam.json"] = json_file(document.plan())
    return files


@dataclass(slots=True)
class _Document:
    report: EvidenceReport
    left: dict[str, Finding] = field(init=False)
    decisions: dict[int, DecisionRow] = field(init=False)

    def __post_init__(self) -> None:
        self.decisions = decisions_by_entry(self.report)
        self.left = {one.id: one for one in self.report.findings if one.state != "resolved"}

    def results(self) -> dict[str, Any]:
        plan = self._uuid("plan")
        return {
            "assessment-results": {
                "uuid": self._uuid("assessment-results"),
                "metadata": self._metadata("Assessment results"),
                "import-ap": {"href": f"#{plan}"},
                "results": [self._result(one) for one in self.report.frameworks],
                "back-matter": {"resources": [self._plan_resource(plan), *self._evidence()]},
            }
        }

    def plan(self) -> dict[str, Any]:
        return {
            "plan-of-action-and-milestones": {
                "uuid": self._uuid("poam"),
                "metadata": self._metadata("Plan of action and milestones"),
                "system-id": {
                    "identifier-type": "https://ietf.org/rfc/rfc4122",
                    "id": str(uuid5(NAMESPACE_URL, self.report.log.origin)),
                },
                "risks": [self._risk(one) for one in self.left.values()],
                "poam-items": [
                    {
                        "uuid": self._uuid(f"poam {one.id}"),
                        "title": one_line(f"{one.rule_id}: {one.resource}"),
                        "description": one_line(one.message),
                        "related-risks": [{"risk-uuid": self._uuid(f"risk {one.id}")}],
                    }
                    for one in self.left.values()
                ],
            }
        }

    def _uuid(self, name: str) -> str:
        return stable_uuid(self.report, name)

    def _metadata(self, title: str) -> dict[str, Any]:
        return {
            "title": f"{title}: {one_line(self.report.log.origin)}",
            "last-modified": rfc3339(self.report.as_of),
            "version": self.report.seal[:16] or "unsealed",
            "oscal-version": OSCAL,
            "roles": [{"id": "approver", "title": "Approver"}],
            "parties": [
                {"uuid": self._uuid("tool party"), "type": "organization", "name": "govern"},
                *self._people(),
            ],
            "remarks": " ".join(map(one_line, self.report.limits)),
        }

    def _people(self) -> Iterator[dict[str, Any]]:
        for name in sorted({one.person for one in self.report.approvals}):
            yield {"uuid": self._uuid(f"person {name}"), "type": "person", "name": one_line(name)}

    def _result(self, framework: FrameworkState) -> dict[str, Any]:
        times = [one.time for one in self.report.decisions]
        told = [one for one in framework.controls if one.state in _REASONS]
        ids = {name for one in told for name in one.findings if name in self.left}
        return _without_empty(
            {
                "uuid": self._uuid(f"result {framework.id}"),
                "title": one_line(framework.title),
                "description": "What the rules that speak to these controls found. Rules test a"
                " part of what a control asks; a person must judge the rest.",
                "start": min(times, default=rfc3339(self.report.as_of)),
                "end": rfc3339(self.report.as_of),
                "local-definitions": {"components": [self._tool()]},
                "reviewed-controls": {"control-selections": [_selection(framework)]},
                "attestations": list(self._attestations()),
                "observations": [self._observation(one) for one in framework.controls],
                "risks": [self._risk(self.left[name]) for name in sorted(ids)],
                "findings": [self._finding(one) for one in told],
            }
        )

    def _tool(self) -> dict[str, Any]:
        return {
            "uuid": self._uuid("tool"),
            "type": "software",
            "title": "govern",
            "description": f"govern {__version__}",
            "status": {"state": "operational"},
        }

    def _attestations(self) -> Iterator[dict[str, Any]]:
        for one in self.report.approvals:
            party = self._uuid(f"person {one.person}")
            said = f"{one.verdict} as {one.role}, {one.action} in {one.environment}"
            yield {
                "responsible-parties": [{"role-id": "approver", "party-uuids": [party]}],
                "parts": [
                    {
                        "name": "approval",
                        "ns": VERIFIER,
                        "prose": one_line(f"{said}; decision sha256:{one.decision}; {one.state}"),
                    }
                ],
            }

    def _observation(self, one: ControlState) -> dict[str, Any]:
        tested = bool(one.decisions)
        links = latest_decisions(self.decisions, one)
        return _without_empty(
            {
                "uuid": self._uuid(f"observation {one.reference}"),
                "title": one_line(one.reference),
                "description": one_line(f"{one.state.value}: {one.reason}. {one.coverage}"),
                "props": [{"name": "state", "ns": VERIFIER, "value": one.state.value}],
                "methods": ["TEST" if tested else "UNKNOWN"],
                "origins": [{"actors": [{"type": "tool", "actor-uuid": self._uuid("tool")}]}],
                "relevant-evidence": [
                    {
                        "href": f"../{row.file}",
                        "description": f"Decision of entry {row.index} of the log",
                        "props": [{"name": "sha256", "ns": VERIFIER, "value": row.sha256}],
                    }
                    for row in links
                ],
                "collected": one.last or rfc3339(self.report.as_of),
            }
        )

    def _finding(self, one: ControlState) -> dict[str, Any]:
        state, reason = _REASONS[one.state]
        risks = [name for name in one.findings if name in self.left]
        return _without_empty(
            {
                "uuid": self._uuid(f"finding {one.reference}"),
                "title": one_line(one.reference),
                "description": one_line(f"{one.title} {one.reason}"),
                "props": [{"name": "state", "ns": VERIFIER, "value": one.state.value}],
                "target": {
                    "type": "objective-id",
                    "target-id": control_id(one.reference),
                    "status": {"state": state, "reason": reason, "remarks": one_line(one.coverage)},
                },
                "related-observations": [
                    {"observation-uuid": self._uuid(f"observation {one.reference}")}
                ],
                "related-risks": [{"risk-uuid": self._uuid(f"risk {name}")} for name in risks],
            }
        )

    def _risk(self, one: Finding) -> dict[str, Any]:
        waiver = next((w for w in self.report.waivers if w.id == one.waiver), None)
        accepted: dict[str, Any] = {}
        if waiver:
            accepted = {
                "deadline": waiver.expires,
                "remediations": [
                    {
                        "uuid": self._uuid(f"waiver {waiver.id} {one.id}"),
                        "lifecycle": "planned",
                        "title": one_line(f"Waiver {waiver.id} of {waiver.owner}"),
                        "description": one_line(f"{waiver.reason} {waiver.compensating_control}"),
                    }
                ],
            }
        return {
            "uuid": self._uuid(f"risk {one.id}"),
            "title": one_line(f"{one.rule_id}: {one.title or one.message}"),
            "description": one_line(one.message),
            "statement": one_line(f"{one.severity}, in {one.resource} ({one.path})"),
            "status": "deviation-approved" if one.state == "waived" else "open",
            **accepted,
        }

    def _plan_resource(self, plan: str) -> dict[str, Any]:
        return {
            "uuid": plan,
            "title": "Assessment plan",
            "description": "Policies decide on every change, and each decision is recorded. There"
            " is no other plan: this stands for the policies that the evidence names.",
        }

    def _evidence(self) -> Iterator[dict[str, Any]]:
        if self.report.sealed:
            yield {
                "uuid": self._uuid("evidence"),
                "title": one_line(self.report.source),
                "rlinks": [
                    {
                        "href": f"../{self.report.sealed}",
                        "hashes": [{"algorithm": "SHA-256", "value": self.report.seal}],
                    }
                ],
            }


def control_id(reference: str) -> str:
    """Return a control's id as OSCAL takes it; those of SP 800-53 are the official ones."""
    framework, _, name = reference.partition(":")
    if framework == "nist-800-53":
        return re.sub(r"\((\d+)\)", r".\1", name.lower())
    return _NO_TOKEN.sub("_", f"{framework}_{name}".lower())


def _selection(framework: FrameworkState) -> dict[str, Any]:
    return {
        "include-controls": [
            {"control-id": control_id(one.reference)} for one in framework.controls
        ]
    }


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out lists with nothing in them, which OSCAL does not allow."""
    return {name: one for name, one in value.items() if one != []}
