"""What a card calls its licence → the id, class and conditions of the library's licence table.

The table is data of the policy library (policies/rego/licenses/data.yaml), so that parser and rules
mean the same. A wording that it does not know keeps its raw text and has neither id nor class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from govern.assets import assets_root
from govern.documents.interface import Limits
from govern.documents.model_card.card_yaml import read_card_yaml
from govern.documents.model_card.draft import DECLARED
from govern.documents.model_card.markdown import link_in, plain
from govern.documents.model_card.values import WORD, is_placeholder, text_of, words_of
from govern.errors import AssetsMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.model import JsonObject, JsonValue

TABLE = "policies/rego/licenses/data.yaml"
_NOISE = frozenset({"license", "licence", "licensed", "the", "under", "agreement", "version", "v"})
_NUMBER = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)(\+?)")
_OPERATOR = re.compile(r"[ \t]+(AND|OR)[ \t]+")
_UNNAMED = frozenset({"other", "unknown"})
_NOT_IN_PROSE = frozenset({"other", "unknown", "proprietary", "cc"})  # words of everyday language
_LONGEST = 10  # words in the longest wording of the table
_MAX_WORDS = 400  # words of a text that are searched for wordings

# From the least to the most that a user must watch; for `AND` the last counts, for `OR` the first.
_STRICTNESS = (
    "permissive",
    "weak",
    "copyleft",
    "use-restricted",
    "noncommercial",
    "custom",
    None,
)


@dataclass(frozen=True, slots=True)
class Licence:
    """One entry of the table."""

    id: str
    spdx: str | None
    klass: str | None
    conditions: tuple[str, ...]


def identify(text: str) -> Licence | None:
    """Return the licence that a wording, id or SPDX expression means; None when it is unknown."""
    found = _table().get(_key(text))
    if found is not None:
        return found
    if _OPERATOR.search(text):
        return _expression(text)
    if " WITH " in text:  # an SPDX exception only ever adds permissions
        return identify(text.partition(" WITH ")[0])
    return None


def find_all(text: str) -> list[tuple[str, Licence]]:
    """Return what a sentence calls the licences it names, in order, the longest at a place."""
    tokens = list(_tokens(text))
    found: list[tuple[str, Licence]] = []
    at = 0
    while at < len(tokens):
        size = min(_LONGEST, len(tokens) - at)
        while size and not _names(tuple(word for word, _, _ in tokens[at : at + size])):
            size -= 1
        if size:
            licence = _table()[tuple(word for word, _, _ in tokens[at : at + size])]
            if all(licence.id != known.id for _, known in found):
                found.append((text[tokens[at][1] : tokens[at + size - 1][2]], licence))
        at += size or 1
    return found


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words that count, as compared, each with its span in `text`."""
    for match in islice(WORD.finditer(text.lower()), _MAX_WORDS):
        if match[0] not in _NOISE:
            yield _plain_number(match[0]), match.start(), match.end()


def _names(words: tuple[str, ...]) -> bool:
    licence = _table().get(words)
    return licence is not None and licence.id not in _NOT_IN_PROSE


def add_licence(
    draft: Draft,
    raw: JsonValue,
    place: Place,
    *,
    name: JsonValue = None,
    url: JsonValue = None,
    confidence: str = DECLARED,
) -> bool:
    """Add a licence by the text that the card has for it; returns whether it said anything."""
    text = text_of(raw)
    label = text_of(name)
    if text is None or is_placeholder(text):
        # Coercion notes what stands there instead of a licence.
        return draft.add("/licenses", {"raw": raw}, place, confidence) is not None
    known = identify(text)
    if known is not None and known.id in _UNNAMED and label:
        known = identify(label) or known
    here = draft.add("/licenses", _item(text, known, label, text_of(url)), place, confidence)
    if here is not None and known is None:
        draft.note("unknown-license", here, f"{text[:80]!r} is not in the licence table", place)
    return here is not None


def add_licences_from_text(draft: Draft, markdown: str, place: Place, confidence: str) -> bool:
    """Add the licences that a text names, or note where they differ from the declared ones."""
    text = plain(markdown)
    if not text:
        return False
    whole = identify(text)
    named = [(text, whole)] if whole is not None else find_all(text)
    if draft.knows("/licenses"):
        known = {item["id"] for item in draft.items("/licenses")}
        other = sorted({licence.id for _, licence in named} - {str(one) for one in known})
        if other:
            message = f"the card declares {_list(known)}, but its text names {', '.join(other)}"
            draft.note("license-text-differs", "/licenses", message, place)
        return False
    if not named:
        return add_licence(draft, text[:400], place, url=link_in(markdown), confidence=confidence)
    for wording, licence in named:
        item = _item(wording, licence, None, link_in(markdown) if whole else None)
        draft.add("/licenses", item, place, confidence)
    return True


def _list(ids: set[JsonValue]) -> str:
    return ", ".join(sorted(str(one) for one in ids if one is not None)) or "an unknown licence"


def _item(raw: str, known: Licence | None, name: str | None, url: str | None) -> JsonObject:
    return {
        "raw": raw,
        "spdx": known.spdx if known else None,
        "id": known.id if known else None,
        "name": name,
        "url": url,
        "class": known.klass if known else None,
        "conditions": list(known.conditions) if known else [],
    }


def _expression(text: str) -> Licence | None:
    """Return what an SPDX expression amounts to; None when a part is unknown or it is nested.

    `AND` binds before `OR` (SPDX 2.3 annex D.4). Every part of an `AND` applies; of an `OR`, the
    user may choose, so the least demanding alternative counts.
    """
    bare = text.strip()
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    if "(" in bare:
        return None
    choices: list[Licence] = []
    for alternative in re.split(r"[ \t]+OR[ \t]+", bare):
        parts = [identify(part.strip()) for part in re.split(r"[ \t]+AND[ \t]+", alternative)]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        strictest = max(known, key=lambda one: _STRICTNESS.index(one.klass))
        conditions = tuple(dict.fromkeys(c for one in known for c in one.conditions))
        choices.append(Licence(text, text, strictest.klass, conditions))
    return min(choices, key=lambda one: _STRICTNESS.index(one.klass))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_plain_number(word) for word in words_of(text) if word not in _NOISE)


def _plain_number(word: str) -> str:
    """Return `v2.0` and `2.0` as `2`, so that spellings of one version meet."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return word
    number = match[1]
    while number.endswith(".0"):
        number = number[:-2]
    return number + match[2]


def _key(text: str) -> tuple[str, ...]:
    return _words(text[:400])


@cache
def _table() -> Mapping[tuple[str, ...], Licence]:
    """Return the table by every wording.

    Raises:
        AssetsMissing: the installation lacks the table, or it is not one.
    """
    path = assets_root() / TABLE
    try:
        content = read_card_yaml(path.read_text(encoding="utf-8"), TABLE, Limits())
    except OSError as error:
        raise AssetsMissing(
            "the licence table was not found", path=str(path), cause=error.strerror
        ) from error
    entries = content.get("licenses") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise AssetsMissing("the licence table has no list `licenses`", path=str(path))
    table: dict[tuple[str, ...], Licence] = {}
    for entry in entries:
        if isinstance(entry, dict):
            licence = _licence(entry)
            for wording in _wordings(entry):
                table.setdefault(_key(wording), licence)
    table.pop((), None)
    return table


def _licence(entry: JsonObject) -> Licence:
    conditions = entry["conditions"]
    return Licence(
        str(entry["id"]),
        text_of(entry["spdx"]),
        text_of(entry["class"]),
        tuple(str(one) for one in conditions) if isinstance(conditions, list) else (),
    )


def _wordings(entry: JsonObject) -> list[str]:
    aliases = entry["aliases"]
    given = (entry["id"], entry["name"], entry["spdx"])
    also = aliases if isinstance(aliases, list) else []
    return [text for text in map(text_of, (*given, *also)) if text]
