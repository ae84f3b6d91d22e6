"""Results, waivers, a baseline and a clock → one Decision. Pure: everything is an argument.

The steps, in order; docs/reference/exit-codes.md and waivers.md say the same to users:

(1) enforcement: a `fail` of a rule that warns or runs dry is a `warn`, and so is one of a rule
    that denies only from a later day (`effective_on`);
(2) waivers: a live one turns `fail` and `warn` into `waived`; an expired one is named beside the
    finding that it no longer covers. What is about approvals only a signed waiver covers, or
    whoever writes the change could waive the gate in the same change;
(3) the baseline does the same for findings listed one by one;
(4) blocking: a `fail` at or above the threshold; a `warn` when warnings deny; anything undecided;
(5) the verdict: denied before undecided before allowed, and never allowed when nothing was asked.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from govern.model.baseline import Baseline, BaselineUse
from govern.model.document import Kind
from govern.model.result import Decision, FailOn, Outcome, Result, Verdict
from govern.model.rule import OWN_RULES, Enforcement, Severity
from govern.model.waiver import Waiver, WaiverState, WaiverUse
from govern.policies.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from govern.model.rule import Rule

__all__ = ["FailOn", "allowed_by_all", "counting_unheld", "decide"]

_FINDINGS = frozenset({Outcome.FAIL, Outcome.WARN})
_NAMED_RULES = 5  # rule ids that the reason spells out


def decide(
    results: Iterable[Result],
    *,
    at: datetime,
    waivers: Iterable[Waiver] = (),
    baseline: Baseline | None = None,
    fail_on: FailOn = FailOn.LOW,
    rules: Iterable[Rule] = (),
    inputs: int | None = None,
) -> Decision:
    """Decide over the results of one run, in any order.

    Args:
        results: As the rules gave them: none waived, none blocking.
        at: The instant to decide for, with a time zone.
        waivers: Every waiver that was read; ids are unique.
        baseline: Accepted findings.
        fail_on: The lowest severity that denies.
        rules: The rules that were asked, for their `effective_on`.
        inputs: How many inputs were read, where known; only the reason depends on it.

    Raises:
        ValueError: `at` has no time zone, or a result is already waived.
    """
    if at.tzinfo is None:
        raise ValueError("the time to decide for needs a time zone")
    later = {rule.id for rule in rules if rule.effective_on and at < rule.effective_on}
    ordered = sorted((_enforced(result, later) for result in results), key=_place)
    waived, uses = _waive(ordered, sorted(waivers, key=attrgetter("id")), at)
    accepted, baseline_use = _accept(waived, baseline)
    final = tuple(_with_blocking(result, fail_on) for result in accepted)
    counts = Counter(result.outcome for result in final)
    verdict = _verdict(final)
    nothing = counts.total() == counts[Outcome.NOT_APPLICABLE]
    return Decision(
        verdict=Verdict.UNDECIDED if nothing else verdict,
        reason=_why_nothing(inputs) if nothing else _reason(verdict, final, fail_on),
        results=final,
        summary={outcome: counts[outcome] for outcome in Outcome},
        waivers=uses,
        nothing_evaluated=nothing,
        baseline=baseline_use,
        fail_on=fail_on,
    )


def allowed_by_all(rules: int, fail_on: FailOn) -> Decision:
    """Return the decision over nothing but passes, of so many rules, without naming them.

    For an admission review, whose answer would otherwise cost as much as its evaluation.
    """
    return Decision(
        verdict=Verdict.ALLOWED,
        reason=_reason(Verdict.ALLOWED, (), fail_on),
        results=(),
        summary={outcome: rules if outcome is Outcome.PASS else 0 for outcome in Outcome},
        fail_on=fail_on,
    )


def counting_unheld(decision: Decision, unheld: Mapping[Outcome, int]) -> Decision:
    """Return a decision that counts results which nobody held, beside those it was made over.

    Args:
        decision: Over all findings.
        unheld: Passes and results that do not apply; neither denies.
    """
    counts = Counter(decision.summary) + Counter(unheld)
    summary = {outcome: counts[outcome] for outcome in Outcome}
    if not decision.nothing_evaluated or counts.total() == counts[Outcome.NOT_APPLICABLE]:
        return replace(decision, summary=summary)
    verdict = _verdict(decision.results)
    return replace(
        decision,
        verdict=verdict,
        reason=_reason(verdict, decision.results, decision.fail_on),
        summary=summary,
        nothing_evaluated=False,
    )


def _enforced(result: Result, later: set[str]) -> Result:
    """Step (1): what the rule's enforcement makes of its outcome."""
    if result.outcome is Outcome.WAIVED:
        raise ValueError(f"a result of {result.rule_id} is waived before any waiver was looked at")
    enforcement = result.enforcement
    if enforcement is Enforcement.DENY and result.rule_id in later:
        enforcement = Enforcement.WARN
    softened = result.outcome is Outcome.FAIL and enforcement is not Enforcement.DENY
    outcome = Outcome.WARN if softened else result.outcome
    if enforcement is result.enforcement and outcome is result.outcome:
        return result
    return replace(result, enforcement=enforcement, outcome=outcome)


def _place(result: Result) -> tuple[str | int, ...]:
    """Order by place, then rule; the rest only makes the order total."""
    location = result.location
    return (
        location.path,
        location.line or 0,
        result.rule_id,
        result.resource.address,
        location.pointer,
        location.column or 0,
        result.outcome.value,
        result.severity.value,
        result.enforcement.value,
        result.message,
        result.fingerprint,
        json.dumps(result.details, sort_keys=True) if result.details else "",
    )


@dataclass(slots=True)
class _Tally:
    """A waiver, and what it has covered so far (or would have, had it not expired)."""

    waiver: Waiver
    expired: bool
    count: int = 0

    def use(self) -> WaiverUse:
        """Return the outcome of the run for this waiver."""
        used = WaiverState.USED if self.count else WaiverState.UNUSED
        return WaiverUse(self.waiver, WaiverState.EXPIRED if self.expired else used, self.count)


def _waive(
    results: Sequence[Result], waivers: Sequence[Waiver], at: datetime
) -> tuple[list[Result], tuple[WaiverUse, ...]]:
    """Step (2). Every live waiver that covers a result counts it; the longest-lived is named."""
    tallies = [_Tally(waiver, waiver.expires <= at) for waiver in waivers]
    by_rule: dict[str, list[_Tally]] = {}
    named: list[_Tally | None] = []
    for result in results:
        if not _can_be_accepted(result) or not tallies:
            named.append(None)
            continue
        if result.rule_id not in by_rule:
            by_rule[result.rule_id] = [t for t in tallies if _names(t.waiver, result.rule_id)]
        covering = [t for t in by_rule[result.rule_id] if _covers(t.waiver, result)]
        if result.resource.kind == Kind.CHANGE:
            covering = [t for t in covering if t.waiver.signed]
        live = [tally for tally in covering if not tally.expired]
        for tally in live or covering:
            tally.count += 1
        named.append(max(live or covering, key=lambda t: t.waiver.expires, default=None))
    # Uses are made once all are counted, so that each result carries the final numbers.
    uses = {id(tally): tally.use() for tally in tallies}
    return [
        _with_waiver(result, uses[id(tally)]) if tally else result
        for result, tally in zip(results, named, strict=True)
    ], tuple(uses.values())


def _can_be_accepted(result: Result) -> bool:
    """Findings only: what is undecided was not found to be anything that could be accepted."""
    return result.outcome in _FINDINGS and not result.rule_id.startswith(OWN_RULES)


def _names(waiver: Waiver, rule_id: str) -> bool:
    return any(matches(pattern, rule_id) for pattern in waiver.rules)


def _covers(waiver: Waiver, result: Result) -> bool:
    """Whether a waiver that names the rule also covers the resource, path, place and finding."""
    return (
        matches(waiver.resource, result.resource.address)
        and (not waiver.path or matches(waiver.path, result.location.path))
        and (not waiver.fingerprint or waiver.fingerprint == result.fingerprint)
        and _within(waiver.pointer, result)
    )


def _within(prefix: str, result: Result) -> bool:
    """Whether the result lies at or below a pointer into its document, or into its resource."""
    pointer = result.location.pointer
    inner = pointer.removeprefix(result.resource.pointer)
    return any(at == prefix or at.startswith(f"{prefix}/") for at in (pointer, inner)) or not prefix


def _with_waiver(result: Result, use: WaiverUse) -> Result:
    if use.state is WaiverState.EXPIRED:
        return replace(result, waiver=use)
    return replace(result, waiver=use, outcome=Outcome.WAIVED)


def _accept(
    results: Sequence[Result], baseline: Baseline | None
) -> tuple[Sequence[Result], BaselineUse | None]:
    """Step (3). An entry accepts one finding, so a further one at the same place stays new."""
    if baseline is None:
        return results, None
    left = Counter(baseline.accepted)
    accepted = 0
    seen: list[Result] = []
    for result in results:
        if (
            _can_be_accepted(result)
            and result.resource.kind != Kind.CHANGE
            and left[result.fingerprint] > 0
        ):
            left[result.fingerprint] -= 1
            accepted += 1
            seen.append(replace(result, outcome=Outcome.WAIVED, baseline=baseline.file))
        else:
            seen.append(result)
    return seen, BaselineUse(baseline.file, accepted, left.total())


def _with_blocking(result: Result, fail_on: FailOn) -> Result:
    blocking = _blocks(result, fail_on)
    return result if blocking is result.blocking else replace(result, blocking=blocking)


def _blocks(result: Result, fail_on: FailOn) -> bool:
    """Step (4). What only runs dry never blocks.

    The threshold says how bad a finding must be; it does not excuse a check that gave no answer.
    So an undecided result of a denying rule blocks whatever the rule's severity.
    """
    if result.enforcement is Enforcement.DRYRUN:
        return False
    warnings_deny = fail_on is FailOn.WARN
    match result.outcome:
        case Outcome.FAIL:
            return warnings_deny or result.severity.rank >= Severity(fail_on.value).rank
        case Outcome.WARN:
            return warnings_deny
        case Outcome.UNDECIDED:
            return warnings_deny or result.enforcement is Enforcement.DENY
        case _:
            return False


def _verdict(results: Sequence[Result]) -> Verdict:
    """Step (5)."""
    blocking = {result.outcome for result in results if result.blocking}
    if blocking - {Outcome.UNDECIDED}:
        return Verdict.DENIED
    return Verdict.UNDECIDED if blocking else Verdict.ALLOWED


def _reason(verdict: Verdict, results: Sequence[Result], fail_on: FailOn) -> str:
    if verdict is Verdict.ALLOWED:
        bar = "or warning" if fail_on is FailOn.WARN else f"of severity {fail_on} or above"
        return f"no open finding {bar}"
    undecided = Counter(
        result.rule_id
        for result in results
        if result.blocking and result.outcome is Outcome.UNDECIDED
    )
    if verdict is Verdict.UNDECIDED:
        return f"{_count(undecided, 'check')} could not be decided ({_listed(undecided)})"
    found = Counter(result.rule_id for result in results if result.blocking) - undecided
    tail = f"; {_count(undecided, 'check')} could not be decided" if undecided else ""
    verb = "denies" if found.total() == 1 else "deny"
    return f"{_count(found, 'finding')} {verb} ({_listed(found)}){tail}"


def _count(rules: Mapping[str, int], noun: str) -> str:
    total = sum(rules.values())
    return f"{total} {noun}" if total == 1 else f"{total} {noun}s"


def _listed(rules: Mapping[str, int]) -> str:
    """`3 x K020, T003 and 2 more rules`, the most frequent first."""
    ranked = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
    names = [f"{count} x {rule}" if count > 1 else rule for rule, count in ranked]
    more = len(names) - _NAMED_RULES
    rest = f" and {more} more rule{'s' if more > 1 else ''}" if more > 0 else ""
    return ", ".join(names[:_NAMED_RULES]) + rest


def _why_nothing(inputs: int | None) -> str:
    if inputs == 0:
        return "nothing was evaluated, because no input was found"
    if inputs is None:
        return "nothing was evaluated, because there was no input or no rule matched any"
    return "nothing was evaluated, because no rule matched any input"
