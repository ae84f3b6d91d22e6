"""Waiver files (`govern.waivers/v1`, YAML): findings that somebody accepts, for a time.

docs/reference/waivers.md describes the form. Everything here is about the text; whether a waiver
holds at a given time, and what it covers, is decided in `govern.decision`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from govern.documents.interface import Limits
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml
from govern.errors import InputError, PolicyError
from govern.model.json import pointer_of
from govern.model.rule import OWN_RULES
from govern.model.waiver import Waiver
from govern.policies.files import read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from govern.model.json import JsonObject, JsonValue

SCHEMA = "govern.waivers/v1"

_REQUIRED = ("id", "rules", "resource", "owner", "reason", "expires")
_OPTIONAL = ("path", "pointer", "fingerprint", "ticket")
_HINT = "docs/reference/waivers.md describes the form"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# RFC 3339 section 5.6, with the zone that makes it an instant
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def read_waivers(paths: Iterable[str]) -> tuple[Waiver, ...]:
    """Read waiver files; a file named twice is read once.

    Raises:
        PolicyError: a file cannot be read or a waiver is wrong, or two waivers share an id; the
            error names the file, the line and the waiver.
    """
    waivers: dict[str, Waiver] = {}
    for path in dict.fromkeys(paths):
        for waiver in parse_waivers(read_text(path), path):
            earlier = waivers.setdefault(waiver.id, waiver)
            if earlier is not waiver:
                raise PolicyError(
                    f"waiver {waiver.id}: another waiver has the same id",
                    path=waiver.file,
                    line=waiver.line,
                    cause=f"it stands at {earlier.file}:{earlier.line}",
                    hint="give each waiver an id of its own",
                )
    return tuple(waivers.values())


def parse_waivers(text: str, path: str) -> tuple[Waiver, ...]:
    """Return the waivers of one file's text, in their order.

    Raises:
        PolicyError: as for `read_waivers`.
    """
    try:
        # Every scalar as it was written: no version, ticket or owner turns into a number.
        value = read_yaml(text, path, Limits(), schema=Schema.FAILSAFE)
    except InputError as error:
        raise PolicyError.as_told_by(error, _HINT) from error
    file = _File(text, path)
    entries = _entries(value, file)
    lines = file.lines([f"/waivers/{index}" for index in range(len(entries))])
    return tuple(
        _Entry(file, ("waivers", index), entry).waiver(line)
        for (index, entry), line in zip(enumerate(entries), lines, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A waiver file, for finding lines; they are looked up only where they are needed."""

    text: str
    path: str

    def lines(self, pointers: Collection[str]) -> list[int | None]:
        """Return the line of each pointer."""
        positions = YamlPositions(self.path, self.text, schema=Schema.FAILSAFE)
        places = positions.locate(pointers)
        return [places[pointer].line for pointer in pointers]

    def refuse(self, at: tuple[str | int, ...], message: str, hint: str = _HINT) -> NoReturn:
        """Raise the error about a place of the file."""
        (line,) = self.lines([pointer_of(at)])
        raise PolicyError(message, path=self.path, line=line, hint=hint)


def _entries(value: JsonValue, file: _File) -> list[JsonValue]:
    if not isinstance(value, dict):
        file.refuse((), "a waiver file is a mapping with a list `waivers`")
    for key in value:
        if key not in {"schema", "waivers"}:
            file.refuse((key,), f"unknown key `{key}`; known: schema, waivers")
    if value.get("schema", SCHEMA) != SCHEMA:
        file.refuse(("schema",), f"`schema` must be {SCHEMA}")
    entries = value.get("waivers")
    if not isinstance(entries, list):
        file.refuse(("waivers",), "`waivers` must be a list")
    return entries


class _Entry:
    """One waiver as it is being read."""

    def __init__(self, file: _File, at: tuple[str | int, ...], value: JsonValue) -> None:
        self._file = file
        self._at = at
        number = f"number {int(at[-1]) + 1}"  # the first one is number 1, as people count
        if not isinstance(value, dict):
            file.refuse(at, f"waiver {number}: it must be a mapping")
        self._value: JsonObject = value
        name = value.get("id")
        self._name = name if isinstance(name, str) and name else number

    def waiver(self, line: int | None) -> Waiver:
        """Return the Waiver, or raise the error about the first thing that is wrong with it."""
        known = (*_REQUIRED, *_OPTIONAL)
        for key in self._value:
            if key not in known:
                self._refuse(key, f"unknown key `{key}`; known: {', '.join(known)}")
        for key in _REQUIRED:
            if key not in self._value:
                self._refuse("", f"`{key}` is missing")
        return Waiver(
            id=self._text("id"),
            rules=self._rules(),
            resource=self._pattern("resource"),
            owner=self._text("owner"),
            reason=self._text("reason"),
            expires=self._expires(),
            path=self._optional("path"),
            pointer=self._pointer(),
            fingerprint=self._fingerprint(),
            ticket=self._optional("ticket"),
            file=self._file.path,
            line=line,
        )

    def _refuse(self, key: str, message: str, hint: str = _HINT) -> NoReturn:
        at = (*self._at, key) if key else self._at
        self._file.refuse(at, f"waiver {self._name}: {message}", hint)

    def _text(self, key: str) -> str:
        value = self._value[key]
        if not isinstance(value, str):
            self._refuse(key, f"`{key}` must be text")
        text = value.strip()
        if not text:
            self._refuse(key, f"`{key}` is empty")
        return text

    def _optional(self, key: str) -> str:
        return self._text(key) if key in self._value else ""

    def _rules(self) -> tuple[str, ...]:
        rules = self._value["rules"]
        if not isinstance(rules, list) or not rules:
            self._refuse("rules", "`rules` must be a list of rule ids")
        for rule in rules:
            if not isinstance(rule, str) or not rule.strip():
                self._refuse("rules", "`rules` must be a list of rule ids")
            self._check_pattern("rules", rule)
            if rule.startswith(OWN_RULES):
                self._refuse(
                    "rules", f"results of `{rule}` cannot be waived", "repair or exclude the input"
                )
        return tuple(str(rule).strip() for rule in rules)

    def _pattern(self, key: str) -> str:
        text = self._text(key)
        self._check_pattern(key, text)
        return text

    def _check_pattern(self, key: str, text: str) -> None:
        if not any(character.isalnum() for character in text):
            self._refuse(
                key,
                f"`{key}` must not be a bare `{text}`",
                "say what is covered; a waiver for everything would hide what nobody has seen",
            )

    def _pointer(self) -> str:
        pointer = self._optional("pointer")
        if pointer and (not pointer.startswith("/") or pointer.endswith("/")):
            self._refuse("pointer", "`pointer` must be a JSON pointer, such as /spec/hostNetwork")
        return pointer

    def _fingerprint(self) -> str:
        fingerprint = self._optional("fingerprint")
        if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
            self._refuse("fingerprint", "`fingerprint` must be 64 hexadecimal digits")
        return fingerprint

    def _expires(self) -> datetime:
        try:
            return end_of(self._text("expires"))
        except (ValueError, OverflowError) as error:
            self._refuse(
                "expires",
                f"`expires` is not a day or an instant: {error}",
                "write 2027-03-31 (the end of that day, UTC) or 2027-03-31T18:00:00Z",
            )


def end_of(text: str) -> datetime:
    """Return the first instant (UTC) after what a text names: a date, or a time with its zone.

    A date stands for its whole day in UTC, so it ends at midnight after that day.

    Raises:
        ValueError: it is neither, or no day of the calendar.
        OverflowError: it is the last day that can be counted.
    """
    if _DATE.fullmatch(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1)
    if _INSTANT.fullmatch(text):
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    raise ValueError("it must be a date, or a time with its zone")
