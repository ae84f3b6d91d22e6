"""The other spellings of a secret: what JSON, base64, URLs and Terraform make of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonValue

_LINE = 8  # characters from which one line of a secret of many lines is a secret itself
_CORE = 6  # base64 characters that must be left to tell an encoded secret inside a longer text
_LONGEST = 65_536  # characters beyond which only the text itself and its lines are looked for
# Go's JSON encoder, which `jsonencode` and `terraform show` use, writes these as \u escapes.
_GO_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def spellings(secret: str) -> Iterator[str]:
    """Yield the secret, its parts, and each of them encoded; with repetitions, of any length."""
    for part in _parts(secret):
        yield part
        if len(part) <= _LONGEST:
            yield from _json(part)
            yield from _urls(part)
            yield from _base64(part)
            yield part.encode("utf-8", "surrogatepass").hex()
            yield part.encode("utf-8", "surrogatepass").hex().upper()


def leaves(value: JsonValue) -> Iterator[str | int | float]:
    """Yield the strings and numbers in a value; booleans and keys tell too little to hide."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            yield item


def parsed(text: str) -> JsonValue:
    """Return what a string holds when it is a JSON object or array, else None."""
    if not text.lstrip()[:1] in {"{", "["}:  # noqa: E713 - set membership of a slice
        return None
    try:
        value: JsonValue = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None  # looks like JSON and is not: then it is only a text
    return value


def _parts(secret: str) -> Iterator[str]:
    yield secret
    stripped = secret.strip()
    yield stripped
    if "\n" in stripped:
        yield from (line.strip() for line in stripped.split("\n") if len(line.strip()) >= _LINE)
    # The password inside a sensitive JSON text is as secret as the text.
    yield from (str(leaf) for leaf in leaves(parsed(stripped)) if isinstance(leaf, str))


def _json(text: str) -> Iterator[str]:
    for once in (
        _escaped(text),
        _escaped(text).translate(_GO_ESCAPES),
        _escaped(text, ascii_=True),
    ):
        yield once
        yield _escaped(once)  # a JSON text inside another, as in `terraform show -json` itself
    yield text.replace("${", "$${").replace("%{", "%%{")  # as HCL writes it


def _escaped(text: str, *, ascii_: bool = False) -> str:
    return json.dumps(text, ensure_ascii=ascii_)[1:-1]


def _urls(text: str) -> Iterator[str]:
    data = text.encode("utf-8", "surrogatepass")
    yield quote(data, safe="")
    yield quote_plus(data)
    yield quote(data)


def _base64(text: str) -> Iterator[str]:
    data = text.encode("utf-8", "surrogatepass")
    whole = base64.b64encode(data).decode()
    for encoded in (whole, *_cores(data)):
        yield encoded
        yield encoded.replace("+", "-").replace("/", "_")
    yield whole.rstrip("=")


def _cores(data: bytes) -> Iterator[str]:
    """Yield the base64 characters that stand for `data` alone, wherever a longer text has it.

    Three bytes become four characters, so there are three ways for `data` to lie in a longer
    text; characters shared with its neighbours are left out.
    """
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        first = (before * 8 + 5) // 6
        last = (before + len(data)) * 8 // 6
        if last - first >= _CORE:
            yield encoded[first:last]
