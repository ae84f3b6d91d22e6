"""Verifies what is shown later of what a bundle has blacked out: salt and text must give the leaf.

It may show less than a mark stands for. What it shows is what was recorded, or it is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from govern.errors import VerificationError
from govern.evidence.verify.files import open_files
from govern.evidence.verify.redacted import Piece, pieces_in, unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SCHEMA = "govern.revealed/v0.1"
_BASE = "inputs/redacted/"


@dataclass(frozen=True, slots=True)
class Revealed:
    """A stretch of what was blacked out.

    Attributes:
        file: Of the bundle: where the mark is.
        mark: Which mark of that file, from 1.
        data: What it says.
    """

    file: str
    mark: int
    data: bytes


def revealed_text(files: Mapping[str, Mapping[int, Piece]]) -> bytes:
    """Return a file that shows pieces: by root (hex), then by index."""
    value = {
        "schema": SCHEMA,
        "files": [
            {
                "root": root,
                "pieces": [{"index": at, **pieces[at].value()} for at in sorted(pieces)],
            }
            for root, pieces in sorted(files.items())
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def verify_revealed(bundle: str, text: str, path: str) -> list[Revealed]:
    """Return what a file shows of a bundle that was verified.

    Args:
        bundle: The bundle.
        text: The file's content.
        path: Its name, for messages.

    Raises:
        VerificationError: it shows something else than what was blacked out, or it is no such file.
    """
    shown = _parse(text, path)
    found: list[Revealed] = []
    with open_files(bundle) as files:
        for root, pieces in shown:
            name = f"{_BASE}{root}.json"
            if name not in files.names:
                raise VerificationError(f"the bundle has no {name}", path=path)
            hidden = pieces_in(files.read(name), name)[1]
            for at, piece in pieces.items():
                if not 0 <= at < len(hidden) or piece.leaf != hidden[at].leaf:
                    raise VerificationError(
                        f"not what is blacked out: piece {at} of {name}", path=path
                    )
            found += _stretches(f"{_BASE}{root}.txt", pieces, hidden)
    return found


def _stretches(
    file: str, shown: Mapping[int, Piece], pieces: Sequence[Piece]
) -> Iterator[Revealed]:
    marks = _marks(pieces)
    parts: list[bytes] = []
    for at, following in pairwise([*sorted(shown), -1]):
        parts.append(shown[at].data or b"")
        if following != at + 1:
            yield Revealed(file, marks[at], b"".join(parts))
            parts = []


def _marks(pieces: Sequence[Piece]) -> list[int]:
    """Return which mark each piece belongs to, or follows."""
    marks, count, before = [], 0, False
    for one in pieces:
        hidden = one.data is None
        count += hidden and not before
        marks.append(count)
        before = hidden
    return marks


def _parse(text: str, path: str) -> list[tuple[str, dict[int, Piece]]]:
    try:
        value = json.loads(text, object_pairs_hook=unique)
        if set(value) == {"schema", "files"} and value["schema"] == SCHEMA:
            return [_file(one) for one in value["files"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VerificationError("it shows nothing", path=path, cause=str(error)) from error
    raise VerificationError("it shows nothing", path=path, cause=f"not {SCHEMA}")


def _file(value: Any) -> tuple[str, dict[int, Piece]]:
    if set(value) != {"root", "pieces"}:
        raise ValueError("not a root with pieces")
    pieces: dict[int, Piece] = {}
    for one in value["pieces"]:
        at = one.pop("index")
        if type(at) is not int or at in pieces or "leaf" in one:
            raise ValueError("not a piece with its place")
        pieces[at] = Piece.of(one)
    return str(value["root"]), pieces
