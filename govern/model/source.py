"""Where bytes came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as received, and the name a person knows them by.

    Attributes:
        path: As the user would name it: relative to where they stand, or `<stdin>`. Always `/`.
        data: The bytes, never re-encoded.
        sha256: Hex digest of `data`.
        explicit: The user named this very file; one that is not recognised is then an error.
    """

    path: str
    data: bytes = field(repr=False)
    sha256: str
    explicit: bool = False

    @property
    def sayable_path(self) -> str:
        """`path` as JSON can say it: what of a file's name is no UTF-8 is written out."""
        path = self.path
        return path if path.isascii() else path.encode(errors="backslashreplace").decode()

    @classmethod
    def of(cls, path: str, data: bytes, *, explicit: bool = False) -> Source:
        """Return the Source for these bytes, with their digest."""
        return cls(path, data, hashlib.sha256(data).hexdigest(), explicit)
