from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.policies.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "abcd", False),
        ("a*", "a", True),
        ("*c", "abc", True),
        ("a*b*c", "a-b-c", True),
        ("ab*ba", "aba", False),
        ("a.c", "abc", False),
        ("", "", True),
        ("*", "", True),
        ("[a]", "a", False),
    ],
)
def test_examples(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_a_star_is_any_text(pattern: str, text: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert matches(pattern, text) == bool(re.fullmatch(expression, text, re.DOTALL))


def test_many_stars_take_no_time() -> None:
    started = time.monotonic()
    assert not matches("*a" * 200 + "b", "a" * 20_000)
    assert time.monotonic() - started < 5
