"""Names for generated packages: readable, plain, and each used once."""

from __future__ import annotations

import re

_NOT_PLAIN = re.compile(r"\W", re.ASCII)


class Names:
    """Hands out plain names; two different identities never get the same one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def plain(self, *identity: str) -> str:
        """Return a name that Rego takes after a dot, made from the parts of an identity."""
        base = _NOT_PLAIN.sub("_", "__".join(identity))
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}_{number}", number + 1
        self._taken.add(name)
        return name
