"""The YAML inside a `# METADATA` block: typed values out, or an error that names the line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast

import yaml

from govern.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from govern.model import JsonObject, JsonValue

    _Choice = TypeVar("_Choice", bound=StrEnum)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HINT = "docs/reference/writing-rules.md describes the form"
_MAX_NODES = 10_000


class PlainLoader(yaml.CSafeLoader):
    """YAML without timestamps: a date stays text, and is read where a date is meant."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One METADATA block: its value, and the 1-based line of each key."""

    value: JsonObject
    path: str
    line: int
    lines: Mapping[tuple[str, ...], int] = field(repr=False)

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

    def _line_of(self, at: tuple[str, ...]) -> int:
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, self.line)

    def _any(self, at: tuple[str, ...]) -> JsonValue:
        value: JsonValue = self.value
        for key in at:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def read_annotation(text: str, path: str, line: int) -> Annotation:
    """Read a block's YAML; `line` is the 1-based line in `path` on which `text` starts.

    Raises:
        PolicyError: not YAML, not a mapping, a key twice, or aliases that expand beyond measure.
    """
    loader = PlainLoader(text)
    try:
        node = loader.get_single_node()
        lines: dict[tuple[str, ...], int] = {}
        _survey(node, (), lines, path, line)
        value = loader.construct_document(node) if node is not None else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise PolicyError(
            "METADATA is not valid YAML",
            path=path,
            line=line + mark.line if mark else line,
            cause=getattr(error, "problem", None) or str(error),
            hint=_HINT,
        ) from error
    finally:
        loader.dispose()
    if not isinstance(value, dict):
        raise PolicyError("METADATA must be a mapping", path=path, line=line, hint=_HINT)
    return Annotation(cast("JsonObject", value), path, line, lines)


def _survey(
    node: yaml.Node | None,
    at: tuple[str, ...],
    lines: dict[tuple[str, ...], int],
    path: str,
    first: int,
) -> None:
    """Note the line of each key, and refuse what a reader of the text could not see through."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _survey(item, (*at, "-"), lines, path, first)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        line = first + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            raise PolicyError("METADATA: a key is not text", path=path, line=line, hint=_HINT)
        if key.value in seen:
            message = f"METADATA: the key `{key.value}` is there twice"
            raise PolicyError(message, path=path, line=line, hint=_HINT)
        seen.add(key.value)
        lines.setdefault((*at, key.value), line)
        if len(lines) > _MAX_NODES:
            raise PolicyError("METADATA is too large", path=path, line=line, hint=_HINT)
        _survey(value, (*at, key.value), lines, path, first)
