"""How a text is spelled in the files of a bundle: as it is, in JSON, YAML, HTML and CSV."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

LEAST = 4  # characters of a text that is looked for: shorter ones stand everywhere
_MOST_TEXTS = 10_000
_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PLAIN = re.compile(r"[0-9A-Za-z]+")
_LONG = 12  # from here on a text is looked for in the middle of words as well
_NO_NEWS = frozenset({"true", "false", "null"})
# Where lines are folded or escaped, any white space stands for any other.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_SPACE = rb"(?:\s|\\[nrtf]|\\u000b|&#1[03];)+"
# Digests and signatures hold every short text somewhere.
_BEFORE = rb"(?:(?<![0-9A-Za-z])|(?<=\\[bfnrt])|(?<=\\u[0-9a-f]{4}))"
_AFTER = rb"(?![0-9A-Za-z])"


def is_telling(text: str) -> bool:
    """Tell whether a text says enough to be looked for."""
    return len("".join(text.split())) >= LEAST and text.lower() not in _NO_NEWS


@dataclass(frozen=True, slots=True)
class Spellings:
    """Finds texts in bytes, however they are spelled."""

    # By a part of the text that is spelled alike everywhere, which C code looks for first.
    _patterns: tuple[tuple[bytes, re.Pattern[bytes]], ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spellings:
        """Return what finds these texts.

        Raises:
            UsageError: there are too many of them.
        """
        distinct = sorted(set(texts))
        if len(distinct) > _MOST_TEXTS:
            raise UsageError(
                f"{len(distinct)} different values to be looked for everywhere",
                cause=f"{_MOST_TEXTS} at most",
                hint="black out whole files with --redact '', or name fewer fields",
            )
        return cls(tuple((_core(one), re.compile(_spelled(one))) for one in distinct))

    def found(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Yield where one of them stands."""
        for core, pattern in self._patterns:
            if core in data:
                for one in pattern.finditer(data):
                    yield one.span()

    def is_in(self, data: bytes) -> bool:
        """Tell whether one of them is there."""
        return any(core in data and pattern.search(data) for core, pattern in self._patterns)


def digests_in(data: bytes, digests: Container[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where one of these digests stands in bytes, as 64 hex digits."""
    return (one.span() for one in _DIGEST.finditer(data) if one[0] in digests)


def _core(text: str) -> bytes:
    """Return the longest part that no format escapes; nothing where there is none."""
    return max(_PLAIN.findall(text), key=len, default="").encode()


def _spelled(text: str) -> bytes:
    found = _SPACE.join(_word(word) for word in _BLANKS.split(text) if word)
    if len(text) >= _LONG:
        return found
    before = _BEFORE if _BLANKS.sub("", text)[0].isalnum() else b""
    return before + found + (_AFTER if _BLANKS.sub("", text)[-1].isalnum() else b"")


def _word(word: str) -> bytes:
    plain = {word, word.replace("'", "''"), word.replace('"', '""')}
    plain |= {html.escape(word), html.escape(word, quote=False)}
    plain.add(html.escape(word).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"))
    plain |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in set(plain)}
    plain |= {json.dumps(one)[1:-1] for one in set(plain)}
    forms = sorted(one.encode("utf-8", "surrogatepass") for one in plain)
    return b"(?:" + b"|".join(map(re.escape, forms)) + b")"
