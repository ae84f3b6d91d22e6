"""Public keys: ECDSA on the NIST curves, RSA and Ed25519, read from PEM.

ECDSA is verified with the hash of the curve's size, as KMS sign, and with sha256, as cosign does
for each curve; RSA with PKCS#1 v1.5 and sha256.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from govern.attest.rejection import Reason, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.attest.digest import Digest

CryptoKey: TypeAlias = "ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey"

_CURVES: dict[str, hashes.HashAlgorithm] = {
    "secp256r1": hashes.SHA256(),
    "secp384r1": hashes.SHA384(),
    "secp521r1": hashes.SHA512(),
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_MIN_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that is safe to use, and its fingerprint (hex sha256 of its DER form)."""

    key: CryptoKey
    der: bytes
    fingerprint: str

    @classmethod
    def parse(cls, pem: bytes) -> PublicKey:
        """Return the key in PEM (or DER) SubjectPublicKeyInfo.

        Raises:
            Rejected: not a key, or one of an algorithm or strength that we refuse.
        """
        try:
            if pem.lstrip().startswith(b"-----BEGIN"):
                key = serialization.load_pem_public_key(pem)
            else:
                key = serialization.load_der_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise Rejected(
                Reason.KEY_INVALID, "not a public key in PEM", cause=str(error)
            ) from error
        return cls.of(key)

    @classmethod
    def of(cls, key: object) -> PublicKey:
        """Return the key, or refuse it as `parse` does."""
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
            accepted: CryptoKey = key
        elif (isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA_BITS) or isinstance(
            key, ed25519.Ed25519PublicKey
        ):
            accepted = key
        else:
            raise Rejected(
                Reason.KEY_INVALID,
                "this kind of key is not accepted",
                hint="use ECDSA P-256, P-384 or P-521, Ed25519, or RSA of 2048 bits and more",
            )
        der = accepted.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(accepted, der, hashlib.sha256(der).hexdigest())

    @property
    def pem(self) -> bytes:
        """The key as PEM."""
        return self.key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether the signature over `data` is from this key."""
        if isinstance(self.key, ed25519.Ed25519PublicKey):
            try:
                self.key.verify(signature, data)
            except InvalidSignature:
                return False
            return True
        if self._verifies(signature, data, hashes.SHA256()):
            return True
        own = _CURVES[self.key.curve.name] if hasattr(self.key, "curve") else None
        return own is not None and self._verifies(signature, data, own)

    def verifies_digest(self, signature: bytes, digest: Digest) -> bool:
        """Tell whether the signature over bytes of this digest is from this key.

        Raises:
            Rejected: Ed25519 signs bytes, not their digest.
        """
        if isinstance(self.key, ed25519.Ed25519PublicKey):
            raise Rejected(
                Reason.CONTENT_NEEDED, "an Ed25519 signature is over the file itself",
                hint="verify the file, not its digest alone",
            )  # fmt: skip
        prehashed = utils.Prehashed(_HASHES[digest.algorithm])
        return self._verifies(signature, digest.raw, prehashed)

    def _verifies(
        self, signature: bytes, data: bytes, algorithm: hashes.HashAlgorithm | utils.Prehashed
    ) -> bool:
        try:
            if isinstance(self.key, ec.EllipticCurvePublicKey):
                self.key.verify(signature, data, ec.ECDSA(algorithm))
            elif isinstance(self.key, rsa.RSAPublicKey):
                self.key.verify(signature, data, padding.PKCS1v15(), algorithm)
            else:
                return False
        except InvalidSignature:
            return False
        return True


def signer_of(signature: bytes, data: bytes, keys: Iterable[PublicKey]) -> PublicKey | None:
    """Return the key that made this signature; a key id is only a hint, so all are tried."""
    return next((key for key in keys if key.verifies(signature, data)), None)
