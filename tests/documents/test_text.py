from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.text import decode
from govern.errors import InputError

PLAIN = "kind: Pod\nname: é\U0001f600\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_encodings(encoding: str) -> None:
    assert decode(PLAIN.encode(encoding), "f") == PLAIN


def test_line_ends_are_kept() -> None:
    assert decode(b"a\r\nb\rc\n", "f") == "a\r\nb\rc\n"


def test_nothing_is_nothing() -> None:
    assert decode(b"", "f") == ""
    assert decode(b"\xef\xbb\xbf", "f") == ""


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a\nb\n\xff", 3, "not UTF-8 text"),
        (b"a\nb: caf\xe9\n", 2, "not UTF-8 text"),
        (b"\xed\xa0\x80", 1, "not UTF-8 text"),  # a lone surrogate
        (b"\xff\xfea", 1, "not UTF-16-LE text"),
        (b"a\nb\0", 2, "the file holds a NUL character, so it is not text"),
        ("a\0b".encode("utf-16"), 1, "the file holds a NUL character, so it is not text"),
    ],
)
def test_what_is_no_text_is_refused_by_line(data: bytes, line: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "f")
    assert (caught.value.path, caught.value.line, caught.value.message) == ("f", line, message)


@given(st.binary(max_size=40))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "f")
    except InputError:
        return
    assert "\0" not in text
    text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf_8_survives(text: str) -> None:
    assert decode(text.encode(), "f") == text
