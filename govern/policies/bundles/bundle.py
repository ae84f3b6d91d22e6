"""A bundle as a value: its name, its digest, its files, and who signed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.documents.text import decode
from govern.errors import InputError, PolicyError
from govern.policies.files import DATA_NAMES, PolicyFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIGNATURES = ".signatures.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Policies and data in one archive.

    Attributes:
        path: What people know it by: a file's path, or `oci://…@sha256:…`.
        sha256: Of the archive's bytes, in hex.
        files: By name, without a leading slash.
        signed_by: Fingerprint (hex sha256) of the key whose signature was verified; None when
            none was.
    """

    path: str
    sha256: str
    files: Mapping[str, bytes] = field(repr=False)
    signed_by: str | None = None

    @property
    def label(self) -> str:
        """Its name, and whether its signature was verified, for reports and evidence."""
        by = f"signed by {self.signed_by[:16]}" if self.signed_by else "signature not verified"
        return f"{self.path} ({by})"

    def text(self, name: str) -> str | None:
        """Return the text of one file; None when there is none of that name.

        Raises:
            PolicyError: it is not text.
        """
        if name not in self.files:
            return None
        path = f"{self.path}/{name}"
        try:
            return decode(self.files[name], path)
        except InputError as error:
            raise PolicyError(error.message, path=path, cause=error.cause) from error

    def policy_files(self) -> Iterator[PolicyFile]:
        """Yield its Rego and data files, tests left out, as `files_of` does for a folder.

        Raises:
            PolicyError: as `text`.
        """
        for name in sorted(self.files):
            *parts, last = name.split("/")
            is_rego = last.endswith(".rego") and not last.endswith("_test.rego")
            if is_rego or last in DATA_NAMES:
                yield PolicyFile(f"{self.path}/{name}", tuple(parts), self.text(name) or "")
