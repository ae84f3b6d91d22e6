"""Cosignatures: what a witness adds to a checkpoint after it saw that the log only grew.

https://c2sp.org/tlog-cosignature ("cosignature/v1", Ed25519).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.errors import VerificationError
from govern.evidence.verify.notes import LogKey, key_id, kind_of_vkey, parse_vkey, vkey

if TYPE_CHECKING:
    from govern.evidence.verify.notes import Checkpoint

COSIGNATURE = 4  # the signature type byte of cosignatures
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The public key of a witness: its name, and the 32 raw bytes of an Ed25519 key."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand for the key in signatures."""
        return key_id(self.name, COSIGNATURE, self.raw)

    def text(self) -> str:
        """Return the key as a vkey."""
        return vkey(self.name, COSIGNATURE, self.raw)

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """Read a vkey of a witness.

        Raises:
            VerificationError: it is none.
        """
        return cls(*parse_vkey(text, COSIGNATURE, "the key of a witness"))

    def require(self, head: Checkpoint, *, path: str | None = None) -> datetime:
        """Demand that this witness cosigned a checkpoint; return when.

        Raises:
            VerificationError: it did not, or the cosignature does not hold.
        """
        for name, identity, signature in head.signatures:
            if (name, identity) == (self.name, self.key_id):
                at = int.from_bytes(signature[:_TIME_BYTES])
                message = cosigned(head, at)
                if LogKey(self.name, self.raw).verifies(message, signature[_TIME_BYTES:]):
                    return datetime.fromtimestamp(at, UTC)
                raise VerificationError(f"the cosignature of {self.name} does not hold", path=path)
        raise VerificationError(f"the checkpoint is not cosigned by {self.name}", path=path)


def is_witness_key(text: str) -> bool:
    """Tell whether a vkey is that of a witness, by its type byte."""
    return kind_of_vkey(text) == COSIGNATURE


def cosigned(head: Checkpoint, at: int) -> bytes:
    """Return the bytes that a witness signs: a header, the time in seconds, and the note's text."""
    return f"cosignature/v1\ntime {at}\n{head.body}".encode()


def with_cosignature(head: Checkpoint, key: WitnessKey, at: int, signature: bytes) -> Checkpoint:
    """Return a checkpoint with a cosignature added."""
    added = (key.name, key.key_id, at.to_bytes(_TIME_BYTES) + signature)
    return replace(head, signatures=(*head.signatures, added))
