"""Cutting a YAML stream into documents, so that only one of them is in memory at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# YAML 1.2.2 section 9.1.4: a marker stands at the start of a line and ends at white space.
_MARKER = re.compile(r"(?<![^\r\n])(?:---|(\.\.\.))(?=[ \t\r\n]|\Z)")
_REST_OF_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
# What holds no node. A comment ends at any break of YAML 1.1, as libyaml and go-yaml have it: what
# follows is content. Possessive, so that the patterns cannot backtrack.
_COMMENT = r"#[^\r\n\x85\u2028\u2029]*+"
_BLANK = rf"(?:[ \t\r\n]|{_COMMENT})*+"
_PROLOGUE = re.compile(rf"(?:[ \t\r\n]|{_COMMENT}|(?<![^\r\n])%[^\r\n]*+)*+\Z")
_EMPTY = re.compile(
    rf"{_BLANK}(?:(?<![^\r\n])---(?=[ \t\r\n]|\Z){_BLANK})?"
    rf"(?:(?<![^\r\n])\.\.\.(?=[ \t\r\n]|\Z){_BLANK})?\Z"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One document of a stream, as text.

    Attributes:
        text: The document with its directives and its `---` or `...` line, as written.
        first_line: 1-based line of the stream on which `text` begins.
    """

    text: str
    first_line: int


def split_stream(text: str) -> Iterator[Chunk]:
    """Yield the documents of a YAML stream, without parsing them; empty ones are left out.

    `---` and `...` count at the start of a line only (inside a scalar they end the document too,
    YAML 1.2.2 section 9.1.2). Directives and comments stay with the document they precede. What
    kubectl reads is always among what this yields: kubectl refuses `--- value`, and drops whatever
    follows a `...` up to the next `---`.
    """
    start, line = 0, 1
    marked = "---" in text or "..." in text  # else there is nothing to look for, line by line
    for marker in _MARKER.finditer(text) if marked else ():
        cut = marker.start()
        if marker[1]:
            rest = _REST_OF_LINE.match(text, cut)
            cut = rest.end() if rest else cut
        piece = text[start:cut]
        if not marker[1] and _PROLOGUE.match(piece):
            continue  # comments and directives belong to the document that begins here
        if not _EMPTY.match(piece):
            yield Chunk(piece, line)
        line += piece.count("\n")
        start = cut
    if not _EMPTY.match(text, start):
        yield Chunk(text[start:], line)
