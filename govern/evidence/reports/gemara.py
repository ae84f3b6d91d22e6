"""The report as an EvaluationLog of Gemara 1.5 (https://gemara.openssf.org): `evaluationlog.cue`.

Gemara has six results of a control, and none for a finding that was accepted or evidence that grew
old: both need a person's eye. Controls without a requirement of their own stand for themselves, and
each gets one assessment, whose steps are the rules that speak to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govern import __version__
from govern.evidence.predicates import DECISION
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
    from collections.abc import Iterable, Iterator

    from govern.evidence.reports.model import (
        ControlState,
        DecisionRow,
        EvidenceReport,
        Finding,
        FrameworkState,
    )

GEMARA = "1.5.0"
_EVIDENCE = "govern-evidence"  # the reference that records of decisions are in
_URL = re.compile(r"https?://\S+")
_RESULTS = {
    State.SATISFIED: "Passed",
    State.NOT_SATISFIED: "Failed",
    State.WAIVED: "Needs Review",
    State.STALE: "Needs Review",
    State.NOT_TESTED: "Not Run",
    State.NOT_APPLICABLE: "Not Applicable",
}
_WORST_FIRST = ("Failed", "Unknown", "Needs Review", "Not Run", "Passed")
_UNTESTED = frozenset({"Not Run", "Not Applicable"})


def gemara_files(report: EvidenceReport) -> dict[str, str]:
    """Return file name → content.

    Raises:
        NothingEvaluated: no rule that decided speaks to a control, and a log has at least one.
    """
    require_frameworks(report)
    return {"evaluation-log.json": json_file(_Log(report).document())}


def result_of(control: ControlState) -> str:
    """Return a control's result in Gemara's words; only what is satisfied is `Passed`."""
    if control.state is State.NOT_SATISFIED and not control.counts["fail"]:
        return "Unknown" if control.counts["undecided"] else "Needs Review"  # else it warned
    return _RESULTS[control.state]


def aggregate(results: Iterable[str]) -> str:
    """Return the result of a whole log: the worst; `Passed` only where nothing was left out."""
    found = set(results)
    if found >= {"Not Run", "Passed"} and not found & {"Failed", "Unknown"}:
        return "Needs Review"
    return next((one for one in _WORST_FIRST if one in found), "Not Applicable")


@dataclass(slots=True)
class _Log:
    report: EvidenceReport
    open: dict[str, Finding] = field(init=False)
    decisions: dict[int, DecisionRow] = field(init=False)

    def __post_init__(self) -> None:
        self.open = {one.id: one for one in self.report.findings if one.state == "open"}
        self.decisions = decisions_by_entry(self.report)

    def document(self) -> dict[str, Any]:
        evaluations = [
            self._evaluation(framework, one)
            for framework in self.report.frameworks
            for one in framework.controls
        ]
        origin = one_line(self.report.log.origin)
        return {
            "metadata": self._metadata(origin),
            "target": {
                "id": origin,
                "name": origin,
                "type": "Software",
                "description": "What the decisions in this log of evidence are about.",
            },
            "result": aggregate(one["result"] for one in evaluations),
            "evaluations": evaluations,
        }

    def _metadata(self, origin: str) -> dict[str, Any]:
        report = self.report
        limits = " ".join(map(one_line, report.limits))
        return {
            "id": stable_uuid(report, "evaluation-log"),
            "type": "EvaluationLog",
            "gemara-version": GEMARA,
            "version": report.seal[:16] or "unsealed",
            "date": rfc3339(report.as_of),
            "description": f"What the rules that decided for {origin} found. Rules test a part of"
            f" what a control asks; a person must judge the rest. {limits}".strip(),
            "author": {
                "id": "govern",
                "name": "govern",
                "type": "Software",
                "version": __version__,
            },
            "mapping-references": [
                *map(_reference, report.frameworks),
                {
                    "id": _EVIDENCE,
                    "title": one_line(report.source),
                    "version": report.seal or "unsealed",
                    "description": "The records of decisions; the version is "
                    + (f"the SHA-256 of {report.sealed}." if report.sealed else "the log's root."),
                },
            ],
        }

    def _evaluation(self, framework: FrameworkState, one: ControlState) -> dict[str, Any]:
        result = result_of(one)
        control = {
            "reference-id": framework.id,
            "entry-id": one_line(one.reference.removeprefix(f"{framework.id}:")),
        }
        message = one_line(f"{one.state.value}: {one.reason}. {one.coverage}")
        return {
            "name": one_line(f"{one.reference} {one.title}"),
            "control": control,
            "result": result,
            "message": message,
            "assessment-logs": [
                {
                    "requirement": control,
                    "description": "Each rule was asked about every input that it matches; what"
                    " counts is the last decision about each input.",
                    "result": result,
                    "message": message,
                    "applicability": ["every input that was decided on"],
                    "steps": [f"rule {name}" for name in one.rules] or ["no rule speaks to it"],
                    **self._run(one, result),
                }
            ],
        }

    def _run(self, one: ControlState, result: str) -> dict[str, Any]:
        """Return what only an assessment has that was made: when, on what evidence, what next."""
        rows = latest_decisions(self.decisions, one)
        if not rows:
            return {"steps-executed": 0}
        advice = [] if result in {"Passed", *_UNTESTED} else list(self._advice(one))
        return {
            "steps-executed": len(one.rules),
            "start": min(row.time for row in rows),
            "end": max(row.time for row in rows),
            **({"recommendation": " ".join(advice)} if advice else {}),
            "evidence": [
                {
                    "id": f"entry-{row.index}",
                    "type": DECISION,
                    "collected-at": row.time,
                    "description": f"The record of entry {row.index} of the log:"
                    f" {one_line(row.verdict)}",
                    "source": {
                        "reference-id": _EVIDENCE,
                        "coordinate": row.file,
                        "digest": f"sha256:{row.file_sha256}",
                    },
                }
                for row in rows
            ],
        }

    def _advice(self, one: ControlState) -> Iterator[str]:
        """Yield what to do about each rule with an open finding, once."""
        found = [self.open[name] for name in one.findings if name in self.open]
        yield from dict.fromkeys(
            one_line(f"{f.rule_id}: {f.remediation}") for f in found if f.remediation
        )


def _reference(framework: FrameworkState) -> dict[str, Any]:
    about = f"The catalogue as govern {__version__} knows it. {framework.licence}. {framework.note}"
    url = {"url": framework.source} if _URL.fullmatch(framework.source) else {}
    return {
        "id": framework.id,
        "title": one_line(framework.title),
        "version": f"govern {__version__}",
        "description": one_line(about),
        **url,
    }
