"""Runs the tests of policies on an engine, and says of each how it went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from govern.engine.interface import Failure, Question, Undefined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.engine.interface import Answer, Engine
    from govern.policies.rego_tests import RegoTest

_MOST_SHOWN = 200  # characters of a value that is not `true`


class TestOutcome(StrEnum):
    """How a test went."""

    __test__ = False  # else pytest would look for tests in here

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went, and why; `cause_at` is the line of a policy that broke."""

    __test__ = False  # as above

    test: RegoTest
    outcome: TestOutcome
    message: str = ""
    cause_at: str = ""


def run_tests(engine: Engine, tests: Sequence[RegoTest]) -> Iterator[TestResult]:
    """Yield how each test went, in order. `input` is undefined unless a test sets it.

    A test passes when its value is `true`, as in `opa test`. Where a builtin fails, `opa test`
    takes that for undefined; here it is an error.
    """

    def runs(test: RegoTest) -> bool:
        return not test.skipped and not test.refused

    answers = (
        answer
        for several in engine.evaluate(_questions(engine, filter(runs, tests)))
        for answer in several
    )
    for test in tests:
        if test.skipped:
            yield TestResult(test, TestOutcome.SKIPPED)
        elif test.refused:
            yield TestResult(test, TestOutcome.ERRORED, test.refused)
        else:
            yield _result(test, next(answers))


def _questions(engine: Engine, tests: Iterable[RegoTest]) -> Iterator[Question]:
    """Ask for the tests of one file at once, but from OPA, which compiles each such request."""
    apart = engine.name == "opa"
    for _, group in groupby(tests, key=lambda test: (test.file, apart and test.line)):
        yield Question(b"", tuple(test.rule for test in group))


def _result(test: RegoTest, answer: Answer) -> TestResult:
    if isinstance(answer, Failure):
        at = f"{answer.path}:{answer.line}" if answer.path and answer.line else answer.path or ""
        return TestResult(test, TestOutcome.ERRORED, answer.message, at)
    if isinstance(answer, Undefined):
        return TestResult(test, TestOutcome.FAILED, "it is undefined")
    if answer.value is True:
        return TestResult(test, TestOutcome.PASSED)
    text = json.dumps(answer.value, ensure_ascii=False)
    shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return TestResult(test, TestOutcome.FAILED, f"it is {shown}")
