"""The Python API as a user would call it; `make lint` checks the types, and a test the mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

import govern

if TYPE_CHECKING:
    from pathlib import Path


def denied_lines(folder: Path) -> list[tuple[str, int | None]]:
    """Return the rule and line of each finding that denies."""
    report = govern.check([folder, "more"], profile="standard", fail_on="high")
    assert_type(report, govern.Report)
    assert_type(report.decision.verdict, govern.Verdict)
    assert_type(govern.render(report, "sarif"), str)
    results = report.decision.results
    assert_type(results, tuple[govern.Result, ...])
    return [(one.rule_id, one.location.line) for one in results if one.blocking]


def is_severe(result: govern.Result) -> bool:
    """Compare with the enumerations that the package offers."""
    return result.severity is govern.Severity.HIGH and result.outcome is govern.Outcome.FAIL
