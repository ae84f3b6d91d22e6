"""SARIF 2.1.0 (OASIS Standard), shaped so that GitHub code scanning takes all of it.

Section numbers below are of "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern import __version__
from govern.model.instant import rfc3339
from govern.model.result import Outcome, Result, Verdict
from govern.model.rule import Enforcement
from govern.reporters.escape import cut, visible
from govern.reporters.json_text import json_text
from govern.reporters.sarif_places import artifacts, locations
from govern.reporters.sarif_rules import RuleTable, default_level
from govern.reporters.wording import (
    OPEN_OUTCOMES,
    acceptance,
    most_pressing_first,
    resurfaced,
    waiver_notes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.model import Report
    from govern.reporters.json_text import Reportable

MAX_RESULTS = 5000  # GitHub keeps no more of one run, and does not say which
_MAX_NOTIFICATIONS = 500
_MAX_MESSAGE = 4000  # characters
_LINK = re.compile(r"\](?=\()")  # `[text](target)` in a message is a link (section 3.11.6)
_INFORMATION = "https://github.com/govern-engine/govern"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifReporter:
    """Renders one SARIF log with one run."""

    def render(self, report: Report) -> str:
        """Return the log as indented JSON."""
        return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> dict[str, Reportable]:
    found = [r for r in report.decision.results if r.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}]
    shown = most_pressing_first(found)[:MAX_RESULTS]
    dropped = len(found) - len(shown)
    rules = RuleTable.of(report.rules, shown)
    return {
        "tool": {
            "driver": {
                "name": "govern",
                "informationUri": _INFORMATION,
                "version": __version__,
                "rules": rules.descriptors(),
            }
        },
        # One alert set per profile on GitHub: the id up to the last `/` is the category.
        "automationDetails": {"id": f"govern/{report.policy.profile or 'check'}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The folder in which govern was run."}}
        },
        "invocations": [_invocation(report, rules, dropped)],
        "artifacts": artifacts(report.inputs),
        "results": [_result(result, rules) for result in shown],
        "properties": {
            "decision": report.decision.verdict.value,
            "reason": report.decision.reason,
            "policyRevision": report.policy.revision,
            "engine": f"{report.policy.engine} {report.policy.engine_version}",
            "droppedResults": dropped,
        },
    }


def _result(result: Result, rules: RuleTable) -> dict[str, Reportable]:
    undecided = result.outcome is Outcome.UNDECIDED
    value: dict[str, Reportable] = {
        "ruleId": result.rule_id,
        "ruleIndex": rules.index(result.rule_id),
        # `open` (3.27.9): not enough information to decide; the level is then `none` (3.27.10).
        "kind": "open" if undecided else "fail",
        "level": "none" if undecided else _level(result),
        "message": {"text": _message(result)},
        **locations(result),
        "partialFingerprints": {"governFingerprint/v1": result.fingerprint},
    }
    if result.outcome is Outcome.WAIVED:
        value["suppressions"] = [_suppression(result)]
    value["properties"] = {
        "outcome": result.outcome.value,
        "severity": result.severity.value,
        "enforcement": result.enforcement.value,
        "blocking": result.blocking,
        "pointer": visible(result.location.pointer),
    }
    return value


def _level(result: Result) -> str:
    if result.blocking:
        return "error"
    if result.outcome is Outcome.WAIVED:
        return default_level(result.severity, result.enforcement)
    return "note" if result.enforcement is Enforcement.DRYRUN else "warning"


def _message(result: Result) -> str:
    parts = [result.message, resurfaced(result)]
    text = "; ".join(part for part in parts if part)
    return cut(_LINK.sub("] ", visible(text)), _MAX_MESSAGE) or "(no message)"


def _suppression(result: Result) -> dict[str, Reportable]:
    """Return what accepts a result (3.35): written beside the code, never in it."""
    suppression: dict[str, Reportable] = {
        "kind": "external",
        "status": "accepted",
        "justification": visible(acceptance(result)),
    }
    if result.waiver is not None and not result.baseline:
        waiver = result.waiver.waiver
        suppression["properties"] = {
            "waiver": waiver.id,
            "owner": waiver.owner,
            "ticket": waiver.ticket,
            "expires": rfc3339(waiver.expires),
        }
    return suppression


def _invocation(report: Report, rules: RuleTable, dropped: int) -> dict[str, Reportable]:
    """Return how the run went (3.20): undecided means that the tool did not do its whole job."""
    decision = report.decision
    undecided = [r for r in decision.results if r.outcome is Outcome.UNDECIDED]
    return {
        "executionSuccessful": decision.verdict is not Verdict.UNDECIDED
        and not any(result.blocking for result in undecided),
        "exitCode": decision.exit_code,
        "exitCodeDescription": visible(f"{decision.verdict.value}: {decision.reason}"),
        "toolExecutionNotifications": [
            *_run_notes(dropped, len(undecided)),
            *(_undecided_note(result, rules) for result in undecided[:_MAX_NOTIFICATIONS]),
            *(
                _note(f"{item.path} was skipped: {item.reason}", "note")
                for item in report.skipped[:_MAX_NOTIFICATIONS]
            ),
        ],
        "toolConfigurationNotifications": [
            _note(text, "warning") for text in (*waiver_notes(report), *report.notes)
        ],
    }


def _run_notes(dropped: int, undecided: int) -> Sequence[Reportable]:
    notes = []
    if dropped:
        notes.append(
            _note(
                f"{dropped} results are left out, the least severe ones: this file holds at most "
                f"{MAX_RESULTS}; the json report holds all",
                "warning",
            )
        )
    if undecided > _MAX_NOTIFICATIONS:
        rest = undecided - _MAX_NOTIFICATIONS
        notes.append(_note(f"{rest} more undecided results have no notification", "warning"))
    return notes


def _undecided_note(result: Result, rules: RuleTable) -> Reportable:
    index = rules.index(result.rule_id)
    return {
        "level": "error" if result.blocking else "warning",
        "message": {"text": f"{visible(result.rule_id)} is undecided: {_message(result)}"},
        **{key: value for key, value in locations(result).items() if key == "locations"},
        **({"associatedRule": {"id": result.rule_id, "index": index}} if index >= 0 else {}),
    }


def _note(text: str, level: str) -> Reportable:
    return {"level": level, "message": {"text": visible(text)}}
