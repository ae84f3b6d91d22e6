from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govern.documents.redaction.matcher import Matcher, replace_spans

LETTERS = st.text("ab", min_size=0, max_size=30)
PATTERNS = st.sets(st.text("ab", min_size=2, max_size=8), max_size=6)


def naive(patterns: set[str], text: str) -> list[tuple[int, int]]:
    found = []
    for at in range(len(text)):
        ends = [at + len(p) for p in patterns if text.startswith(p, at)]
        if ends:
            found.append((at, max(ends)))
    return found


@given(PATTERNS, LETTERS)
def test_finds_what_a_naive_search_finds(patterns: set[str], text: str) -> None:
    assert Matcher(patterns, 2).spans(text) == naive(patterns, text)


@given(st.sets(st.text("ab", min_size=60, max_size=70), max_size=4), LETTERS, LETTERS)
def test_long_patterns_are_compared_whole(patterns: set[str], before: str, after: str) -> None:
    matcher = Matcher(patterns, 4)
    for pattern in patterns:
        text = before + pattern + after
        assert matcher.spans(text) == naive(patterns, text)
        assert matcher.spans(pattern[:-1]) == naive(patterns, pattern[:-1])


@given(LETTERS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6))
def test_replacing_keeps_exactly_what_no_span_covers(
    text: str, starts: list[tuple[int, int]]
) -> None:
    spans = [(a, min(a + n, len(text))) for a, n in starts if a < len(text)]
    covered = {at for start, end in spans for at in range(start, end)}
    kept = "".join(c for at, c in enumerate(text) if at not in covered)
    assert replace_spans(text, spans, "").replace("*", "") == kept
    assert replace_spans(text, spans, "*").replace("*", "") == kept
    assert ("*" in replace_spans(text, spans, "*")) is bool(covered)


def test_whole_words_stand_alone() -> None:
    matcher = Matcher({"443", "-5", "a.b"}, 2, whole_words=True)
    assert [
        text for text in ("443", ":443/", "x443", "4430", "443_", "é443") if matcher.spans(text)
    ] == [
        "443",
        ":443/",
    ]
    assert matcher.spans("is -5, a.b") == [(3, 5), (7, 10)]


def test_no_patterns_match_nothing() -> None:
    assert Matcher((), 4).spans("anything") == []
