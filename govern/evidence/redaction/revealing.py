"""Shows, out of the log, some of what a bundle has blacked out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.redaction.redacting import Redaction, touched
from govern.evidence.redaction.sealing import unseal
from govern.evidence.verify import layout
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.files import open_files
from govern.evidence.verify.payload import predicate_of
from govern.evidence.verify.redacted import Piece, pieces_in
from govern.evidence.verify.revealed import revealed_text
from govern.evidence.verify.sealed import sealed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from govern.evidence.log.interface import Reader
    from govern.evidence.redaction.wanted import Wanted
    from govern.evidence.verify.files import Files


def reveal(reader: Reader, bundle: str, wanted: Wanted) -> bytes:
    """Return a file that shows what is wanted of a bundle that was verified (govern.revealed/v0.1).

    Args:
        reader: The log that the bundle is of.
        bundle: The bundle.
        wanted: What to show; fields only where they are, not what they say elsewhere.

    Raises:
        UsageError: nothing of that is blacked out in the bundle.
        VerificationError: the log lacks an input.
    """
    found: dict[str, dict[int, Piece]] = {}
    with open_files(bundle) as files:
        decisions = list(_decisions(files))
        redaction = Redaction(wanted)
        for what, predicate in decisions:
            redaction.look(reader, predicate, what)
        redaction.settle(reader)
        for _, predicate in decisions:
            for one in sealed_in(predicate):
                if one.redacted_path not in files.names:
                    continue
                opened = unseal(reader, one)
                cut, salts = opened.pieces(one)
                shown = pieces_in(files.read(one.redacted_path), one.redacted_path)[1]
                wished = touched(cut, redaction.spans(opened, one))
                hidden = {at: Piece(cut[at], salts[at]) for at in wished if shown[at].data is None}
                if hidden:
                    found[one.root] = hidden
    if not found:
        raise UsageError("nothing of that is blacked out in the bundle", path=bundle)
    return revealed_text(found)


def _decisions(files: Files) -> Iterator[tuple[str, Any]]:
    first = json.loads(files.read(layout.RANGE))["from"]
    lines = layout.lines_in(files.read(layout.ENTRIES), layout.ENTRIES)
    for index, line in enumerate(lines, first):
        entry = Entry.parse(line, path=layout.ENTRIES)
        if entry.kind is EntryKind.DECISION:
            path = layout.record_path(index, entry)
            if path in files.names:  # otherwise it was not selected
                yield path, predicate_of(files.read(path), entry.media_type, path)
