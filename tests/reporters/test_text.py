"""The text report: what is shown, what is underlined, and what it fits into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.decision import FailOn
from govern.model import Location, Outcome, Resource, Severity, Snippet
from govern.reporters import TextOptions, reporter_for
from govern.reporters.text_style import cells, underlined
from tests.builders import a_report, a_result, skipped


def text_of(*results: object, options: TextOptions | None = None, **report: object) -> str:
    return reporter_for("text", options).render(a_report(results, **report))  # type: ignore[arg-type] # forwarded as they are


@pytest.mark.parametrize(
    ("snippet", "line", "carets"),
    [
        (Snippet("image: nginx", 8, 13), "image: nginx", "       ^^^^^"),
        (Snippet("image: nginx", 1, 1), "image: nginx", ""),
        (Snippet("\timage: nginx", 9, 14), "    image: nginx", "           ^^^^^"),
        (Snippet("名前: 東京都", 5, 8), "名前: 東京都", "      ^^^^^^"),
        (Snippet("cafe\u0301: x", 8, 9), "cafe\u0301: x", "      ^"),
        (Snippet("a: \x1b[31m", 4, 9), r"a: \x1b[31m", r"   ^^^^^^^^"),
        (Snippet("a: b", 4, 40), "a: b", "   ^"),
    ],
)
def test_the_offending_value_is_underlined(snippet: Snippet, line: str, carets: str) -> None:
    assert underlined(snippet, 80) == (line, carets)


@given(
    st.text(st.sampled_from("ab \t東é\x1b\u202e"), max_size=160),
    st.integers(1, 170),
    st.integers(0, 170),
    st.integers(20, 120),
)
def test_an_underlined_line_fits_its_room(text: str, column: int, length: int, room: int) -> None:
    line, carets = underlined(Snippet(text, column, column + length), room)
    assert cells(line) <= room
    assert cells(carets) <= room + 1
    assert set(carets) <= {" ", "^"}


def test_a_value_far_to_the_right_is_brought_into_view() -> None:
    text = "    command: " + "x" * 100 + " --privileged"
    line, carets = underlined(Snippet(text, 115, 127), 60)
    assert "--privileged" in line
    assert carets.count("^") == 12
    assert line[carets.index("^") :] == "--privileged"


def test_without_colour_there_is_no_escape_sequence() -> None:
    assert "\x1b" not in text_of(a_result())
    assert "\x1b[1;31mFAIL" in text_of(a_result(), options=TextOptions(color=True))


def test_a_place_that_is_unknown_gets_no_line() -> None:
    text = text_of(a_result(location=Location("plan.json")))
    assert "      plan.json\n" in text
    assert "plan.json:" not in text


def test_a_fail_below_the_threshold_says_so() -> None:
    text = text_of(a_result(severity=Severity.LOW), fail_on=FailOn.HIGH)
    assert "pinned by digest  (below the threshold)" in text
    assert text.endswith("allowed: no open finding of severity high or above\n")


def test_passes_are_shown_with_verbose_only() -> None:
    passed = a_result(outcome=Outcome.PASS)
    assert "PASS" not in text_of(passed)
    assert "PASS      high     K020" in text_of(passed, options=TextOptions(verbose=True))


def test_quiet_shows_only_what_blocks_and_the_decision() -> None:
    results = [a_result(), a_result("K021", Outcome.WARN), a_result("K022", Outcome.PASS)]
    text = text_of(*results, options=TextOptions(quiet=True), skipped=skipped("a.txt"))
    assert "K020" in text
    assert not any(word in text for word in ("K021", "K022", "a.txt", "policy"))
    quiet = text_of(results[2], options=TextOptions(quiet=True))
    assert quiet == "allowed: no open finding of severity low or above\n"


def test_skipped_files_are_counted_and_listed_up_to_a_point() -> None:
    many = skipped(*(f"file-{number}.txt" for number in range(8)))
    short = text_of(a_result(), skipped=many)
    assert "1 input (8 skipped)" in short
    assert "file-4.txt" in short
    assert "file-5.txt" not in short
    assert "and 3 more; --verbose lists them all" in short
    assert "file-7.txt" in text_of(a_result(), skipped=many, options=TextOptions(verbose=True))


def test_a_resource_named_like_its_file_is_not_named_twice() -> None:
    resource = Resource(kind="input", name="a.json", address="a.json")
    text = text_of(a_result(resource=resource, location=Location("a.json", 1)))
    assert text.startswith("a.json\n    FAIL")


def test_a_very_long_message_is_cut() -> None:
    text = text_of(a_result(message="word " * 10_000))
    assert len(text) < 4000
    assert "…" in text


def test_nothing_evaluated_is_said() -> None:
    text = text_of(inputs=())
    assert "undecided: nothing was evaluated, because no input was found" in text
