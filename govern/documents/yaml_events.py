"""libyaml behind one door: the events of one YAML document, its errors translated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, cast

from yaml import YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the documented home of libyaml
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from govern.documents.json_positions import place_of
from govern.errors import Error, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import _yaml, error
    from yaml.events import Event, NodeEvent

Mark: TypeAlias = "error.Mark | _yaml.Mark"

# Line breaks to libyaml (YAML 1.1) that are none to an editor, nor to the rest of govern.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")


class YamlText:
    """One YAML document as text, and where it stands.

    Args:
        text: The document, without a byte order mark.
        path: Name of the file, for errors and Locations.
        first_line: The line of `path` that the text starts on.
    """

    __slots__ = ("_odd", "first_line", "path", "text")

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self._odd: bool | None = None

    def events(self) -> Iterator[Event]:
        """Yield libyaml's events, from the first node of the document to its end.

        Raises:
            InputError: the text is not one well-formed YAML document.
        """
        try:
            parser = CParser(self.text)
            parser.get_event()  # the stream's start
            parser.get_event()  # the document's start, or the stream's end
            yield from iter(parser.get_event, None)
        except YAMLError as error:
            raise self._malformed(error) from None  # the vendor's text may quote the input
        except UnicodeEncodeError as error:
            raise self.fault("not valid YAML", error.start, cause="a lone surrogate") from None

    def place(self, mark: Mark) -> tuple[int, int]:
        """Return the 1-based line and column of a mark."""
        if self._odd is None:
            self._odd = _ODD_BREAK.search(self.text) is not None
        if self._odd:
            return place_of(self.text, mark.index, self.first_line)
        return mark.line + self.first_line, mark.column + 1

    def fault(
        self,
        message: str,
        at: Mark | int | None,
        *,
        cause: str | None = None,
        hint: str | None = None,
        kind: type[Error] = InputError,
    ) -> Error:
        """Return an error of `kind` at a place: a mark, an offset, or unknown."""
        line, column = self.first_line, None
        if at is not None:  # by offset, since at the end libyaml counts a line too many
            offset = min(at if isinstance(at, int) else at.index, len(self.text.rstrip()))
            line, column = place_of(self.text, offset, self.first_line)
        return kind(message, path=self.path, line=line, column=column, cause=cause, hint=hint)

    def _malformed(self, error: YAMLError) -> Error:
        message = "not valid YAML"
        if isinstance(error, MarkedYAMLError):
            story = ", ".join(part for part in (error.context, error.problem) if part)
            return self.fault(message, error.problem_mark or error.context_mark, cause=story)
        if isinstance(error, ReaderError):
            position = len(self.text.encode()[: error.position].decode(errors="ignore"))
            return self.fault(message, position, cause="a control character")
        return self.fault(message, None, cause="libyaml refuses it")


def marks_of(event: NodeEvent) -> tuple[Mark, Mark]:
    """Return where a node starts and where it ends; libyaml always says."""
    return cast("Mark", event.start_mark), cast("Mark", event.end_mark)
