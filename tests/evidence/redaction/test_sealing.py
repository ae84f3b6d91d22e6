"""Whatever is cut is whole again, and whatever is blacked out leaves the root as it was."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.errors import VerificationError
from govern.evidence.redaction.cutting import BLOCKS, WORDS, cut
from govern.evidence.redaction.fields import fields_of
from govern.evidence.redaction.redacting import touched
from govern.evidence.redaction.sealing import Opened, seal
from govern.evidence.redaction.spellings import Spellings, is_telling
from govern.evidence.verify.merkle import Frontier, root_of
from govern.evidence.verify.redacted import (
    Piece,
    read_redacted,
    redacted_text,
    view_of,
)
from govern.evidence.verify.sealed import leaves_of
from govern.model.json import keys_of, pointer_of

_SALT = bytes(range(32))
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def _pointers(value: Any, path: tuple[str, ...] = ()) -> list[str]:
    found = [pointer_of(path)] if path else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += _pointers(inner, (*path, str(key)))
    return found


@given(st.binary(max_size=3000))
def test_pieces_are_the_bytes_again(data: bytes) -> None:
    assert b"".join(cut(data, WORDS)) == data
    assert b"".join(cut(data, BLOCKS)) == data
    assert cut(data, WORDS)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_root_is_that_of_the_log(leaves: list[bytes]) -> None:
    edge = Frontier()
    for leaf in leaves:
        edge.append(leaf)
    assert root_of(leaves) == edge.root()


@given(
    st.dictionaries(st.text(), _JSON, min_size=1, max_size=5) | st.lists(_JSON, min_size=1),
    st.data(),
    st.sampled_from([None, 2]),
    st.booleans(),
)
def test_any_document_without_any_fields_has_its_root_and_not_their_texts(
    document: Any, data: st.DataObject, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    raw = text.encode("utf-8", "surrogatepass")
    if "\0" in text or b"\xed" in raw:  # no document that govern reads
        return
    chosen = data.draw(st.lists(st.sampled_from(_pointers(document)), min_size=1, max_size=4))
    sealed, rows = seal("input", raw, _SALT)
    opened = Opened(raw, rows[sealed.salted_sha256])
    fields = fields_of(raw, "a.json")
    plain = [p for p in chosen if not {"*", "**"} & set(keys_of(p))]
    nodes = [node for pointer in plain for node in fields.matching(keys_of(pointer))]
    assert bool(nodes) == bool(plain)
    spans = fields.in_bytes(nodes)
    texts = {one for node in nodes for one in node.texts() if is_telling(one)}
    spans += Spellings.of(texts).found(raw)
    cut_, salts = opened.pieces(sealed)
    leaves, hidden = leaves_of(cut_, salts), touched(cut_, spans)
    pieces = [
        Piece(None, hidden=leaves[at]) if at in hidden else Piece(piece, salts[at])
        for at, piece in enumerate(cut_)
    ]
    written = redacted_text(sealed, pieces)
    assert read_redacted(written, sealed, "a") == tuple(pieces)
    view = view_of(pieces)
    for said in texts:
        for spelling in (json.dumps(said)[1:-1], json.dumps(said, ensure_ascii=False)[1:-1]):
            alone = rf"(?<![0-9A-Za-z]){re.escape(spelling)}(?![0-9A-Za-z])".encode()
            assert not re.search(alone, view)
    for start, end in spans:
        assert raw[start:end] == b"" or b"\xe2\x96\x88" in view


@pytest.mark.parametrize("size", [0, 1, 1024, 1024 * 1024 + 1])
def test_a_large_file_is_cut_into_few_pieces(size: int) -> None:
    data = b"a b, " * (size // 5 + 1)
    data = data[:size]
    sealed, _ = seal("input", data, _SALT)
    assert sealed.cut == (BLOCKS if size > 1024 * 1024 else WORDS)
    assert sealed.pieces <= max(1, 1030 if size > 1024 * 1024 else size)
    assert Opened(data, _SALT).pieces(sealed)[0] == cut(data, sealed.cut)


@pytest.mark.parametrize(
    "text",
    [b'"\\' * 400_000, b"'" * 999_999, b"a,b:" * 250_000, b'"' * 999_999, b"a: 'b" * 200_000],
)
def test_a_hostile_file_is_cut_in_good_time(text: bytes) -> None:
    started = time.process_time()
    sealed, _ = seal("input", text, _SALT)
    assert time.process_time() - started < 2
    assert sealed.pieces <= 100_000
    assert b"".join(cut(text, sealed.cut)) == text


def test_other_bytes_and_another_salt_do_not_open_what_is_sealed() -> None:
    sealed, _ = seal("input", b"a: secret\n", _SALT)
    for other in (Opened(b"a: sekret\n", _SALT), Opened(b"a: secret\n", _SALT[::-1])):
        with pytest.raises(VerificationError, match="not what was recorded"):
            other.pieces(sealed)


def test_no_salt_is_there_twice_nor_tells_of_the_secret() -> None:
    sealed, _ = seal("input", b"a a a a\nb: a, c: a, d: a\n", _SALT)
    _, salts = Opened(b"a a a a\nb: a, c: a, d: a\n", _SALT).pieces(sealed)
    assert len(set(salts)) == len(salts) > 5
    assert all(salt not in _SALT for salt in salts)
    assert all(len(salt) == 16 for salt in salts)
