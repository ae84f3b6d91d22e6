"""What goes into the rewriting of policies, and what comes out of it.

Apart from the rewriting itself, which is only loaded by those who do it: most starts find the
policies rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A module as its author wrote it."""

    path: str
    text: str
    rego_version: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be loaded in place of the sources.

    Attributes:
        texts: One for each source, in order: fast, and failing where it would be wrong.
        careful: The same, never wrong, for when the first one fails.
        arities: How many arguments each function takes, by its whole path.
    """

    texts: list[str]
    careful: list[str]
    arities: dict[str, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused, and where."""

    message: str
    path: str
    line: int
    hint: str = ""
