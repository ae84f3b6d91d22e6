"""Laws that hold for any results, waivers and thresholds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from govern.decision import FailOn, decide
from govern.model import Enforcement, Location, Outcome, Severity, Verdict
from govern.model.baseline import Baseline
from tests.builders import AT, a_resource, a_result, a_rule, a_waiver

if TYPE_CHECKING:
    from typing import Any

    from govern.model import Decision, Result, Rule, Waiver

RULES = ("K020", "K021", "T003", "govern:input")
ADDRESSES = ("apps/v1/Deployment/payments/api", "v1/Pod/payments/job", "aws_s3_bucket.logs")
# From the lowest threshold to the highest.
THRESHOLDS = (FailOn.WARN, FailOn.LOW, FailOn.MEDIUM, FailOn.HIGH, FailOn.CRITICAL)


@st.composite
def some_result(draw: st.DrawFn) -> Result:
    pointer = draw(st.sampled_from(("", "/spec", "/spec/containers/0")))
    line = draw(st.none() | st.integers(1, 3))
    return a_result(
        draw(st.sampled_from(RULES)),
        draw(st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.WAIVED])),
        severity=draw(st.sampled_from(Severity)),
        enforcement=draw(st.sampled_from(Enforcement)),
        resource=a_resource(draw(st.sampled_from(ADDRESSES))),
        location=Location(draw(st.sampled_from(("a.yaml", "b.yaml"))), line, pointer=pointer),
        message=draw(st.sampled_from(("one", "two"))),
        details=draw(st.sampled_from(({}, {"n": 1}, {"n": 2}))),
    )


@st.composite
def some_waiver(draw: st.DrawFn, waiver_id: str = "W") -> Waiver:
    return a_waiver(
        waiver_id,
        rules=(draw(st.sampled_from((*RULES, "K0*", "*0*"))),),
        resource=draw(st.sampled_from((*ADDRESSES, "*payments*", "nothing"))),
        path=draw(st.sampled_from(("", "a.yaml", "*.yaml"))),
        pointer=draw(st.sampled_from(("", "/spec"))),
        expires=AT + timedelta(days=draw(st.integers(-2, 2))),
    )


results = st.lists(some_result(), max_size=12)
waivers = st.lists(st.integers(0, 5), unique=True, max_size=4).flatmap(
    lambda ids: st.tuples(*(some_waiver(f"W-{number}") for number in ids))
)
thresholds = st.sampled_from(THRESHOLDS)
rules = st.sampled_from(((), (a_rule("K020", effective_on=AT + timedelta(days=1)),)))


@st.composite
def some_baseline(draw: st.DrawFn, found: list[Result]) -> Baseline | None:
    if not found or draw(st.booleans()):
        return None
    chosen = draw(st.lists(st.sampled_from(found), max_size=4))
    return Baseline(Counter(result.fingerprint for result in chosen))


def violations(decision: Decision) -> int:
    return sum(result.blocking for result in decision.results)


@given(st.data(), results, waivers, some_waiver("added"), thresholds, rules)
def test_adding_a_waiver_never_adds_a_violation(
    data: st.DataObject,
    found: list[Result],
    some: tuple[Waiver, ...],
    added: Waiver,
    fail_on: FailOn,
    known: tuple[Rule, ...],
) -> None:
    baseline = data.draw(some_baseline(found))
    options: dict[str, Any] = {"at": AT, "fail_on": fail_on, "rules": known, "baseline": baseline}
    before = decide(found, waivers=some, **options)
    after = decide(found, waivers=(*some, added), **options)
    assert violations(after) <= violations(before)
    if before.verdict is not Verdict.DENIED:
        assert after.verdict is before.verdict


@given(results, waivers, rules)
def test_raising_the_threshold_never_denies_more(
    found: list[Result], some: tuple[Waiver, ...], known: tuple[Rule, ...]
) -> None:
    seen = [decide(found, at=AT, waivers=some, rules=known, fail_on=level) for level in THRESHOLDS]
    blocking = [violations(decision) for decision in seen]
    assert blocking == sorted(blocking, reverse=True)
    denied = [decision.verdict is Verdict.DENIED for decision in seen]
    assert denied == sorted(denied, reverse=True)


@given(st.data(), results, waivers, thresholds, rules)
def test_the_order_of_results_and_waivers_is_irrelevant(
    data: st.DataObject,
    found: list[Result],
    some: tuple[Waiver, ...],
    fail_on: FailOn,
    known: tuple[Rule, ...],
) -> None:
    baseline = data.draw(some_baseline(found))
    shuffled, others = data.draw(st.permutations(found)), data.draw(st.permutations(some))
    options: dict[str, Any] = {"at": AT, "fail_on": fail_on, "rules": known, "baseline": baseline}
    assert decide(found, waivers=some, **options) == decide(shuffled, waivers=others, **options)


@given(st.data(), results, waivers, thresholds, rules)
def test_verdict_blocking_and_summary_tell_the_same(
    data: st.DataObject,
    found: list[Result],
    some: tuple[Waiver, ...],
    fail_on: FailOn,
    known: tuple[Rule, ...],
) -> None:
    baseline = data.draw(some_baseline(found))
    decision = decide(found, at=AT, waivers=some, fail_on=fail_on, rules=known, baseline=baseline)
    blocking = {result.outcome for result in decision.results if result.blocking}
    assert sum(decision.summary.values()) == len(found) == len(decision.results)
    assert blocking <= {Outcome.FAIL, Outcome.WARN, Outcome.UNDECIDED}
    if decision.verdict is Verdict.ALLOWED:
        assert not blocking
        assert not decision.nothing_evaluated
    elif decision.verdict is Verdict.DENIED:
        assert blocking & {Outcome.FAIL, Outcome.WARN}
    else:
        assert blocking == {Outcome.UNDECIDED} or decision.nothing_evaluated


@given(results, waivers, thresholds)
def test_time_only_takes_waivers_away(
    found: list[Result], some: tuple[Waiver, ...], fail_on: FailOn
) -> None:
    now = decide(found, at=AT, waivers=some, fail_on=fail_on)
    later = decide(found, at=AT + timedelta(days=365), waivers=some, fail_on=fail_on)
    assert violations(later) >= violations(now)
