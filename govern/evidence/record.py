"""A decision as an in-toto Statement: what was decided, on exactly what, by which rules, when."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from govern import __version__
from govern.attest.statement import STATEMENT_V1
from govern.errors import LimitExceeded
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.predicates import DECISION
from govern.model import Outcome
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from govern.evidence.inputs import InputEvidence
    from govern.model import Report, Result, WaiverUse


class Mode(StrEnum):
    """What became of a decision."""

    ENFORCE = "enforce"  # it was binding
    WARN = "warn"  # who asked was told, and went on
    AUDIT = "audit"  # it was only written down
    DRY_RUN = "dry-run"  # nothing was to be changed anyway


_MOST_BYTES = 16 * 1024 * 1024  # what verifiers of attestations accept
_MOST_SUBJECTS = 1000
QUIET = {Outcome.PASS, Outcome.NOT_APPLICABLE}  # of these the place says nothing


def decision_statement(
    report: Report,
    inputs: Sequence[InputEvidence],
    at: datetime,
    ci: Mapping[str, str],
    *,
    mode: Mode = Mode.ENFORCE,
    materials: Sequence[Mapping[str, str | int]] = (),
) -> bytes:
    """Return the statement about a run, as canonical JSON (RFC 8785).

    Args:
        report: What was decided. Its messages are redacted already; details stay out.
        inputs: What is said of the inputs.
        at: The time it was decided for.
        ci: Which CI run it was; empty for none.
        mode: What the decision was for.
        materials: What is kept to make the decision again: `part` and `sha256` of each, or
            `Sealed.value()`.

    Raises:
        LimitExceeded: it would be larger than verifiers accept.
    """
    statement = canonical(statement_value(report, inputs, at, ci, mode=mode, materials=materials))
    if len(statement) > _MOST_BYTES:
        raise LimitExceeded(
            f"the record would have {len(statement)} bytes, and verifiers accept {_MOST_BYTES}",
            hint="check fewer inputs in one run",
        )
    return statement


def statement_value(
    report: Report,
    inputs: Sequence[InputEvidence],
    at: datetime,
    ci: Mapping[str, str],
    *,
    mode: Mode = Mode.ENFORCE,
    materials: Sequence[Mapping[str, str | int]] = (),
) -> dict[str, object]:
    """Return the statement as the value that its JSON stands for; see `decision_statement`."""
    return {
        "_type": STATEMENT_V1,
        "subject": subjects(report, inputs),
        "predicateType": DECISION,
        "predicate": {
            **_predicate(report, inputs, at, ci),
            "mode": mode.value,
            "materials": [dict(one) for one in materials],
        },
    }


def titles_only(report: Report) -> Report:
    """Return a report whose results say their rule's title: messages quote what they are about.

    A record that is signed cannot be blacked out, so one whose inputs can be must not quote them.
    """
    results = tuple(replace(one, message=one.title) for one in report.decision.results)
    return replace(report, decision=replace(report.decision, results=results))


def subjects(report: Report, inputs: Sequence[InputEvidence]) -> list[dict[str, object]]:
    """Return the subjects of a statement: its inputs.

    Verifiers walk a bounded number of subjects, so beyond it the list of all inputs is the one
    subject: canonical JSON of these very subjects. Where nothing was read, it is the policy.
    """
    found = sorted({(one.record.path, one.digest) for one in inputs})
    if not found:
        return [{"name": "policy", "digest": {"sha256": report.policy.revision}}]
    listed: list[dict[str, object]] = [
        {"name": path, "digest": dict([digest])} for path, digest in found
    ]
    if len(listed) <= _MOST_SUBJECTS:
        return listed
    return [{"name": "inputs", "digest": {"sha256": sha256_hex(canonical({"inputs": listed}))}}]


def _predicate(
    report: Report, inputs: Sequence[InputEvidence], at: datetime, ci: Mapping[str, str]
) -> dict[str, object]:
    decision, policy = report.decision, report.policy
    return {
        "tool": {"name": "govern", "version": __version__},
        "evaluated_at": rfc3339(at),
        "decision": decision.verdict.value,
        "reason": decision.reason,
        "exit_code": decision.exit_code,
        "fail_on": decision.fail_on.value,
        "summary": {outcome.value: count for outcome, count in decision.summary.items()},
        "policy": {
            "revision": policy.revision,
            "profile": policy.profile,
            "sources": list(policy.sources),
            "data_sha256": policy.data_sha256,
            "params_sha256": policy.params_sha256,
        },
        "engine": {"name": policy.engine, "version": policy.engine_version},
        "inputs": [_input(one) for one in inputs],
        "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
        "results": [_result(result) for result in decision.results],
        "waivers": [_waiver(use) for use in decision.waivers],
        "baseline": _baseline(report),
        "controls": sorted({name for one in decision.results for name in one.controls}),
        "ci": dict(ci) or None,
    }


def _input(one: InputEvidence) -> dict[str, object]:
    return {
        "path": one.record.path,
        "kind": one.record.kind,
        "format": one.record.format,
        "documents": one.record.documents,
        "digest": dict([one.digest]),
        "kept": one.data is not None,
        "withheld": one.withheld or None,
    }


def _result(result: Result) -> dict[str, object]:
    short: dict[str, object] = {
        "rule_id": result.rule_id,
        "outcome": result.outcome.value,
        "path": result.location.path,
        "resource": result.resource.address,
    }
    if result.outcome in QUIET:
        return short
    return {
        **short,
        "severity": result.severity.value,
        "enforcement": result.enforcement.value,
        "blocking": result.blocking,
        "message": result.message,
        "pointer": result.location.pointer,
        "line": result.location.line,
        "fingerprint": result.fingerprint,
        "controls": list(result.controls),
        "waiver": result.waiver.waiver.id if result.waiver else None,
        "baseline": result.baseline or None,
    }


def _waiver(use: WaiverUse) -> dict[str, object]:
    waiver = use.waiver
    signed = {
        "signed_sha256": waiver.signed,
        "approved_by": list(waiver.approved_by),
        "compensating_control": waiver.compensating_control,
    }
    return {
        **(signed if waiver.signed else {}),
        "id": waiver.id,
        "state": use.state.value,
        "count": use.count,
        "rules": list(waiver.rules),
        "resource": waiver.resource,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "expires": rfc3339(waiver.expires),
    }


def _baseline(report: Report) -> dict[str, object] | None:
    use = report.decision.baseline
    return {"file": use.file, "accepted": use.accepted, "gone": use.gone} if use else None
