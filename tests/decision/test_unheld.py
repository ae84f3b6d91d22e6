"""Counting what was not held gives the decision that holding it would have given."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from govern.decision import counting_unheld, decide
from govern.model import Outcome
from tests.builders import a_result

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_QUIET = {Outcome.PASS, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    "outcomes",
    [
        (),
        (Outcome.NOT_APPLICABLE,),
        (Outcome.PASS,),
        (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.PASS),
        (Outcome.PASS, Outcome.FAIL),
        (Outcome.PASS, Outcome.WARN),
        (Outcome.UNDECIDED, Outcome.NOT_APPLICABLE),
    ],
)
def test_held_or_counted_the_decision_is_the_same(outcomes: tuple[Outcome, ...]) -> None:
    results = [a_result(outcome=outcome) for outcome in outcomes]
    whole = decide(results, at=_AT, inputs=1)
    findings = [one for one in results if one.outcome not in _QUIET]
    unheld = Counter(one.outcome for one in results if one.outcome in _QUIET)
    counted = counting_unheld(decide(findings, at=_AT, inputs=1), unheld)
    assert counted.verdict is whole.verdict
    assert counted.reason == whole.reason
    assert counted.summary == whole.summary
    assert counted.exit_code == whole.exit_code
