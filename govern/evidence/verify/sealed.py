"""Files that can be shown in part: cut into pieces, each the leaf of a Merkle tree with a salt.

A record names such a file by two digests that tell nothing about it: `salted_sha256`, for whoever
gets it whole, and the root of the tree (RFC 6962), for whoever gets some pieces of it. A leaf is
sha256(0x00, 16 bytes of salt, the piece): what one piece says cannot be tried out by its leaf.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.evidence.verify.merkle import leaf_hash, root_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT_BYTES = 32  # of a whole file
PIECE_SALT = 16  # bytes of the salt of one piece
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed file, as a record lists it among its materials.

    Attributes:
        part: What it is to the decision, such as `input`.
        salted_sha256: sha256(salt + sha256 of the bytes), hex.
        root: Of the tree over its pieces, hex.
        pieces: How many there are.
        cut: How it was cut, for whoever has to cut it again.
    """

    part: str
    salted_sha256: str
    root: str
    pieces: int
    cut: str

    def value(self) -> dict[str, str | int]:
        """Return it as a record says it."""
        return {
            "part": self.part,
            "salted_sha256": self.salted_sha256,
            "root": self.root,
            "pieces": self.pieces,
            "cut": self.cut,
        }

    @property
    def whole_path(self) -> str:
        """Its file in a bundle that shows all of it; the salt lies beside it."""
        return f"inputs/salted/{self.salted_sha256}"

    @property
    def salt_path(self) -> str:
        """The file with the salt, in hex."""
        return f"{self.whole_path}.salt"

    @property
    def redacted_path(self) -> str:
        """Its file in a bundle that shows parts of it: JSON."""
        return f"inputs/redacted/{self.root}.json"

    @property
    def view_path(self) -> str:
        """The same for people: its text, with marks."""
        return f"inputs/redacted/{self.root}.txt"


def sealed_in(predicate: Any) -> list[Sealed]:
    """Return the sealed files of a decision's record.

    Raises:
        KeyError: it is no decision's predicate; likewise TypeError, ValueError and AttributeError.
    """
    found = [
        Sealed(str(one["part"]), one["salted_sha256"], one["root"], one["pieces"], str(one["cut"]))
        for one in predicate.get("materials") or ()
        if "root" in one
    ]
    for one in found:
        hexes = _HEX.fullmatch(one.salted_sha256) and _HEX.fullmatch(one.root)
        if not hexes or type(one.pieces) is not int or one.pieces < 1:
            raise ValueError("not a sealed file")
    return found


def salted_digest(salt: bytes, sha256: str) -> str:
    """Return the salted digest (hex) of bytes with this sha256 (hex)."""
    return hashlib.sha256(salt + bytes.fromhex(sha256)).hexdigest()


def piece_salts(secret: bytes, count: int) -> list[bytes]:
    """Return the salts of so many pieces; they tell nothing about the secret, nor each other."""
    drawn = hashlib.shake_256(b"govern pieces\x00" + secret).digest(PIECE_SALT * count)
    return [drawn[at : at + PIECE_SALT] for at in range(0, len(drawn), PIECE_SALT)]


def leaves_of(pieces: Sequence[bytes], salts: Sequence[bytes]) -> list[bytes]:
    """Return the leaves of pieces, in order."""
    return [leaf_hash(salt + piece) for salt, piece in zip(salts, pieces, strict=True)]


def root_hex(leaves: Sequence[bytes]) -> str:
    """Return the root over leaves, as a record says it."""
    return root_of(leaves).hex()
