"""How a text is spelled in the files of a bundle: as it is, in JSON, YAML, HTML and CSV."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 4  # characters of a text that is looked for: shorter ones stand everywhere
_LONG = 12  # from here on a text is looked for in the middle of words as well
_NO_NEWS = frozenset({"true", "false", "null"})
# Where lines are folded or escaped, any white space stands for any other.
_SPACE = rb"(?:\s|\\[nrt]|&#1[03];)+"
# Digests and signatures hold every short text somewhere.
_BEFORE = rb"(?:(?<![0-9A-Za-z])|(?<=\\[bfnrt])|(?<=\\u[0-9a-f]{4}))"
_AFTER = rb"(?![0-9A-Za-z])"


def is_telling(text: str) -> bool:
    """Tell whether a text says enough to be looked for."""
    return len("".join(text.split())) >= LEAST and text.lower() not in _NO_NEWS


def spelled(texts: Iterable[str]) -> re.Pattern[bytes] | None:
    """Return a pattern that finds these texts in bytes; None for no texts."""
    patterns = {_spelled(text) for text in texts}
    if not patterns:
        return None
    longest_first = sorted(patterns, key=lambda one: (-len(one), one))
    return re.compile(b"|".join(longest_first))


def _spelled(text: str) -> bytes:
    found = _SPACE.join(_word(word) for word in text.split())
    if len(text) >= _LONG:
        return found
    before = _BEFORE if text.lstrip()[0].isalnum() else b""
    return before + found + (_AFTER if text.rstrip()[-1].isalnum() else b"")


def _word(word: str) -> bytes:
    plain = {word, word.replace("'", "''"), word.replace('"', '""')}
    plain |= {html.escape(word), html.escape(word, quote=False)}
    plain.add(html.escape(word).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"))
    plain |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in set(plain)}
    plain |= {json.dumps(one)[1:-1] for one in set(plain)}
    forms = sorted(one.encode("utf-8", "surrogatepass") for one in plain)
    return b"(?:" + b"|".join(map(re.escape, forms)) + b")"
