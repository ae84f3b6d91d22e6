"""Signing what is released: files, and statements about files and images.

With a key (a PEM file, or the URI of an HSM, KMS or Vault), or without one, as the identity that a
token names. The result is a Sigstore bundle v0.3, which cosign verifies as govern does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.person_signing import identity_token
from govern.attest.statement import Subject, build
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.attest.digest import Digest
    from govern.model import JsonObject

IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1"  # cosign 3: what an image's signature says


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """What a release is signed with: a key, or no key and the identity in a token.

    Raises:
        UsageError: neither, or both.
    """

    where: str | None
    keyless: bool = False

    def __post_init__(self) -> None:
        if self.keyless == (self.where is not None):
            raise UsageError(
                "say what to sign with", hint="either --key KEY or --keyless, and not both"
            )

    def sign_file(self, content: bytes) -> bytes:
        """Return a bundle with a plain signature over a file's bytes.

        Raises:
            UsageError: the key cannot be opened, or there is no token.
            SigningError: the key, or whatever keeps it, did not sign.
        """
        if self.where is None:
            from govern.attest.keyless import sign_file_keyless  # noqa: PLC0415 - 1.5 s

            return sign_file_keyless(content, identity_token())
        from govern.attest.signing import file_bundle_of, open_signer  # noqa: PLC0415 - slow

        return file_bundle_of(content, open_signer(self.where))

    def sign_statement(self, statement: bytes) -> bytes:
        """Return a bundle around an in-toto statement.

        Raises:
            Rejected: it is no statement.
            UsageError: as `sign_file`.
            SigningError: as `sign_file`.
        """
        if self.where is None:
            from govern.attest.keyless import sign_keyless  # noqa: PLC0415 - 1.5 s

            return sign_keyless(statement, identity_token())
        from govern.attest.signing import bundle_of, open_signer  # noqa: PLC0415 - slow

        return bundle_of(statement, open_signer(self.where))


def statement_about(name: str, digest: Digest, kind: str, predicate: JsonObject) -> bytes:
    """Return the bytes of a statement about one file or image.

    Args:
        name: For people; nobody verifies it.
        digest: What it is about.
        kind: The predicate's type, a URI.
        predicate: What is said.
    """
    return build([Subject(name, {digest.algorithm: digest.hex})], kind, predicate).data
