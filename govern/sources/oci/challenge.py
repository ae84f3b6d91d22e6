"""`WWW-Authenticate` challenges (RFC 9110 section 11; distribution token specification)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCHEME = re.compile(r"\s*,?\s*([A-Za-z][A-Za-z0-9-]*)(?:\s+|\Z)(?!=)")
_PARAMETER = re.compile(r'\s*,?\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_MOST_CHARACTERS = 8192


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a registry asks for: the scheme in lower case, and its parameters."""

    scheme: str
    parameters: dict[str, str]


def parse_challenges(header: str) -> tuple[Challenge, ...]:
    """Return the challenges in a header, in order; what does not parse ends the list."""
    text = header[:_MOST_CHARACTERS]
    found: list[Challenge] = []
    position = 0
    while scheme := _SCHEME.match(text, position):
        position = scheme.end()
        parameters: dict[str, str] = {}
        while pair := _PARAMETER.match(text, position):
            quoted, plain = pair[2], pair[3]
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
            parameters.setdefault(pair[1].lower(), value)
            position = pair.end()
        found.append(Challenge(scheme[1].lower(), parameters))
    return tuple(found)
