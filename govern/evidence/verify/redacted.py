"""Verifies what a bundle shows of sealed files: all of one, or some pieces and marks for others."""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from govern.errors import VerificationError
from govern.evidence.verify.merkle import leaf_hash
from govern.evidence.verify.sealed import (
    PIECE_SALT,
    SALT_BYTES,
    Sealed,
    root_hex,
    salted_digest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.evidence.verify.files import Files

SCHEMA = "govern.redacted/v0.1"
MARK = "\N{FULL BLOCK}" * 4  # what stands in place of pieces that are not shown
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: what it says with its salt, or its leaf alone."""

    data: bytes | None
    salt: bytes = b""
    hidden: bytes = b""  # the leaf of a piece that is not shown

    @property
    def leaf(self) -> bytes:
        """The leaf in the tree."""
        return self.hidden if self.data is None else leaf_hash(self.salt + self.data)

    def value(self) -> dict[str, str]:
        """Return it as JSON says it."""
        if self.data is None:
            return {"leaf": self.hidden.hex()}
        try:
            return {"salt": self.salt.hex(), "text": self.data.decode()}
        except UnicodeDecodeError:
            return {"salt": self.salt.hex(), "base64": b64encode(self.data).decode()}

    @classmethod
    def of(cls, value: Any) -> Piece:
        """Read a piece.

        Raises:
            ValueError: it is none; likewise KeyError, TypeError and AttributeError.
        """
        if set(value) == {"leaf"}:
            return cls(None, hidden=_bytes(value["leaf"], 32))
        if set(value) == {"salt", "text"}:
            data = value["text"].encode()
        elif set(value) == {"salt", "base64"}:
            data = b64decode(value["base64"], validate=True)
        else:
            raise ValueError("not a piece")
        return cls(data, _bytes(value["salt"], PIECE_SALT))


def redacted_text(sealed: Sealed, pieces: Sequence[Piece]) -> bytes:
    """Return the file of a bundle that shows some pieces of a sealed file: JSON."""
    value = {
        "schema": SCHEMA,
        "root": sealed.root,
        "pieces": [one.value() for one in pieces],
    }
    return json.dumps(value, ensure_ascii=False, indent=0).encode() + b"\n"


def view_of(pieces: Sequence[Piece]) -> bytes:
    """Return what people read: what is shown, and one mark for each stretch that is not."""
    parts: list[bytes] = []
    for hidden, run in groupby(pieces, key=lambda one: one.data is None):
        parts += [MARK.encode()] if hidden else [one.data or b"" for one in run]
    return b"".join(parts)


def pieces_in(data: bytes, path: str) -> tuple[str, tuple[Piece, ...]]:
    """Return the root that such a file names, and its pieces, whatever they come out as.

    Raises:
        VerificationError: it is no such file.
    """
    try:
        value = json.loads(data, object_pairs_hook=unique)
        known = set(value) == {"schema", "root", "pieces"} and value["schema"] == SCHEMA
        pieces = tuple(Piece.of(one) for one in value["pieces"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VerificationError("not a redacted input", path=path, cause=str(error)) from error
    if not known:
        raise VerificationError("not a redacted input", path=path, cause=f"not {SCHEMA}")
    return value["root"], pieces


def read_redacted(data: bytes, sealed: Sealed, path: str) -> tuple[Piece, ...]:
    """Return the pieces of a sealed file, which come out as its record says.

    Raises:
        VerificationError: they do not, or these are none.
    """
    root, pieces = pieces_in(data, path)
    if root != sealed.root or len(pieces) != sealed.pieces:
        raise VerificationError("not the pieces of the input that was recorded", path=path)
    if root_hex([one.leaf for one in pieces]) != sealed.root:
        raise VerificationError(
            "not what was recorded",
            path=path,
            cause="a piece or a salt was changed, moved, added or left out",
        )
    return pieces


def shown_in(files: Files, sealed: Sealed) -> bytes | None:
    """Return a sealed file of a bundle that was verified; None where parts are blacked out."""
    redacted = sealed.redacted_path in files.names
    return None if redacted else files.read(sealed.whole_path)


def verify_sealed(files: Files, sums: Mapping[str, str], sealed: Sealed, record: str) -> list[str]:
    """Check what a bundle shows of a sealed file; return the names of the files that do.

    Args:
        files: The bundle.
        sums: The digests of its files, which hold.
        sealed: The file, by its record.
        record: The record's file.

    Raises:
        VerificationError: it is missing, or something else.
    """
    if sealed.redacted_path in sums:
        if sealed.whole_path in sums:
            raise VerificationError("redacted, and there as a whole", path=sealed.redacted_path)
        path = sealed.redacted_path
        pieces = read_redacted(files.read(path), sealed, path)
        if sealed.view_path not in sums or files.read(sealed.view_path) != view_of(pieces):
            raise VerificationError("not what the pieces say", path=sealed.view_path)
        return [path, sealed.view_path]
    for name in (sealed.whole_path, sealed.salt_path):
        if name not in sums:
            raise VerificationError("missing: it is an input", path=name, cause=f"see {record}")
    salt = _salt(files.read(sealed.salt_path), sealed.salt_path)
    if salted_digest(salt, sums[sealed.whole_path]) != sealed.salted_sha256:
        raise VerificationError("not the input of its name", path=sealed.whole_path)
    return [sealed.whole_path, sealed.salt_path]


def salt_text(salt: bytes) -> bytes:
    """Return the file with the salt of a sealed file that is shown whole."""
    return salt.hex().encode() + b"\n"


def _salt(data: bytes, path: str) -> bytes:
    try:
        salt = _bytes(data.decode("ascii").removesuffix("\n"), SALT_BYTES)
    except (ValueError, UnicodeDecodeError) as error:
        raise VerificationError("not a salt", path=path) from error
    return salt


def _bytes(text: str, count: int) -> bytes:
    """Return so many bytes out of their hex digits, which are written in one way only."""
    if len(text) != 2 * count or not _HEX.fullmatch(text):
        raise ValueError(f"not {count} bytes in hex")
    return binascii.unhexlify(text)


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: readers disagree on which one counts."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key of it is there twice")
    return value
