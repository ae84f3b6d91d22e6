"""What signs: the port that key files, HSMs, KMS and people's keys implement."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from govern.errors import Error

if TYPE_CHECKING:
    from govern.attest.public_key import PublicKey


class SigningError(Error):
    """A key, or whatever keeps it, gave no signature."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature bytes and the hint by which a verifier may find the key among many."""

    value: bytes
    hint: str


class Signer(Protocol):
    """Something that signs bytes with one key."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""

    def sign(self, pae: bytes) -> Signature:
        """Return the signature over `pae`.

        Raises:
            SigningError: the key, or whatever keeps it, did not sign.
        """


def hint_of(key: PublicKey) -> str:
    """Return the hint cosign writes: base64 of the sha256 of the key's DER form."""
    return base64.b64encode(hashlib.sha256(key.der).digest()).decode()
