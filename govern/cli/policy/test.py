"""`govern policy test`: run the tests of policies."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from govern.cli.declaring import text_or_json
from govern.engine.coverage import measure
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.suites import run_suites, test_of
from govern.engine.testing import TestOutcome, run_tests
from govern.errors import NothingEvaluated, UsageError
from govern.policies.rego_tests import find_tests
from govern.policies.suites import cases_of, find_suites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.coverage import Coverage
    from govern.engine.interface import Engine
    from govern.engine.testing import TestResult
    from govern.policies.rego_tests import RegoTest

_EPILOG = """\b
Examples:
  govern policy test policies/
  govern policy test policies/ --run 'image_digest.*denied' -v
  govern policy test policies/ --coverage --threshold 90
  govern policy test policies/ --engine opa --output json

\b
Exit codes: 0 all passed, 1 a test failed or too little is covered, 2 usage or a policy is wrong,
3 no test was found, 4 a test could not be run.
"""
_WORDS = {
    TestOutcome.PASSED: "PASS ",
    TestOutcome.FAILED: "FAIL ",
    TestOutcome.ERRORED: "ERROR",
    TestOutcome.SKIPPED: "SKIP ",
}


@click.command("test", epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--run", "pattern", metavar="REGEX", help="Run only tests whose full name matches.")
@click.option("-d", "--data", multiple=True, metavar="FILE",
              help="JSON or YAML merged into Rego's `data`. Repeatable.")  # fmt: skip
@click.option("--engine", type=click.Choice(["embedded", "opa"]), default="embedded",
              help="What runs the tests.")  # fmt: skip
@click.option("--deadline", type=click.FloatRange(0.01, 3600), default=30.0, metavar="SECONDS",
              help="Longest run of the tests of one file.")  # fmt: skip
@click.option("--coverage", is_flag=True, help="Say which lines of the policies no test reaches.")
@click.option("--threshold", type=click.FloatRange(0, 100), metavar="PERCENT",
              help="Fail when fewer lines are covered; implies --coverage.")  # fmt: skip
@text_or_json("--output", shows="For people, or for programs.")
@click.option("-v", "--verbose", is_flag=True, help="Show every test, and what policies print.")
def command(paths: tuple[str, ...], pattern: str | None, **options: Any) -> None:
    """Run the tests of policies: rules named `test_…`, as `opa test` runs them.

    A folder is read as the root of an OPA bundle, with its `*_test.rego` files. Tests named
    `todo_test_…` are skipped. Suites of `gator verify` below the paths are run, too.
    """
    cases = [case for path in find_suites(paths) for case in cases_of(path)]
    found = find_tests(paths, data_files=options["data"], others=bool(cases))
    names = _chosen([*found.tests, *map(test_of, cases)], pattern)
    tests = [test for test in found.tests if test.full_name in names]
    prints: list[str] = []
    settings = EngineSettings(
        name=options["engine"], deadline=options["deadline"], on_print=prints.append
    )
    with open_engine(found.policies, settings) as engine:
        results = list(run_tests(engine, tests))
    some = [case for case in cases if test_of(case).full_name in names]
    results += run_suites(some, settings)
    threshold = options["threshold"]
    wants_coverage = options["coverage"] or threshold is not None
    covered = measure(found.policies, tests, settings) if wants_coverage else None
    if options["output"] == "json":
        click.echo(json.dumps(_as_json(results, engine, covered), indent=2))
    else:
        _tell(results, prints, verbose=options["verbose"])
        if covered:
            _tell_coverage(covered)
        click.echo(_summary(results, engine))
    too_little = covered is not None and threshold is not None and covered.percent < threshold
    if too_little and covered:
        click.echo(f"govern: {covered.percent:.1f} % covered is below {threshold:g} %", err=True)
    raise click.exceptions.Exit(_exit_code(results) or int(too_little))


def _chosen(tests: Sequence[RegoTest], pattern: str | None) -> set[str]:
    """Return the full names of the tests to be run."""
    if not tests:
        raise NothingEvaluated(
            "no test was found",
            hint="a test is a rule named `test_…` in a `*_test.rego` file, or a case of a Suite",
        )
    try:
        wanted = re.compile(pattern or "")
    except re.error as error:
        raise UsageError(f"--run {pattern!r} is no regular expression", cause=str(error)) from error
    chosen = [test for test in tests if wanted.search(test.full_name)]
    if not any(not test.skipped for test in chosen):
        raise NothingEvaluated(
            f"none of {len(tests)} tests is to be run",
            cause=f"--run {pattern!r} matches none" if not chosen else "all are marked `todo_`",
        )
    return {test.full_name for test in chosen}


def _exit_code(results: Sequence[TestResult]) -> int:
    outcomes = {result.outcome for result in results}
    if TestOutcome.ERRORED in outcomes:
        return 4
    return int(TestOutcome.FAILED in outcomes)


def _summary(results: Sequence[TestResult], engine: Engine) -> str:
    counts = Counter(result.outcome for result in results)
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in TestOutcome)
    return f"{said} ({engine.name} {engine.version})"


def _tell_coverage(coverage: Coverage) -> None:
    for one in coverage.files:
        if one.missed:
            click.echo(f"not covered: {one.path}:{','.join(map(str, one.missed))}")
    click.echo(f"coverage: {coverage.percent:.1f} % of lines")


def _tell(results: Sequence[TestResult], prints: Sequence[str], *, verbose: bool) -> None:
    quiet = set() if verbose else {TestOutcome.PASSED, TestOutcome.SKIPPED}
    for one in results:
        if one.outcome in quiet:
            continue
        click.echo(f"{_WORDS[one.outcome]} {one.test.full_name}  {one.test.file}:{one.test.line}")
        if one.message:
            click.echo(f"      {one.message}" + (f" ({one.cause_at})" if one.cause_at else ""))
    for line in prints if verbose else ():
        click.echo(f"print: {line}")


def _as_json(
    results: Sequence[TestResult], engine: Engine, coverage: Coverage | None
) -> dict[str, object]:
    counts = Counter(result.outcome for result in results)
    told = {TestOutcome.FAILED, TestOutcome.ERRORED}
    return {
        "schema": "govern.policy-test/v1",
        "engine": {"name": engine.name, "version": engine.version},
        **{outcome.value: counts[outcome] for outcome in TestOutcome},
        "failures": [
            {
                "test": one.test.full_name,
                "outcome": one.outcome.value,
                "path": one.test.file,
                "line": one.test.line,
                "message": one.message,
                "cause_at": one.cause_at,
            }
            for one in results
            if one.outcome in told
        ],
        "coverage": coverage
        and {
            "percent": round(coverage.percent, 2),
            "files": [
                {"path": one.path, "covered": one.covered, "not_covered": one.missed}
                for one in coverage.files
            ],
        },
    }
