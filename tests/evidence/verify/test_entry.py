from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.errors import UsageError
from govern.evidence.canonical import canonical
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(_TEXTS, st.none() | st.integers(0, 2**53 - 1))
def test_a_gap_is_written_canonically(reason: str, lost: int | None) -> None:
    entry = Entry(kind=EntryKind.GAP, time="2026-11-21T12:00:00Z", reason=reason, lost=lost)
    assert entry.line() == canonical(entry.value())


@given(st.sampled_from([one for one in EntryKind if one is not EntryKind.GAP]), _TEXTS, _TEXTS)
def test_any_other_entry_is_written_canonically(kind: EntryKind, time: str, digest: str) -> None:
    entry = Entry(kind=kind, time=time, sha256=digest, media_type=SIGNED)
    assert entry.line() == canonical(entry.value())


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UsageError, match="no JSON"):
        Entry(kind=EntryKind.GAP, time="2026-11-21T12:00:00Z", reason="\ud800").line()
