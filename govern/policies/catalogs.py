"""Control catalogues (`evidence/catalogs/*.yaml`): the ids that rules may cite, in our own words.

A rule *supports* a control; nothing here or elsewhere says that it satisfies one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from govern.assets import assets_root
from govern.documents.interface import Limits
from govern.documents.yaml_reader import Schema, read_yaml
from govern.errors import InputError, PolicyError
from govern.policies.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject, JsonValue

_NOTHING = {"", "null"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEYS = frozenset(
    {
        "id",
        "title",
        "source",
        "licence",
        "aliases",
        "note",
        "effective_from",
        "superseded_by",
        "controls",
    }
)
_CONTROL_KEYS = frozenset({"id", "title", "effective_from", "superseded_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One requirement: `reference` is what rules cite, such as `nist-800-53:SI-7`.

    Attributes:
        effective_from: The first day it holds; the catalogue's own when it says nothing else.
        superseded_by: The reference of its successor, if it has one.
    """

    reference: str
    title: str
    effective_from: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """One catalogue; `controls` is by the id within it (`SI-7`), in the order of the file."""

    id: str
    title: str
    source: str
    licence: str
    controls: Mapping[str, Control] = field(repr=False)
    aliases: tuple[str, ...] = ()
    note: str = ""
    effective_from: date | None = None
    superseded_by: str | None = None


@cache
def load_catalogs() -> Mapping[str, Catalog]:
    """Return the shipped catalogues by id, sorted.

    Raises:
        PolicyError: a catalogue is not of the form described here; the error names the file.
    """
    paths = sorted((assets_root() / "evidence" / "catalogs").glob("*.yaml"))
    return {path.stem: parse_catalog(read_text(str(path)), str(path)) for path in paths}


def find_control(reference: str) -> Control | None:
    """Return the control that `catalogue:control` names; None when no catalogue has it."""
    name, _, control_id = reference.partition(":")
    catalog = load_catalogs().get(name)
    return catalog.controls.get(control_id) if catalog else None


def parse_catalog(text: str, path: str) -> Catalog:
    """Read the text of one catalogue.

    Raises:
        PolicyError: it is not YAML, has unknown or missing keys, or names a control twice.
    """
    try:
        # Every scalar as it was written: `5.10` is an id, not a number.
        value = read_yaml(text, path, Limits(), schema=Schema.FAILSAFE)
    except InputError as error:
        raise PolicyError(error.message, path=path, line=error.line, cause=error.cause) from error
    return _Reader(path).catalog(value)


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path

    def catalog(self, value: JsonValue) -> Catalog:
        entry = self._mapping(value, _KEYS, "the catalogue")
        name = self._text(entry, "id")
        starts = self._date(entry)
        items = entry.get("controls")
        if not isinstance(items, list):
            self._fail("`controls` must be a list")
        controls: dict[str, Control] = {}
        for item in items:
            control = self._control(item, name, starts)
            key = control.reference.partition(":")[2]
            if key in controls:
                self._fail(f"the control {key!r} is there twice")
            controls[key] = control
        aliases = entry.get("aliases")
        return Catalog(
            id=name,
            title=self._text(entry, "title"),
            source=self._text(entry, "source"),
            licence=self._text(entry, "licence"),
            controls=controls,
            aliases=tuple(str(one) for one in aliases) if isinstance(aliases, list) else (),
            note=str(entry.get("note") or ""),
            effective_from=starts,
            superseded_by=self._successor(entry),
        )

    def _control(self, value: JsonValue, catalog: str, starts: date | None) -> Control:
        entry = self._mapping(value, _CONTROL_KEYS, "a control")
        return Control(
            reference=f"{catalog}:{self._text(entry, 'id')}",
            title=self._text(entry, "title"),
            effective_from=self._date(entry) or starts,
            superseded_by=self._successor(entry),
        )

    def _mapping(self, value: JsonValue, keys: frozenset[str], what: str) -> JsonObject:
        if not isinstance(value, dict):
            self._fail(f"{what} must be a mapping")
        unknown = sorted(value.keys() - keys)
        if unknown:
            self._fail(f"{what} has the unknown key {unknown[0]!r}")
        return value

    def _text(self, entry: JsonObject, key: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or value in _NOTHING:
            self._fail(f"`{key}` must be a text")
        return value

    def _date(self, entry: JsonObject) -> date | None:
        value = entry.get("effective_from")
        if value is None or value in _NOTHING:
            return None
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            self._fail("`effective_from` must be a date such as 2027-12-02")
        return date.fromisoformat(value)

    @staticmethod
    def _successor(entry: JsonObject) -> str | None:
        value = entry.get("superseded_by")
        return value if isinstance(value, str) and value not in _NOTHING else None

    def _fail(self, message: str) -> NoReturn:
        raise PolicyError(message, path=self._path)
