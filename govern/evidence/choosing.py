"""Finds the entries that belong to a selection: decisions, and what others say about those."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govern.errors import UsageError, VerificationError
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.payload import payload_of, predicate_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.evidence.log.interface import Reader
    from govern.evidence.verify.selection import Selection

_SUMMARIES = frozenset({EntryKind.VSA, EntryKind.SVR})


@dataclass(slots=True)
class _Chosen:
    """What the decisions so far lead to, by digest."""

    entries: set[int] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    waivers: set[str] = field(default_factory=set)


def chosen_entries(reader: Reader, first: int, last: int, selection: Selection) -> frozenset[int]:
    """Return the entries of a stretch whose records a bundle holds.

    Those are the decisions that are selected, their summaries, what people were asked and answered
    about them, the signed waivers that they used, and whatever is never left out.

    Raises:
        UsageError: no decision of the stretch is selected.
        VerificationError: a record is missing or was changed.
    """
    if not selection:
        return frozenset(range(first, last))
    found = _Chosen()
    _decisions(reader, first, last, selection, found)
    if not found.statements:
        raise UsageError(f"no decision of the period is about {selection.text()}")
    for index, entry in _entries(reader, first, last):
        kind = entry.kind
        if not selection.may_leave_out(kind) or _belongs(reader, index, entry, found):
            found.entries.add(index)
    return frozenset(found.entries)


def _decisions(reader: Reader, first: int, last: int, selection: Selection, found: _Chosen) -> None:
    """Choose decisions, with the summaries that were written right after each."""
    chosen = False
    for index, entry in _entries(reader, first, last):
        if entry.kind is EntryKind.DECISION:
            record = _record(reader, index, entry)
            predicate = predicate_of(record, entry.media_type, f"entry {index}")
            with _whole(index):
                chosen = selection.holds(predicate)
            if chosen:
                payload = payload_of(record, entry.media_type, f"entry {index}")
                found.entries.add(index)
                found.statements.add(sha256_hex(payload))
                with _whole(index):
                    found.waivers |= {one.get("signed_sha256", "") for one in predicate["waivers"]}
        elif entry.kind not in _SUMMARIES:
            chosen = False
        elif chosen:
            found.entries.add(index)


def _belongs(reader: Reader, index: int, entry: Entry, found: _Chosen) -> bool:
    """Tell whether what people say is about a decision that is chosen."""
    if entry.kind in (EntryKind.DECISION, *_SUMMARIES):
        return False  # settled before
    record = _record(reader, index, entry)
    predicate: Any = predicate_of(record, entry.media_type, f"entry {index}")
    with _whole(index):
        if entry.kind is EntryKind.WAIVER:
            return sha256_hex(canonical(predicate["waiver"])) in found.waivers
        return predicate["decision"]["sha256"] in found.statements


@contextmanager
def _whole(index: int) -> Iterator[None]:
    """Say of which entry the record lacks what every one of its kind says."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise VerificationError("the record lacks something", path=f"entry {index}") from error


def _entries(reader: Reader, first: int, last: int) -> Iterator[tuple[int, Entry]]:
    for index, line in reader.entries(first, last):
        yield index, Entry.parse(line, path=f"entry {index}")


def _record(reader: Reader, index: int, entry: Entry) -> bytes:
    data = reader.payload(entry.sha256)
    if data is None or sha256_hex(data) != entry.sha256:
        raise VerificationError(
            f"the record of entry {index} is missing or was changed",
            hint="run `govern log verify`",
        )
    return data
