"""JSON that somebody signed: bounded, without duplicate keys, read field by field.

A duplicate key is refused because parsers disagree on which one counts, and what we read must be
what everybody else reads.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from govern.attest.rejection import Reason, Rejected

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue

MAX_BYTES = 16 * 1024 * 1024  # an SBOM attestation may hold megabytes; nothing signed holds more
MAX_ITEMS = 1024  # elements of one list that we walk


def parse_object(data: bytes, what: str) -> Fields:
    """Return the JSON object in `data`; `what` names it in messages.

    Raises:
        Rejected: too large, not UTF-8, not JSON, nested too deeply, a key twice, or no object.
    """
    if len(data) > MAX_BYTES:
        raise Rejected(Reason.TOO_LARGE, f"the {what} has more than {MAX_BYTES} bytes")
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise Rejected(Reason.MALFORMED, f"the {what} is nested too deeply") from None
    except ValueError as error:
        raise Rejected(
            Reason.MALFORMED, f"the {what} is not plain JSON", cause=str(error)
        ) from error
    if not isinstance(value, dict):
        raise Rejected(Reason.MALFORMED, f"the {what} is not a JSON object")
    if b"\\u" in data and not _is_unicode(value):
        raise Rejected(Reason.MALFORMED, f"the {what} has half of a character")
    return Fields(value, what)


def _is_unicode(value: JsonObject) -> bool:
    """Tell whether all texts can be encoded: an escape may name half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("an object has the same key twice")
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def decode_base64(text: str, what: str) -> bytes:
    """Return the bytes of standard base64.

    Raises:
        Rejected: it is not.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Rejected(Reason.MALFORMED, f"{what} is not base64", cause=str(error)) from error


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object read with types; each getter rejects what is absent or of another type."""

    content: JsonObject
    what: str

    def has(self, key: str) -> bool:
        """Tell whether the key is there and not null."""
        return self.content.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string."""
        value = self.content.get(key, default)
        if not isinstance(value, str):
            self._wrong(key, "a string")
        return value

    def data(self, key: str) -> bytes:
        """Return the bytes that base64 stands for."""
        return decode_base64(self.text(key), f"`{key}` of the {self.what}")

    def number(self, key: str) -> int:
        """Return an integer, which protobuf's JSON writes as a string."""
        value = self.content.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong(key, "an integer")
        return value

    def object(self, key: str) -> Fields:
        """Return an object."""
        value = self.content.get(key)
        if not isinstance(value, dict):
            self._wrong(key, "an object")
        return Fields(value, f"{self.what}'s {key}")

    def objects(self, key: str, *, optional: bool = False) -> tuple[Fields, ...]:
        """Return a list of objects; empty when absent and `optional`."""
        value = self.content.get(key)
        if optional and value is None:
            return ()
        if not isinstance(value, list):
            self._wrong(key, "a list")
        if len(value) > MAX_ITEMS:
            raise Rejected(
                Reason.TOO_LARGE, f"`{key}` of the {self.what} has over {MAX_ITEMS} elements"
            )
        if not all(isinstance(item, dict) for item in value):
            self._wrong(key, "a list of objects")
        return tuple(
            Fields(item, f"{self.what}'s {key}") for item in value if isinstance(item, dict)
        )

    def texts(self, key: str) -> dict[str, str]:
        """Return an object whose values are all strings."""
        values = self.object(key).content
        found = {name: value for name, value in values.items() if isinstance(value, str)}
        if len(found) != len(values):
            self._wrong(key, "an object of strings")
        return found

    def _wrong(self, key: str, wanted: str) -> NoReturn:
        raise Rejected(Reason.MALFORMED, f"`{key}` of the {self.what} is not {wanted}")
