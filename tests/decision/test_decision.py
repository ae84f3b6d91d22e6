"""The decision over results: enforcement, threshold, dates, and what is undecided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from govern.decision import FailOn, decide
from govern.model import Enforcement, Location, Outcome, Severity, Verdict
from tests.builders import AT, a_resource, a_result, a_rule

if TYPE_CHECKING:
    from typing import Any

    from govern.model import Result


def outcome_of(result: Result, **options: Any) -> tuple[Outcome, bool, Verdict]:
    decision = decide([result], at=AT, **options)
    return decision.results[0].outcome, decision.results[0].blocking, decision.verdict


def test_a_pass_alone_is_allowed() -> None:
    decision = decide([a_result(outcome=Outcome.PASS)], at=AT)
    assert (decision.verdict, decision.exit_code) == (Verdict.ALLOWED, 0)
    assert decision.reason == "no open finding of severity low or above"


def test_a_fail_denies_by_default_whatever_its_severity() -> None:
    decision = decide([a_result(severity=Severity.LOW)], at=AT)
    assert (decision.verdict, decision.exit_code) == (Verdict.DENIED, 1)
    assert decision.reason == "1 finding denies (K020)"


@pytest.mark.parametrize("fail_on", [FailOn.CRITICAL, FailOn.HIGH, FailOn.MEDIUM, FailOn.LOW])
@pytest.mark.parametrize("severity", Severity)
def test_a_fail_blocks_at_the_threshold_and_above(severity: Severity, fail_on: FailOn) -> None:
    expected = severity.rank >= Severity(fail_on.value).rank
    outcome, blocking, verdict = outcome_of(a_result(severity=severity), fail_on=fail_on)
    assert outcome is Outcome.FAIL, "what is below the threshold stays a fail in the report"
    assert blocking is expected
    assert verdict is (Verdict.DENIED if expected else Verdict.ALLOWED)


@pytest.mark.parametrize("severity", Severity)
def test_with_fail_on_warn_every_fail_denies(severity: Severity) -> None:
    assert outcome_of(a_result(severity=severity), fail_on=FailOn.WARN)[2] is Verdict.DENIED


@pytest.mark.parametrize(
    ("enforcement", "fail_on", "blocking"),
    [
        (Enforcement.WARN, FailOn.LOW, False),
        (Enforcement.WARN, FailOn.WARN, True),
        (Enforcement.DRYRUN, FailOn.LOW, False),
        (Enforcement.DRYRUN, FailOn.WARN, False),
    ],
)
def test_a_fail_of_a_rule_that_only_warns_is_a_warning(
    enforcement: Enforcement, fail_on: FailOn, blocking: bool
) -> None:
    result = a_result(enforcement=enforcement, severity=Severity.CRITICAL)
    verdict = Verdict.DENIED if blocking else Verdict.ALLOWED
    assert outcome_of(result, fail_on=fail_on) == (Outcome.WARN, blocking, verdict)


def test_a_warning_of_a_denying_rule_denies_only_with_fail_on_warn() -> None:
    warning = a_result(outcome=Outcome.WARN)
    assert outcome_of(warning)[1:] == (False, Verdict.ALLOWED)
    assert outcome_of(warning, fail_on=FailOn.WARN)[1:] == (True, Verdict.DENIED)


@pytest.mark.parametrize(
    ("offset", "verdict", "outcome"),
    [
        (timedelta(microseconds=1), Verdict.ALLOWED, Outcome.WARN),
        (timedelta(0), Verdict.DENIED, Outcome.FAIL),
        (-timedelta(days=1), Verdict.DENIED, Outcome.FAIL),
    ],
)
def test_a_rule_denies_from_its_effective_date(
    offset: timedelta, verdict: Verdict, outcome: Outcome
) -> None:
    rules = [a_rule(effective_on=AT + offset)]
    decision = decide([a_result()], at=AT, rules=rules)
    assert (decision.verdict, decision.results[0].outcome) == (verdict, outcome)


def test_a_rule_of_the_future_is_shown_as_one_that_warns() -> None:
    rules = [a_rule(effective_on=AT + timedelta(days=1))]
    assert decide([a_result()], at=AT, rules=rules).results[0].enforcement is Enforcement.WARN
    dry = a_result(enforcement=Enforcement.DRYRUN)
    assert decide([dry], at=AT, rules=rules).results[0].enforcement is Enforcement.DRYRUN


def test_effective_dates_in_another_zone_are_the_same_instant() -> None:
    other = datetime.fromisoformat("2026-11-21T13:00:00+01:00")
    assert decide([a_result()], at=AT, rules=[a_rule(effective_on=other)]).verdict is Verdict.DENIED


class TestUndecided:
    @pytest.mark.parametrize("fail_on", FailOn)
    @pytest.mark.parametrize("severity", Severity)
    def test_of_a_denying_rule_is_never_allowed(self, severity: Severity, fail_on: FailOn) -> None:
        result = a_result(outcome=Outcome.UNDECIDED, severity=severity)
        decision = decide([result], at=AT, fail_on=fail_on)
        assert (decision.verdict, decision.exit_code) == (Verdict.UNDECIDED, 4)
        assert decision.results[0].blocking

    @pytest.mark.parametrize(
        ("enforcement", "fail_on", "verdict"),
        [
            (Enforcement.WARN, FailOn.LOW, Verdict.ALLOWED),
            (Enforcement.WARN, FailOn.WARN, Verdict.UNDECIDED),
            (Enforcement.DRYRUN, FailOn.WARN, Verdict.ALLOWED),
        ],
    )
    def test_of_a_rule_that_could_not_deny_counts_as_a_warning_would(
        self, enforcement: Enforcement, fail_on: FailOn, verdict: Verdict
    ) -> None:
        result = a_result(outcome=Outcome.UNDECIDED, enforcement=enforcement)
        outcome, _, found = outcome_of(result, fail_on=fail_on)
        assert (outcome, found) == (Outcome.UNDECIDED, verdict)

    def test_of_a_rule_of_the_future_does_not_block(self) -> None:
        rules = [a_rule(effective_on=AT + timedelta(days=1))]
        result = a_result(outcome=Outcome.UNDECIDED)
        assert decide([result], at=AT, rules=rules).verdict is Verdict.ALLOWED

    def test_gives_way_to_a_denial_and_is_named_in_the_reason(self) -> None:
        results = [a_result("K021"), a_result("govern:input", Outcome.UNDECIDED), a_result("K021")]
        decision = decide(results, at=AT)
        assert decision.verdict is Verdict.DENIED
        assert decision.reason == "2 findings deny (2 x K021); 1 check could not be decided"

    def test_names_the_checks_when_nothing_denies(self) -> None:
        decision = decide([a_result("govern:input", Outcome.UNDECIDED)], at=AT)
        assert decision.reason == "1 check could not be decided (govern:input)"


class TestNothingEvaluated:
    @pytest.mark.parametrize(
        ("inputs", "words"),
        [
            (0, "because no input was found"),
            (3, "because no rule matched any input"),
            (None, "because there was no input or no rule matched any"),
        ],
    )
    @pytest.mark.parametrize("results", [[], [a_result(outcome=Outcome.NOT_APPLICABLE)]])
    def test_is_never_a_pass(self, results: list[Result], inputs: int | None, words: str) -> None:
        decision = decide(results, at=AT, inputs=inputs)
        assert decision.nothing_evaluated
        assert (decision.verdict, decision.exit_code) == (Verdict.UNDECIDED, 3)
        assert decision.reason == f"nothing was evaluated, {words}"

    def test_an_input_that_could_not_be_read_is_undecided_instead(self) -> None:
        decision = decide([a_result("govern:input", Outcome.UNDECIDED)], at=AT, inputs=0)
        assert (decision.nothing_evaluated, decision.exit_code) == (False, 4)


def test_the_summary_counts_every_outcome() -> None:
    results = [a_result(outcome=outcome) for outcome in Outcome if outcome is not Outcome.WAIVED]
    summary = decide([*results, a_result()], at=AT).summary
    assert set(summary) == set(Outcome)
    assert summary[Outcome.FAIL] == 2
    assert summary[Outcome.WAIVED] == 0
    assert sum(summary.values()) == 6


def test_results_are_sorted_by_place_then_rule() -> None:
    def at(
        path: str,
        line: int | None,
        rule: str = "K020",
        address: str = "v1/Pod/a/b",
        pointer: str = "",
    ) -> Result:
        location = Location(path, line, pointer=pointer)
        return a_result(rule, location=location, resource=a_resource(address))

    expected = [
        at("a.yaml", None),
        at("a.yaml", 2),
        at("a.yaml", 10, "K001"),
        at("a.yaml", 10, "K020", "v1/Pod/a/a"),
        at("a.yaml", 10, "K020", "v1/Pod/a/b", "/a"),
        at("a.yaml", 10, "K020", "v1/Pod/a/b", "/b"),
        at("b.yaml", 1),
    ]
    decision = decide(reversed(expected), at=AT)
    assert [replace(r, blocking=False) for r in decision.results] == expected


def test_the_reason_names_the_most_frequent_rules_and_counts_the_rest() -> None:
    results = [a_result(f"K{number:03}") for number in range(7)] + [a_result("K006")]
    assert decide(results, at=AT).reason == (
        "8 findings deny (2 x K006, K000, K001, K002, K003 and 2 more rules)"
    )


def test_what_is_already_waived_is_refused() -> None:
    with pytest.raises(ValueError, match="waived before any waiver"):
        decide([a_result(outcome=Outcome.WAIVED)], at=AT)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        decide([], at=datetime(2026, 1, 1))  # noqa: DTZ001 - this is the mistake


def test_the_threshold_is_recorded() -> None:
    assert decide([], at=AT, fail_on=FailOn.HIGH).fail_on is FailOn.HIGH


def test_inputs_are_not_changed() -> None:
    result = a_result()
    decide([result], at=datetime(2030, 1, 1, tzinfo=UTC))
    assert not result.blocking
