"""Seals a file: draws its salt, and says what a record and the log's own file hold of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import VerificationError
from govern.evidence.canonical import sha256_hex
from govern.evidence.redaction.cutting import cut, cut_well
from govern.evidence.verify.sealed import (
    SALT_BYTES,
    Sealed,
    leaves_of,
    piece_salts,
    root_hex,
    salted_digest,
)

if TYPE_CHECKING:
    from govern.evidence.log.interface import Reader


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed file as the log has it: its bytes, and the salt that opens them."""

    data: bytes
    salt: bytes

    def pieces(self, sealed: Sealed) -> tuple[list[bytes], list[bytes]]:
        """Return pieces and salts.

        Raises:
            VerificationError: they are not what was recorded.
        """
        pieces = cut(self.data, sealed.cut)
        salts = piece_salts(self.salt, len(pieces))
        if root_hex(leaves_of(pieces, salts)) != sealed.root:
            raise VerificationError("what the log keeps of an input is not what was recorded")
        return pieces, salts


def seal(part: str, data: bytes, salt: bytes) -> tuple[Sealed, dict[str, bytes]]:
    """Return a file as a record names it, and the private rows that open it again.

    The rows are the salt under the salted digest, and the salt with the plain digest of the bytes
    under the root: whoever has the bundle cannot tell the one digest by the other.
    """
    digest = sha256_hex(data)
    way, pieces = cut_well(data)
    root = root_hex(leaves_of(pieces, piece_salts(salt, len(pieces))))
    sealed = Sealed(part, salted_digest(salt, digest), root, len(pieces), way)
    return sealed, {sealed.salted_sha256: salt, root: salt + bytes.fromhex(digest)}


def unseal(reader: Reader, sealed: Sealed) -> Opened:
    """Return a sealed file out of the log that keeps it.

    Raises:
        VerificationError: it is gone, or was changed.
    """
    row = reader.salt(sealed.root)
    data = reader.payload(row[SALT_BYTES:].hex()) if row else None
    if row is None or data is None:
        raise VerificationError("the log does not keep an input any more, or not its salt")
    salt = row[:SALT_BYTES]
    if salted_digest(salt, sha256_hex(data)) != sealed.salted_sha256:
        raise VerificationError("what the log keeps of an input was changed")
    return Opened(data, salt)
