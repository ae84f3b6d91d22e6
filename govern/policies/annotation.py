"""The YAML inside a `# METADATA` block: typed values out, or an error that names the line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar

from govern.documents.interface import Limits
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml
from govern.errors import InputError, PolicyError
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from govern.model import JsonObject, JsonValue

    _Choice = TypeVar("_Choice", bound=StrEnum)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HINT = "docs/reference/writing-rules.md describes the form"
_LIMITS = Limits(max_bytes=1 << 20, max_depth=30, max_nodes=10_000)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One METADATA block: its value, and its text, which starts on `line` of `path`."""

    value: JsonObject
    path: str
    line: int
    yaml: str = field(repr=False)

    def fail(self, at: tuple[str, ...], message: str) -> NoReturn:
        """Raise a PolicyError about the value at `at`, with its line."""
        line = self._line_of(at)
        raise PolicyError(f"METADATA: {message}", path=self.path, line=line, hint=_HINT)

    def mapping(self, at: tuple[str, ...], keys: Mapping[str, bool]) -> JsonObject:
        """Return the mapping at `at`; `keys` says which keys exist and which are required."""
        value = self._any(at)
        name = ".".join(at) or "the block"
        if not isinstance(value, dict):
            self.fail(at, f"{name} must be a mapping")
        for key in value:
            if key not in keys:
                known = ", ".join(keys)
                self.fail((*at, key), f"unknown key `{'.'.join((*at, key))}`; known: {known}")
        for key, required in keys.items():
            if required and value.get(key) is None and not (key == "default" and key in value):
                self.fail(at, f"`{'.'.join((*at, key))}` is missing")
        return value

    def named(self, at: tuple[str, ...]) -> JsonObject:
        """Return a mapping whose keys can be written after a dot in Rego."""
        value = self._any(at)
        if not isinstance(value, dict):
            self.fail(at, f"`{'.'.join(at)}` must be a mapping")
        for key in value:
            if not _NAME.fullmatch(key):
                self.fail((*at, key), f"`{key}` is no name: letters, digits and `_`")
        return value

    def text(
        self, at: tuple[str, ...], form: re.Pattern[str] | None = None, words: str = ""
    ) -> str:
        """Return a text, stripped, that has the form; `words` say the form to a person."""
        value = self._any(at)
        if not isinstance(value, str) or not value.strip():
            self.fail(at, f"`{'.'.join(at)}` must be text")
        if form and not form.fullmatch(value):
            self.fail(at, f"`{'.'.join(at)}` is {value!r}, but must be {words}")
        return value.strip()

    def texts(
        self, at: tuple[str, ...], form: re.Pattern[str] | None = None, words: str = ""
    ) -> tuple[str, ...]:
        """Return a list of texts, each of the form; empty when there is none."""
        value = self._any(at)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fail(at, f"`{'.'.join(at)}` must be a list of texts")
        found = []
        for item in value:
            if not isinstance(item, str) or not item.strip():
                self.fail(at, f"`{'.'.join(at)}` must be a list of texts")
            if form and not form.fullmatch(item):
                self.fail(at, f"`{'.'.join(at)}` holds {item!r}, but must be {words}")
            found.append(item)
        return tuple(found)

    def choice(self, at: tuple[str, ...], kind: type[_Choice]) -> _Choice:
        """Return one of an enumeration's members."""
        value = self._any(at)
        if value not in [member.value for member in kind]:
            self.fail(at, f"`{'.'.join(at)}` is one of {', '.join(kind)}")
        return kind(str(value))

    def instant(self, at: tuple[str, ...]) -> datetime | None:
        """Return a date or an RFC 3339 instant; a date is its first instant in UTC."""
        if self._any(at) is None:
            return None
        text = self.text(at)
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail(at, f"`{'.'.join(at)}` is {text!r}, but must be like 2027-01-31T00:00:00Z")
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def _line_of(self, at: tuple[str, ...]) -> int | None:
        pointer = pointer_of(at)
        positions = YamlPositions(self.path, self.yaml, self.line, Schema.CORE)
        return positions.locate([pointer])[pointer].line

    def _any(self, at: tuple[str, ...]) -> JsonValue:
        value: JsonValue = self.value
        for key in at:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def read_annotation(text: str, path: str, line: int) -> Annotation:
    """Read a block's YAML (1.2 core); `line` is the 1-based line of `path` that it starts on.

    Raises:
        PolicyError: it is not YAML, not a mapping, or has a key twice.
    """
    try:
        value = read_yaml(text, path, _LIMITS, first_line=line, schema=Schema.CORE)
    except InputError as error:
        raise PolicyError(
            f"METADATA: {error.message}",
            path=path,
            line=error.line,
            cause=error.cause,
            hint=_HINT,
        ) from error
    if not isinstance(value, dict):
        raise PolicyError("METADATA must be a mapping", path=path, line=line, hint=_HINT)
    return Annotation(value, path, line, text)
