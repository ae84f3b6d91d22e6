"""What waivers and baselines do to a decision."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from govern.decision import FailOn, decide
from govern.model import Enforcement, Location, Outcome, Verdict
from govern.model.baseline import Baseline
from govern.model.waiver import WaiverState
from tests.builders import AT, a_resource, a_result, a_waiver

if TYPE_CHECKING:
    from typing import Any

    from govern.model import Decision


def states(decision: Decision) -> dict[str, tuple[WaiverState, int]]:
    return {use.waiver.id: (use.state, use.count) for use in decision.waivers}


def test_a_waived_finding_does_not_block_and_names_its_waiver() -> None:
    waiver = a_waiver()
    decision = decide([a_result()], at=AT, waivers=[waiver])
    (result,) = decision.results
    assert (decision.verdict, result.outcome, result.blocking) == (
        Verdict.ALLOWED,
        Outcome.WAIVED,
        False,
    )
    assert result.waiver is not None
    assert result.waiver.waiver is waiver
    assert states(decision) == {"W-1": (WaiverState.USED, 1)}


def test_a_warning_can_be_waived_too() -> None:
    waived = decide(
        [a_result(outcome=Outcome.WARN)], at=AT, waivers=[a_waiver()], fail_on=FailOn.WARN
    )
    assert waived.verdict is Verdict.ALLOWED


@pytest.mark.parametrize(
    ("scope", "covers"),
    [
        ({"rules": ("K02*",)}, True),
        ({"rules": ("K021", "K020")}, True),
        ({"rules": ("K02",)}, False),
        ({"rules": ("k020",)}, False),
        ({"resource": "apps/v1/*/payments/*"}, True),
        ({"resource": "apps/v1/Deployment/payments/ap"}, False),
        ({"resource": "apps/v1/Deployment/billing/*"}, False),
        ({"path": "deploy/*"}, True),
        ({"path": "*/api.yaml"}, True),
        ({"path": "api.yaml"}, False),
        ({"pointer": "/spec/template"}, True),
        ({"pointer": "/spec/template/spec/containers/0"}, True),
        ({"pointer": "/spec/template/spec/containers/0/image"}, False),
        ({"pointer": "/spec/temp"}, False),
        ({"fingerprint": a_result().fingerprint}, True),
        ({"fingerprint": "0" * 64}, False),
    ],
)
def test_every_part_of_a_scope_must_match(scope: dict[str, Any], covers: bool) -> None:
    decision = decide([a_result()], at=AT, waivers=[a_waiver(**scope)])
    assert decision.verdict is (Verdict.ALLOWED if covers else Verdict.DENIED)


def test_a_pattern_treats_only_the_star_specially() -> None:
    bucket = a_resource("aws_s3_bucket.logs[0]")
    result = a_result(resource=bucket)
    literal = decide([result], at=AT, waivers=[a_waiver(resource="aws_s3_bucket.logs[0]")])
    other = decide([result], at=AT, waivers=[a_waiver(resource="aws_s3_bucket?logs[0]")])
    assert (literal.verdict, other.verdict) == (Verdict.ALLOWED, Verdict.DENIED)


def test_a_pointer_may_start_at_the_resource() -> None:
    bucket = a_resource("aws_s3_bucket.logs", "/resource_changes/3")
    location = Location("plan.json", 9, pointer="/resource_changes/3/change/after/acl")
    result = a_result(resource=bucket, location=location)
    for pointer in ("/change/after", "/resource_changes/3/change"):
        waiver = a_waiver(resource="aws_s3_*", pointer=pointer)
        assert decide([result], at=AT, waivers=[waiver]).verdict is Verdict.ALLOWED


@pytest.mark.parametrize("outcome", [Outcome.UNDECIDED, Outcome.PASS, Outcome.NOT_APPLICABLE])
def test_only_findings_are_waived(outcome: Outcome) -> None:
    decision = decide([a_result(outcome=outcome), a_result("K1")], at=AT, waivers=[a_waiver()])
    assert {result.outcome for result in decision.results} == {outcome, Outcome.FAIL}
    assert states(decision) == {"W-1": (WaiverState.UNUSED, 0)}


def test_nobody_waives_what_govern_itself_reports() -> None:
    result = a_result("govern:input")
    fingerprints = Baseline(Counter([result.fingerprint]))
    waiver = a_waiver(rules=("govern:input", "*t"))
    decision = decide([result], at=AT, waivers=[waiver], baseline=fingerprints)
    assert decision.verdict is Verdict.DENIED


class TestExpiry:
    def test_a_waiver_holds_until_just_before_it_expires(self) -> None:
        waiver = a_waiver(expires=AT + timedelta(microseconds=1))
        assert decide([a_result()], at=AT, waivers=[waiver]).verdict is Verdict.ALLOWED

    def test_an_expired_waiver_lets_the_finding_resurface_and_is_named(self) -> None:
        waiver = a_waiver(expires=AT)
        decision = decide([a_result()], at=AT, waivers=[waiver])
        (result,) = decision.results
        assert (decision.verdict, result.outcome) == (Verdict.DENIED, Outcome.FAIL)
        assert result.waiver is not None
        assert (result.waiver.waiver, result.waiver.state) == (waiver, WaiverState.EXPIRED)
        assert states(decision) == {"W-1": (WaiverState.EXPIRED, 1)}

    def test_an_expired_waiver_is_told_even_when_it_matches_nothing(self) -> None:
        waiver = a_waiver(resource="gone", expires=AT - timedelta(days=40))
        decision = decide([a_result()], at=AT, waivers=[waiver])
        assert states(decision) == {"W-1": (WaiverState.EXPIRED, 0)}

    def test_a_live_waiver_takes_the_place_of_an_expired_one(self) -> None:
        waivers = [a_waiver("old", expires=AT), a_waiver("new")]
        decision = decide([a_result()], at=AT, waivers=waivers)
        assert decision.verdict is Verdict.ALLOWED
        assert states(decision) == {
            "new": (WaiverState.USED, 1),
            "old": (WaiverState.EXPIRED, 0),
        }


def test_all_live_waivers_count_and_the_longest_lived_is_named() -> None:
    waivers = [
        a_waiver("short", expires=AT + timedelta(days=1)),
        a_waiver("long", expires=AT + timedelta(days=90)),
    ]
    decision = decide([a_result(), a_result("K021")], at=AT, waivers=waivers)
    assert states(decision) == {"long": (WaiverState.USED, 1), "short": (WaiverState.USED, 1)}
    waived = next(r for r in decision.results if r.outcome is Outcome.WAIVED)
    assert waived.waiver is not None
    assert waived.waiver.waiver.id == "long"


def test_each_result_carries_the_final_count() -> None:
    results = [a_result(location=Location("deploy/api.yaml", line)) for line in (1, 2, 3)]
    decision = decide(results, at=AT, waivers=[a_waiver()])
    assert {result.waiver.count for result in decision.results if result.waiver} == {3}


class TestBaseline:
    def test_accepts_a_listed_finding_and_says_where_it_is_listed(self) -> None:
        result = a_result()
        baseline = Baseline(Counter([result.fingerprint]), "accepted.json")
        decision = decide([result], at=AT, baseline=baseline)
        (accepted,) = decision.results
        assert decision.verdict is Verdict.ALLOWED
        assert (accepted.outcome, accepted.baseline) == (Outcome.WAIVED, "accepted.json")
        assert decision.baseline is not None
        assert (decision.baseline.accepted, decision.baseline.gone) == (1, 0)

    def test_a_new_finding_still_denies(self) -> None:
        baseline = Baseline(Counter([a_result().fingerprint]))
        decision = decide([a_result(), a_result("K021")], at=AT, baseline=baseline)
        assert decision.verdict is Verdict.DENIED
        assert [result.rule_id for result in decision.results if result.blocking] == ["K021"]

    def test_a_second_finding_of_the_same_identity_is_new(self) -> None:
        twice = [a_result(message="first"), a_result(message="second")]
        assert twice[0].fingerprint == twice[1].fingerprint
        one = decide(twice, at=AT, baseline=Baseline(Counter([twice[0].fingerprint])))
        both = decide(twice, at=AT, baseline=Baseline(Counter([twice[0].fingerprint] * 2)))
        assert (one.verdict, both.verdict) == (Verdict.DENIED, Verdict.ALLOWED)

    def test_entries_that_match_nothing_are_counted(self) -> None:
        baseline = Baseline(Counter({"0" * 64: 2}))
        decision = decide([a_result()], at=AT, baseline=baseline)
        assert decision.baseline is not None
        assert (decision.baseline.accepted, decision.baseline.gone) == (0, 2)

    def test_an_undecided_result_cannot_be_accepted(self) -> None:
        result = a_result(outcome=Outcome.UNDECIDED)
        baseline = Baseline(Counter([result.fingerprint]))
        assert decide([result], at=AT, baseline=baseline).verdict is Verdict.UNDECIDED

    def test_a_waiver_goes_first(self) -> None:
        result = a_result()
        decision = decide(
            [result], at=AT, waivers=[a_waiver()], baseline=Baseline(Counter([result.fingerprint]))
        )
        assert decision.results[0].baseline == ""
        assert decision.baseline is not None
        assert decision.baseline.gone == 1

    def test_without_one_nothing_is_said_of_it(self) -> None:
        assert decide([a_result()], at=AT).baseline is None


def test_a_dry_run_finding_can_be_waived_without_blocking() -> None:
    result = a_result(enforcement=Enforcement.DRYRUN)
    waiver = a_waiver(expires=datetime(2027, 1, 1, tzinfo=UTC))
    decision = decide([result], at=AT, waivers=[waiver], fail_on=FailOn.WARN)
    assert decision.results[0].outcome is Outcome.WAIVED
