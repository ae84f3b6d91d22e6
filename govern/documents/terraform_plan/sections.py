"""Bytes of a plan → its top-level sections, of which only the needed ones are ever built.

`planned_values` and `prior_state` repeat the changes; stepping over them is what lets a plan of
100 MB be read within a gigabyte (benchmarks/plan_reading.py).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.documents.json_reader import JsonPart, read_part
from govern.documents.json_steps import after_space, string_at, value_end
from govern.documents.text import decode
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.model import JsonValue, Source


class Sections:
    """The top-level members of a plan, each read when it is asked for.

    A section that nobody asks for is checked for its syntax only.

    Raises:
        InputError: the source is not a JSON object, or names a section twice.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self._path = source.path
        self._limits = limits
        self._text = decode(source.data, source.path)
        # Characters are bytes in ASCII text, so that parts need no copy.
        same = self._text.isascii() and len(self._text) == len(source.data)
        self._data = memoryview(source.data) if same else None
        self._spans = self._find()

    def __contains__(self, name: object) -> bool:
        return name in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def size(self, name: str) -> int:
        """Return the length of a section's text in characters."""
        start, end = self._spans.get(name, (0, 0))
        return end - start

    def read(self, name: str) -> JsonValue:
        """Return the value of a section, or None when there is none.

        Raises:
            InputError: it is not strict JSON (see `json_reader.read_json`).
            LimitExceeded: it is nested deeper than the limits allow.
        """
        if name not in self._spans:
            return None
        start, end = self._spans[name]
        data = self._data[start:end] if self._data else self._text[start:end].encode()
        return read_part(JsonPart(self._path, self._text, start, end, data), self._limits)

    @property
    def text(self) -> str:
        """The whole text, for positions."""
        return self._text

    def _find(self) -> dict[str, tuple[int, int]]:
        text = self._text
        at = after_space(text, 0)
        if text[at : at + 1] != "{":
            raise self._broken(at, "a plan is a JSON object")
        spans: dict[str, tuple[int, int]] = {}
        at = after_space(text, at + 1)
        while text[at : at + 1] != "}":
            name, span = self._member(at)
            if name in spans:
                raise self._broken(at, f'the section "{name}" is there twice')
            spans[name] = span
            at = after_space(text, span[1])
            if text[at : at + 1] == ",":
                at = after_space(text, at + 1)
                if text[at : at + 1] == "}":
                    raise self._broken(at, "a comma before the end")
            elif text[at : at + 1] != "}":
                raise self._broken(at, "a comma or the end of the object is missing")
        if after_space(text, at + 1) != len(text):
            raise self._broken(after_space(text, at + 1), "something follows the plan")
        return spans

    def _member(self, at: int) -> tuple[str, tuple[int, int]]:
        text = self._text
        if text[at : at + 1] != '"':
            raise self._broken(at, "the name of a section is missing")
        try:
            name, at = string_at(text, at)
            at = after_space(text, at)
            if text[at : at + 1] != ":":
                raise self._broken(at, "a colon is missing")
            start = after_space(text, at + 1)
            return name, (start, value_end(text, start))
        except json.JSONDecodeError as error:
            raise self._broken(error.pos, error.msg) from None
        except ValueError as error:
            raise self._broken(start, str(error)) from None
        except RecursionError:
            line, column = JsonPart(self._path, text, start, start, b"").place(0)
            raise LimitExceeded(
                f"nested deeper than {self._limits.max_depth} levels",
                path=self._path,
                line=line,
                column=column,
                cause=f'in the section "{name}"',
            ) from None

    def _broken(self, at: int, cause: str) -> InputError:
        return JsonPart(self._path, self._text, 0, 0, b"").invalid(at, cause)
