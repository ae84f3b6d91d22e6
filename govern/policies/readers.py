"""Which rules read a part of `input`, told from their Rego before anything is evaluated.

Said too often costs some work for nothing; said too seldom would leave rules without what they
read. So a rule counts when its package, or any that it refers to, speaks of that part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.model import Module

FACTS = re.compile(r"\bfacts\b")
# `input.context.namespace`, or the whole context, of which anything may be read.
NAMESPACE = re.compile(
    r"""\binput\s*(?:\.\s*context|\[\s*"context"\s*\])
        \s*(?:\.\s*namespace\b|\[\s*"namespace"|(?!\s*\.\s*\w|\s*\[\s*"|\w))""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"\bdata\.([A-Za-z_][\w.]*)")


def readers_in(modules: Iterable[Module], part: re.Pattern[str]) -> frozenset[str]:
    """Return the packages whose modules read a part of `input`, themselves or through others.

    Args:
        modules: All modules of a PolicySet.
        part: Matches what speaks of the part: FACTS or NAMESPACE.
    """
    texts: dict[str, str] = {}
    for module in modules:
        texts[module.package] = texts.get(module.package, "") + "\n" + module.text
    readers = {package for package, text in texts.items() if part.search(text)}
    named = {package: set(_REFERENCE.findall(text)) for package, text in texts.items()}
    while True:
        more = {
            package
            for package, references in named.items()
            if package not in readers and any(_reaches(one, readers) for one in references)
        }
        if not more:
            return frozenset(readers)
        readers |= more


def _reaches(reference: str, packages: Iterable[str]) -> bool:
    """Tell whether `data.<reference>` may be in, or hold, one of the packages."""
    reference = reference.rstrip(".")
    return any(
        f"{reference}.".startswith(f"{one}.") or f"{one}.".startswith(f"{reference}.")
        for one in packages
    )
