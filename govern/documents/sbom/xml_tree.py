"""XML → a tree of elements that know their place, safely and within limits.

defusedxml refuses document types, so no entity is ever expanded and nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from govern.documents.text import decode
from govern.errors import InputError, LimitExceeded
from govern.model import Location, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from govern.documents.interface import Limits
    from govern.model import Source


@dataclass(slots=True)
class Element:
    """An element: `namespace` and `name` apart, attributes without namespace only."""

    namespace: str
    name: str
    attributes: dict[str, str]
    position: Position
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The character data directly in the element."""
        return "".join(self.pieces)


def read_xml(source: Source, limits: Limits) -> Element:
    """Return the root element of an XML document.

    Raises:
        InputError: it is not well-formed, or has a document type declaration.
        LimitExceeded: it is larger, deeper or has more elements than the limits allow.
    """
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - loaded for XML alone
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - as above

    text = decode(source.data, source.path)
    if len(text) > limits.max_bytes:
        raise LimitExceeded(f"larger than {limits.max_bytes} characters", path=source.path)
    builder = _Builder(source.path, limits)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.place = lambda: (parser.parser.CurrentLineNumber, parser.parser.CurrentColumnNumber)
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise InputError(
            "not well-formed XML",
            path=source.path,
            line=line,
            column=column + 1,
            cause=str(error).partition(":")[0],
        ) from None
    except DefusedXmlException as error:
        raise InputError(
            "the XML has a document type declaration",
            path=source.path,
            line=builder.place()[0],
            cause=f"refused: {type(error).__name__}",
            hint="remove the <!DOCTYPE …>; CycloneDX needs none",
        ) from None
    return builder.root


class _Builder:
    """The parser's target: builds Elements, and stops when a limit is passed."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._open: list[Element] = []
        self._count = 0
        self.root: Element
        self.place: Callable[[], tuple[int, int]] = lambda: (1, 0)  # line and 0-based column

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self.place()
        self._count += 1
        if self._count > self._limits.max_nodes:
            raise LimitExceeded(
                f"more than {self._limits.max_nodes} elements", path=self._path, line=line
            )
        if len(self._open) >= self._limits.max_depth:
            raise LimitExceeded(
                f"nested deeper than {self._limits.max_depth} levels", path=self._path, line=line
            )
        namespace, _, name = tag.rpartition("}")
        plain = {key: value for key, value in attributes.items() if not key.startswith("{")}
        element = Element(namespace.lstrip("{"), name, plain, Position(line, column + 1))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def data(self, text: str) -> None:
        self._open[-1].pieces.append(text)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def close(self) -> None:
        """The parser asks for this at the end of the document."""


@dataclass(frozen=True, slots=True)
class XmlPositions:
    """Positions of the elements that JSON members were made from (govern.model.Positions).

    Attributes:
        path: The file.
        marks: JSON pointer → the place of the element; the root must be there.
    """

    path: str
    marks: Mapping[str, Position] = field(repr=False)

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the place of each pointer, or of its deepest parent that is an element."""
        return {pointer: self._at(pointer) for pointer in pointers}

    def _at(self, pointer: str) -> Location:
        there = pointer
        while there not in self.marks:
            there = there.rpartition("/")[0]
        return Location.at(self.path, self.marks[there], pointer)
