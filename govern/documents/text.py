"""Bytes to text, as strictly as the formats demand."""

from __future__ import annotations

import codecs

from govern.errors import InputError

# Longest first: the UTF-32 little-endian mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, path: str) -> str:
    """Return the text of `data`: UTF-8, or UTF-16/32 when marked or evident (RFC 4627 section 3).

    The byte order mark is dropped. Line ends are kept as they are.

    Raises:
        InputError: the bytes are not text in that encoding, or hold a NUL character.
    """
    encoding, skip = _encoding_of(data)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"not {encoding.upper()} text",
            path=path,
            line=line,
            cause=f"{error.reason} at byte {error.start + skip}",
            hint="govern reads UTF-8, or UTF-16/32 with a byte order mark",
        ) from error
    if "\0" in text:
        at = text.index("\0")
        raise InputError(
            "the file holds a NUL character, so it is not text",
            path=path,
            line=text.count("\n", 0, at) + 1,
        )
    return text


def _encoding_of(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    first = data[:2]
    if len(first) == 2 and first[0] and not first[1]:
        return "utf-16-le", 0
    if len(first) == 2 and first[1] and not first[0]:
        return "utf-16-be", 0
    return "utf-8", 0
