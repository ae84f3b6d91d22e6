"""SPDX licence expressions in a form that a policy can decide on.

Grammar: SPDX 2.3 Annex D. An expression becomes its alternatives (disjunctive normal form), so
that `MIT OR (Apache-2.0 AND ISC)` reads: accept MIT, or accept both Apache-2.0 and ISC.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from govern.documents.sbom.parts import License
from govern.documents.sbom.schema import shipped_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

Alternatives: TypeAlias = tuple[tuple[str, ...], ...]

_TOKEN = re.compile(r"\s*(?:([()])|([A-Za-z0-9.:+-]+))")
_LICENSE_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+\Z")
_OPERATORS = {"AND", "OR", "WITH", "and", "or", "with"}  # SPDX 3 also allows lower case
_MOST_CHARACTERS = 10_000
_MOST_DEPTH = 50  # of parentheses
_MOST_ALTERNATIVES = 256  # AND over OR multiplies
_SAYS_NOTHING = {"", "NOASSERTION", "NONE"}


@lru_cache(maxsize=4096)  # a BOM says MIT thousands of times
def from_id(identifier: str, acknowledgement: str | None = None, url: str | None = None) -> License:
    """Return the licence with this SPDX identifier."""
    known = _known_ids().get(identifier.lower())
    operand = known or identifier
    return License(
        id=identifier,
        acknowledgement=acknowledgement,
        url=url,
        operands=(operand,),
        any_of=((operand,),),
        spdx=known is not None,
    )


def from_name(
    name: str, acknowledgement: str | None = None, url: str | None = None
) -> License | None:
    """Return a licence known by name alone, as its one operand; None for `NOASSERTION`, `NONE`."""
    if name.strip() in _SAYS_NOTHING:
        return None
    return License(
        name=name, acknowledgement=acknowledgement, url=url, operands=(name,), any_of=((name,),)
    )


@lru_cache(maxsize=4096)
def from_expression(text: str, acknowledgement: str | None = None) -> License | None:
    """Return the licence that an SPDX expression states; None for `NOASSERTION` and `NONE`.

    An expression that breaks the grammar is kept as written, with `problem` saying why.
    """
    if text.strip() in _SAYS_NOTHING:
        return None
    try:
        alternatives = parse(text)
    except ValueError as error:
        return License(expression=text, acknowledgement=acknowledgement, problem=str(error))
    operands = tuple(dict.fromkeys(name for choice in alternatives for name in choice))
    return License(
        expression=text,
        acknowledgement=acknowledgement,
        operands=operands,
        any_of=alternatives,
        spdx=all(_is_known(operand) for operand in operands),
    )


def parse(text: str) -> Alternatives:
    """Return the alternatives of an SPDX expression; identifiers in the list's own spelling.

    Raises:
        ValueError: the text breaks the grammar or is too large; the message says where.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"longer than {_MOST_CHARACTERS} characters")
    parser = _Parser(text)
    alternatives = parser.disjunction(0)
    if parser.word:
        raise ValueError(f"unexpected {parser.word!r}")
    return alternatives


class _Parser:
    """Recursive descent; `word` is the one in hand, empty at the end."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self.word = next(self._tokens, "")

    def disjunction(self, depth: int) -> Alternatives:
        found = dict.fromkeys(self.conjunction(depth))
        while self.word in {"OR", "or"}:
            self._advance()
            found.update(dict.fromkeys(self.conjunction(depth)))
        return tuple(found)

    def conjunction(self, depth: int) -> Alternatives:
        found = self.term(depth)
        while self.word in {"AND", "and"}:
            self._advance()
            right = self.term(depth)
            if len(found) * len(right) > _MOST_ALTERNATIVES:
                raise ValueError(f"more than {_MOST_ALTERNATIVES} alternatives")
            # Sorted, because A AND B is the same demand as B AND A.
            pairs = (tuple(sorted({*left, *other})) for left in found for other in right)
            found = tuple(dict.fromkeys(pairs))
        return found

    def term(self, depth: int) -> Alternatives:
        if self.word == "(":
            if depth >= _MOST_DEPTH:
                raise ValueError(f"parentheses nested deeper than {_MOST_DEPTH}")
            self._advance()
            inside = self.disjunction(depth + 1)
            if self.word != ")":
                raise ValueError("a parenthesis is not closed")
            self._advance()
            return inside
        name = _canonical(self._identifier("a licence"))
        if self.word in {"WITH", "with"}:
            self._advance()
            name = f"{name} WITH {self._identifier('an exception')}"
        return ((name,),)

    def _identifier(self, what: str) -> str:
        word = self.word
        if not word or word in _OPERATORS or word in "()":
            raise ValueError(f"{what} is missing {f'before {word!r}' if word else 'at the end'}")
        self._advance()
        return word

    def _advance(self) -> None:
        self.word = next(self._tokens, "")


def _tokens(text: str) -> Iterator[str]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"unexpected character {text[position:].lstrip()[:1]!r}")
        yield match.group(1) or match.group(2)
        position = match.end()


def _canonical(identifier: str) -> str:
    """Return an identifier as the SPDX list spells it (Annex D: matching ignores case)."""
    known = _known_ids()
    if found := known.get(identifier.lower()):
        return found
    if identifier.endswith("+") and (found := known.get(identifier[:-1].lower())):
        return found + "+"
    if ":" in identifier and not _LICENSE_REF.match(identifier):
        raise ValueError(f"{identifier!r} is not a licence identifier")
    return identifier


def _is_known(operand: str) -> bool:
    return operand.partition(" WITH ")[0].removesuffix("+").lower() in _known_ids()


@cache
def _known_ids() -> dict[str, str]:
    """Every identifier of the SPDX licence list, by its lower-case form."""
    identifiers = shipped_schema("spdx.SNAPSHOT.schema.json")["enum"]
    if not isinstance(identifiers, list):
        raise TypeError("the shipped SPDX schema has no list of licence identifiers")
    return {str(identifier).lower(): str(identifier) for identifier in identifiers}
