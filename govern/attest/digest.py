"""A digest: what a signature is about, and the only thing subjects are matched by."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}  # hex digits


@dataclass(frozen=True, slots=True)
class Digest:
    """An algorithm (sha256, sha384 or sha512) and lower-case hex.

    Raises:
        Rejected: another algorithm, or not the hex of its length.
    """

    algorithm: str
    hex: str

    def __post_init__(self) -> None:
        if self.algorithm not in _LENGTHS:
            raise Rejected(Reason.UNSUPPORTED, f"{self.algorithm!r} is no digest we compare by")
        if not re.fullmatch(rf"[0-9a-f]{{{_LENGTHS[self.algorithm]}}}", self.hex):
            raise Rejected(Reason.MALFORMED, f"not a {self.algorithm} digest in hex")

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Return the digest written as `sha256:<hex>`."""
        algorithm, _, value = text.partition(":")
        return cls(algorithm, value)

    @classmethod
    def of(cls, data: bytes) -> Digest:
        """Return the sha256 of bytes."""
        return cls("sha256", hashlib.sha256(data).hexdigest())

    @classmethod
    def of_file(cls, path: Path) -> Digest:
        """Return the sha256 of a file, which is not held in memory.

        Raises:
            UsageError: it cannot be read.
        """
        try:
            with path.open("rb") as file:
                return cls("sha256", hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            raise UsageError("cannot be read", path=str(path), cause=error.strerror) from error

    @property
    def raw(self) -> bytes:
        """The digest's bytes."""
        return bytes.fromhex(self.hex)

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hex}"
