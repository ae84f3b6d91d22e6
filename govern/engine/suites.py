"""Runs the cases of gator's suites: a template and a constraint over an object."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.intake import Intake, Unreadable
from govern.engine.evaluation import Evaluation
from govern.engine.factory import open_engine
from govern.engine.testing import TestOutcome, TestResult
from govern.errors import Error, PolicyError
from govern.model import Kind, Outcome
from govern.policies.cluster import cluster_of, with_inventory
from govern.policies.files import read_text
from govern.policies.loader import load
from govern.policies.rego_tests import RegoTest
from govern.policies.selection import RunContext
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.engine.settings import EngineSettings
    from govern.model import Document, Result
    from govern.policies.policy_set import PolicySet
    from govern.policies.suites import SuiteCase

_VIOLATIONS = frozenset({Outcome.FAIL, Outcome.WARN})


def run_suites(cases: Sequence[SuiteCase], settings: EngineSettings) -> Iterator[TestResult]:
    """Yield how each case went, in order; each has the cluster of its own that it describes."""
    for key, group in groupby(cases, key=lambda case: (case.template, case.constraint)):
        some = list(group)
        try:
            policies = _policies(*key)
        except Error as error:
            for case in some:
                yield TestResult(test_of(case), TestOutcome.ERRORED, error.diagnostics())
            continue
        for case in some:
            yield _result(case, policies, settings)


def test_of(case: SuiteCase) -> RegoTest:
    """Return a case in the form of a test."""
    return RegoTest(
        package=case.suite, name=case.name, rule="", file=case.suite, line=1, skipped=case.skipped
    )


def _policies(template: str, constraint: str) -> PolicySet:
    """Load the two files as one source."""
    with tempfile.TemporaryDirectory(prefix="govern-suite-") as folder:
        for name, path in (("template.yaml", template), ("constraint.yaml", constraint)):
            (Path(folder) / name).write_text(read_text(path), encoding="utf-8")
        return load([PolicySource(folder, dialect="gatekeeper", inventory=True)])


def _result(case: SuiteCase, policies: PolicySet, settings: EngineSettings) -> TestResult:
    test = test_of(case)
    if case.skipped:
        return TestResult(test, TestOutcome.SKIPPED)
    if case.refused:
        return TestResult(test, TestOutcome.ERRORED, case.refused)
    try:
        results = _judged(case, policies, settings)
    except Error as error:
        return TestResult(test, TestOutcome.ERRORED, error.diagnostics())
    undecided = next((one for one in results if one.outcome is Outcome.UNDECIDED), None)
    if undecided:
        return TestResult(test, TestOutcome.ERRORED, undecided.message)
    messages = [one.message for one in results if one.outcome in _VIOLATIONS]
    wrong = next((one for one in case.assertions if not one.holds(messages)), None)
    if wrong is None:
        return TestResult(test, TestOutcome.PASSED)
    got = "; ".join(messages) or "none"
    return TestResult(test, TestOutcome.FAILED, f"expected {wrong.words}; got {got}")


def _judged(case: SuiteCase, policies: PolicySet, settings: EngineSettings) -> list[Result]:
    """Return what the constraint says of the object, with its inventory around it."""
    documents = list(_documents((case.object, *case.inventory)))
    context = RunContext(at=datetime.now(UTC))
    with open_engine(with_inventory(policies, documents), settings) as engine:
        evaluation = Evaluation(policies.rules, engine, context, cluster=cluster_of(documents))
        results = list(evaluation.results(documents))
    return [one for one in results if one.location.path == case.object]


def _documents(paths: tuple[str, ...]) -> Iterator[Document]:
    for item in Intake(paths, kind=Kind.KUBERNETES):
        if isinstance(item, Unreadable):
            raise item.error
        if item.resource.kind == "AdmissionReview":
            raise PolicyError("an AdmissionReview is run by `gator verify` alone", path=paths[0])
        yield item
