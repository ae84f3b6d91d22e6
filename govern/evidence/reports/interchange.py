"""What the reports for other tools share: names that stay the same, plain lines, and evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from govern.errors import NothingEvaluated
from govern.evidence.predicates import VERIFIER
from govern.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.evidence.reports.model import ControlState, DecisionRow, EvidenceReport

_MOST_LINKS = 50  # of one control


def require_frameworks(report: EvidenceReport) -> None:
    """Demand controls: these forms know no results without one.

    Raises:
        NothingEvaluated: no rule that decided speaks to a control.
    """
    if not report.frameworks:
        raise NothingEvaluated(
            "no rule that decided speaks to a control", hint="name a framework with --framework"
        )


def stable_uuid(report: EvidenceReport, name: str) -> str:
    """Return a UUID (version 5) that the same evidence gives again."""
    return str(uuid5(NAMESPACE_URL, f"{VERIFIER} {report.seal} {report.as_of} {name}"))


def one_line(text: str) -> str:
    """Return a text as other tools' strings want it: one line, nothing around it, not empty."""
    return visible(text).strip() or "-"


def json_file(value: Any) -> str:
    """Return a document's text."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def decisions_by_entry(report: EvidenceReport) -> dict[int, DecisionRow]:
    """Return the decisions by their entry in the log."""
    return {row.index: row for row in report.decisions}


def latest_decisions(
    decisions: Mapping[int, DecisionRow], control: ControlState
) -> list[DecisionRow]:
    """Return the last decisions that a control's state comes from, as many as are shown."""
    last = control.decisions[-_MOST_LINKS:]
    return [decisions[index] for index in last if index in decisions]
