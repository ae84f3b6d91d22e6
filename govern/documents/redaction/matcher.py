"""Replaces many strings in a text at once, in time that does not grow with their number.

Every pattern is filed under its first characters; a text is looked through once, and only where a
filed beginning stands are whole patterns compared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = 64  # characters by which patterns are told apart before they are compared whole


class Matcher:
    """A set of patterns to be replaced.

    Args:
        patterns: What to look for; each at least `prefix` characters long.
        prefix: How many characters decide where a closer look is worth it.
        whole_words: Only where no letter, digit or underscore touches the pattern on either side.
    """

    __slots__ = ("_heads", "_lengths", "_prefix", "_whole_words")

    def __init__(self, patterns: Iterable[str], prefix: int, *, whole_words: bool = False) -> None:
        self._prefix = prefix
        self._whole_words = whole_words
        heads: defaultdict[str, list[str]] = defaultdict(list)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for pattern in sorted(set(patterns), key=len, reverse=True):
            head = pattern[:_HEAD]
            heads[head].append(pattern)
            lengths[pattern[:prefix]].add(len(head))
        self._heads = {head: tuple(found) for head, found in heads.items()}
        self._lengths = {
            start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()
        }

    def __bool__(self) -> bool:
        return bool(self._lengths)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where patterns stand in `text`, in order; the longest at each place."""
        lengths, prefix = self._lengths, self._prefix
        if not lengths:
            return []
        places = [at for at in range(len(text) - prefix + 1) if text[at : at + prefix] in lengths]
        found = ((at, self._end(text, at)) for at in places)
        return [(start, end) for start, end in found if end > start]

    def _end(self, text: str, at: int) -> int:
        """Return the end of the longest pattern that stands at `at`, or `at` when none does."""
        for length in self._lengths[text[at : at + self._prefix]]:
            for pattern in self._heads.get(text[at : at + length], ()):
                end = at + len(pattern)
                if text.startswith(pattern, at) and self._stands_alone(text, at, end):
                    return end
        return at

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        if not self._whole_words:
            return True
        return not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1]))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def replace_spans(text: str, spans: Iterable[tuple[int, int]], token: str) -> str:
    """Return `text` with `token` in place of the spans; those that overlap become one."""
    pieces: list[str] = []
    kept_to = covered_to = 0
    for start, end in sorted(spans):
        if start >= covered_to:
            pieces += [text[kept_to:start], token]
        covered_to = kept_to = max(covered_to, end)
    pieces.append(text[kept_to:])
    return "".join(pieces)
