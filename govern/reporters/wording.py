"""What several reports say in the same words, and the order they say it in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from govern.model.instant import rfc3339
from govern.model.result import Outcome, Result
from govern.model.rule import Enforcement
from govern.model.waiver import WaiverState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import Location, Report, Rule, Waiver, WaiverUse

# What a person should look at; a pass or a rule that did not apply is none of it.
OPEN_OUTCOMES = (Outcome.FAIL, Outcome.UNDECIDED, Outcome.WARN)
_ORDER = {Outcome.FAIL: 0, Outcome.UNDECIDED: 1, Outcome.WARN: 2, Outcome.WAIVED: 3}
_WORDS = {Outcome.NOT_APPLICABLE: "not applicable"}


def outcome_word(outcome: Outcome) -> str:
    """Return an outcome as people read it."""
    return _WORDS.get(outcome, outcome.value)


def most_pressing_first(results: Iterable[Result]) -> list[Result]:
    """Sort by whether a result blocks, its severity and its outcome; else as they came."""
    return sorted(
        results,
        key=lambda result: (
            not result.blocking,
            result.outcome is Outcome.WAIVED,
            -result.severity.rank,
            _ORDER.get(result.outcome, 4),
        ),
    )


def best_place(result: Result) -> Location:
    """Return the place that a person can edit: the `.tf` line of a plan, else the input's."""
    return result.origin or result.location


def where(location: Location) -> str:
    """Return `path:line:column`, as far as known."""
    parts = (location.path, location.line, location.column if location.line else None)
    return ":".join(str(part) for part in parts if part is not None)


def rules_by_id(report: Report) -> Mapping[str, Rule]:
    """Return the rules of a run."""
    return {rule.id: rule for rule in report.rules}


def softened(result: Result, rule: Rule | None) -> str:
    """Return why a finding does not deny; empty when it does, or never was to."""
    if result.blocking or result.outcome not in OPEN_OUTCOMES:
        return ""
    if result.enforcement is Enforcement.DRYRUN:
        return "dry run"
    if result.outcome is Outcome.FAIL:
        return "below the threshold"
    denies_later = (
        rule is not None
        and rule.effective_on is not None
        and rule.enforcement is Enforcement.DENY
        and result.enforcement is Enforcement.WARN
    )
    if denies_later and rule is not None and rule.effective_on is not None:
        return f"denies from {_day_or_instant(rule.effective_on)}"
    return ""


def acceptance(result: Result) -> str:
    """Return who accepts a waived result, and until when."""
    if result.baseline:
        return f"accepted in the baseline {result.baseline}"
    if result.waiver is None:
        return ""
    waiver = result.waiver.waiver
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    return (
        f"waiver {waiver.id} by {waiver.owner}{ticket}, valid until {last_day(waiver)}: "
        f"{waiver.reason}"
    )


def resurfaced(result: Result) -> str:
    """Return which expired waiver used to cover an open finding; empty when none did."""
    use = result.waiver
    if use is None or use.state is not WaiverState.EXPIRED or result.outcome is Outcome.WAIVED:
        return ""
    return (
        f"waiver {use.waiver.id} by {use.waiver.owner} was valid until {last_day(use.waiver)} "
        "and no longer covers this"
    )


def waiver_notes(report: Report) -> list[str]:
    """Return a line for each waiver that has expired or covered nothing, and for the baseline."""
    notes = [note for use in report.decision.waivers if (note := _waiver_note(use))]
    baseline = report.decision.baseline
    if baseline is not None and baseline.gone:
        entries = "1 entry" if baseline.gone == 1 else f"{baseline.gone} entries"
        notes.append(
            f"baseline {baseline.file}: {entries} matched nothing in this run; "
            "write it anew once the findings are gone"
        )
    return notes


def _waiver_note(use: WaiverUse) -> str:
    waiver = use.waiver
    written = f" ({waiver.file}:{waiver.line})" if waiver.file and waiver.line else ""
    head = f"waiver {waiver.id} by {waiver.owner}{written}"
    if use.state is WaiverState.EXPIRED:
        findings = {0: "nothing is", 1: "1 finding is"}.get(use.count, f"{use.count} findings are")
        return f"{head} was valid until {last_day(waiver)}; {findings} open again"
    if use.state is WaiverState.UNUSED:
        return f"{head} is unused: it covers no finding of this run"
    return ""


def last_day(waiver: Waiver) -> str:
    """Return the last day on which a waiver holds (UTC), or the instant at which it ends."""
    if waiver.expires.astimezone(UTC).timetz() == datetime.min.replace(tzinfo=UTC).timetz():
        return (waiver.expires.astimezone(UTC) - timedelta(days=1)).date().isoformat()
    return rfc3339(waiver.expires)


def _day_or_instant(at: datetime) -> str:
    return rfc3339(at).removesuffix("T00:00:00Z")


def counts(report: Report) -> str:
    """Return `3 inputs, 24 results: 2 fail, 22 pass`, leaving out what there is none of."""
    summary = report.decision.summary
    found = [f"{count} {outcome_word(outcome)}" for outcome, count in summary.items() if count]
    tail = f": {', '.join(found)}" if found else ""
    inputs = _counted(len(report.inputs), "input")
    skipped = f" ({len(report.skipped)} skipped)" if report.skipped else ""
    return f"{inputs}{skipped}, {_counted(sum(summary.values()), 'result')}{tail}"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def provenance(report: Report) -> str:
    """Return which policies and which engine decided, and as of when, where that was fixed."""
    policy = report.policy
    profile = f", profile {policy.profile}" if policy.profile else ""
    at = f", as of {report.at}" if report.at else ""
    return (
        f"policy {policy.revision[:12]}{profile}, engine {policy.engine} "
        f"{policy.engine_version}{at}"
    )
