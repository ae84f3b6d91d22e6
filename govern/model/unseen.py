"""Writes out characters that nobody sees: what is reported on is written by strangers."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), invisible and direction-changing characters (Unicode category Cf), line
# and paragraph separators, lone surrogates, and two code points that XML has no place for.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000110bd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\r\n\v\f\u0085\u2028\u2029])\s*")


def visible(text: str) -> str:
    r"""Return the text as one line in which every unseen character is written out, as `\x1b`."""
    if UNSEEN.search(text) is None:
        return text
    return UNSEEN.sub(_written_out, _BREAKS.sub(" ", text).replace("\t", " "))


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
