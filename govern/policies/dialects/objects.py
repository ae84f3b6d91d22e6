"""Gatekeeper's objects in YAML files: their values, and the lines that they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from govern.documents.interface import Limits
from govern.documents.kubernetes.objects import flatten
from govern.documents.kubernetes.stream import read_stream
from govern.errors import InputError, PolicyError
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.model import JsonObject, JsonValue
    from govern.model.document import Positions
    from govern.policies.files import PolicyFile

    Keys: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True)
class PolicyObject:
    """One object of a policy file, whose whole text is `content`."""

    path: str
    content: str = field(repr=False)
    value: JsonObject = field(repr=False)
    positions: Positions = field(repr=False)

    @property
    def group(self) -> str:
        """The API group."""
        return str(self.value.get("apiVersion", "")).rpartition("/")[0]

    @property
    def kind(self) -> str:
        """The kind, as text."""
        return str(self.value.get("kind", ""))

    @property
    def name(self) -> str:
        """`metadata.name`; empty when there is none."""
        return self.text(("metadata", "name"), "")

    def line(self, at: Keys) -> int | None:
        """Return the 1-based line of a value, or of what should hold it."""
        pointer = pointer_of(at)
        return self.positions.locate([pointer])[pointer].line

    def fail(self, at: Keys, message: str, hint: str | None = None) -> NoReturn:
        """Raise a PolicyError about the value at `at`, with its line."""
        who = f"{self.kind} {self.name}".strip()
        raise PolicyError(f"{who}: {message}", path=self.path, line=self.line(at), hint=hint)

    def at(self, at: Keys) -> JsonValue:
        """Return the value at a path; None when there is none."""
        value: JsonValue = self.value
        for key in at:
            if isinstance(value, dict) and isinstance(key, str):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def mapping(self, at: Keys) -> JsonObject:
        """Return the mapping at a path; empty when there is none.

        Raises:
            PolicyError: something else is there.
        """
        value = self.at(at)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fail(at, f"{_dotted(at)} must be a mapping")
        return value

    def items(self, at: Keys) -> list[JsonValue]:
        """Return the list at a path; empty when there is none.

        Raises:
            PolicyError: something else is there.
        """
        value = self.at(at)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(at, f"{_dotted(at)} must be a list")
        return value

    def text(self, at: Keys, default: str | None = None) -> str:
        """Return the text at a path.

        Raises:
            PolicyError: something else is there, or nothing and there is no default.
        """
        value = self.at(at)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            self.fail(at, f"{_dotted(at)} must be text")
        return value

    def texts(self, at: Keys) -> tuple[str, ...]:
        """Return the list of texts at a path; empty when there is none.

        Raises:
            PolicyError: something else is there.
        """
        value = self.items(at)
        if not all(isinstance(one, str) for one in value):
            self.fail(at, f"{_dotted(at)} must be a list of texts")
        return tuple(one for one in value if isinstance(one, str))


def objects_of(files: Iterable[PolicyFile]) -> Iterator[PolicyObject]:
    """Yield the objects of files, in order, Lists taken apart.

    Raises:
        PolicyError: a file is not what kubectl would read.
    """
    for file in files:
        try:
            for value, excerpt in read_stream(file.text, file.path, Limits()):
                if isinstance(value, dict):
                    for item, where in flatten(value, excerpt):
                        yield PolicyObject(file.path, file.text, item, where)
        except InputError as error:
            raise PolicyError.as_told_by(error) from error


def _dotted(at: Keys) -> str:
    return "`" + ".".join(str(key) for key in at) + "`"
