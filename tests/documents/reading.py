"""Short ways to hand a text to a parser, as the pipeline does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.interface import Limits, ParseContext
from govern.model import Source

if TYPE_CHECKING:
    from govern.documents.interface import Parser
    from govern.model import Document


def nothing_beside(limits: Limits | None = None) -> ParseContext:
    """Return the context of a source without a folder, such as standard input."""

    def absent(path: str, _count: int = 0) -> bytes:
        raise FileNotFoundError(path)

    return ParseContext(
        limits=limits or Limits(),
        read_beside=lambda _path: None,
        list_beside=tuple,
        digest_beside=lambda path: absent(path).hex(),
        head_beside=absent,
    )


def parse(
    parser: Parser, data: str | bytes, path: str = "f.yaml", limits: Limits | None = None
) -> list[Document]:
    """Return all Documents that a parser finds."""
    data = data.encode() if isinstance(data, str) else data
    return list(parser.parse(Source.of(path, data), nothing_beside(limits)))
