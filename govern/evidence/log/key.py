"""The key that signs checkpoints: Ed25519, because C2SP signed notes ask for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.verify.cosignature import WitnessKey, cosigned, with_cosignature
from govern.evidence.verify.notes import Checkpoint, LogKey, checkpoint_body

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MAKE_ONE = "make one with: openssl genpkey -algorithm ed25519 -out govern-log.pem"
_NAME = re.compile(r"[^\s+]{1,200}")  # signed-note: key names hold no spaces and no plus


class CheckpointKey:
    """Signs the heads of one log.

    Args:
        private: The key.
        origin: The log's name, which is the key's name too (tlog-checkpoint, "Signatures").
    """

    def __init__(self, private: Ed25519PrivateKey, origin: str) -> None:
        require_origin(origin)
        self._private = private
        self.public = LogKey(origin, private.public_key().public_bytes_raw())

    @classmethod
    def load(cls, path: str, origin: str) -> CheckpointKey:
        """Read a PEM file.

        Raises:
            UsageError: it cannot be read, or is not an unencrypted Ed25519 private key.
        """
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - slow to import
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
            Ed25519PrivateKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
            load_pem_private_key,
        )

        try:
            key = load_pem_private_key(Path(path).read_bytes(), password=None)
        except OSError as error:
            raise UsageError(
                "the log's key cannot be read", path=path, cause=error.strerror, hint=_MAKE_ONE
            ) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UsageError(
                "the log's key is not an unencrypted PEM private key", path=path, hint=_MAKE_ONE
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise UsageError("the log's key is not Ed25519", path=path, hint=_MAKE_ONE)
        return cls(key, origin)

    def sign(self, size: int, root: bytes) -> Checkpoint:
        """Return the signed head of a log of this size."""
        body = checkpoint_body(self.public.name, size, root)
        signature = self._private.sign(body.encode())
        signed = (self.public.name, self.public.key_id, signature)
        return Checkpoint(self.public.name, size, root, body, (signed,))

    @property
    def witness_key(self) -> WitnessKey:
        """The public key, for those who check cosignatures."""
        return WitnessKey(self.public.name, self.public.raw)

    def cosign(self, head: Checkpoint, at: int) -> Checkpoint:
        """Return a checkpoint of another log with a cosignature; `at` is in seconds since 1970."""
        signature = self._private.sign(cosigned(head, at))
        return with_cosignature(head, self.witness_key, at, signature)


def require_origin(origin: str) -> None:
    """Refuse a name that checkpoints cannot carry.

    Raises:
        UsageError: as said.
    """
    if not _NAME.fullmatch(origin):
        raise UsageError(
            f"{origin!r} cannot be the name of a log",
            hint="use a name without spaces and plus signs, such as example.com/payments",
        )
