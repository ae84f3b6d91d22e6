"""The comment: what is shown, what is folded, and that it always fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.model import Location, Outcome
from govern.reporters import reporter_for
from govern.reporters.markdown import MAX_CHARACTERS
from tests.builders import a_report, a_result, a_waiver, skipped

if TYPE_CHECKING:
    from typing import Any


def comment(*results: Any, **report: Any) -> str:
    return reporter_for("markdown").render(a_report(results, **report))


def test_a_marker_lets_a_job_find_its_own_comment() -> None:
    assert comment(a_result()).startswith("<!-- govern:check -->\n### ❌ govern: denied\n")


def test_what_blocks_is_in_the_open_and_the_rest_is_folded() -> None:
    results = [a_result(), a_result("K021", Outcome.WARN), a_result("K099", Outcome.PASS)]
    shown, _, folded = comment(*results).partition("<details>")
    assert "K020" in shown
    assert "K021" not in shown
    assert "K021" in folded
    assert "K099" not in folded


def test_a_waived_finding_names_its_waiver() -> None:
    text = comment(a_result(), waivers=[a_waiver()])
    assert "✅ govern: allowed" in text
    assert "<summary>Waived (1)</summary>" in text
    assert "waiver W-1 by payments-team, valid until 2027-03-31" in text


def test_notes_name_skipped_files() -> None:
    assert "skipped a.txt" in comment(a_result(), skipped=skipped("a.txt"))


@pytest.mark.parametrize("count", [10, 200, 3000])
@pytest.mark.parametrize("message", ["short", "*|`<@" * 200])
def test_a_comment_always_fits_and_says_what_it_leaves_out(count: int, message: str) -> None:
    results = [
        a_result(message=message, location=Location(f"deploy/{number}.yaml", number + 1))
        for number in range(count)
    ]
    text = comment(*results)
    assert len(text) <= MAX_CHARACTERS
    rows = text.count("\n| high |")
    left_out = count - rows
    assert ("more blocking findings are not shown here" in text) == (left_out > 0)
    if left_out:
        assert f"**{left_out} more blocking findings" in text


def test_even_hopelessly_many_notes_fit() -> None:
    files = skipped(*(f"{number}{'x' * 400}" for number in range(5000)))
    text = comment(a_result(), skipped=files)
    assert len(text) <= MAX_CHARACTERS
    assert "and 4" in text
