"""Signing statements: a key file, or a key that never leaves its HSM, KMS or Vault.

Whatever signs, the result is a Sigstore bundle v0.3 around a DSSE envelope. Secrets (passphrases,
PINs) come from a callback, by default from the environment, and appear in no message.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from govern.attest.bundle import BUNDLE_V03
from govern.attest.dsse import Envelope, EnvelopeSignature, pae
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.signer import Signature, hint_of
from govern.attest.statement import PAYLOAD_TYPE, Statement
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.signer import Signer

# Whatever the curve: with `--key`, cosign verifies with sha256 and nothing else.
_HASH = hashes.SHA256()
SECRET_VARIABLE = "GOVERN_KEY_PASSWORD"  # noqa: S105 - the name of the variable, not a secret


def secret_from_environment(_name: str) -> str:
    """Return the passphrase or PIN in `GOVERN_KEY_PASSWORD`.

    Raises:
        UsageError: it is not set.
    """
    value = os.environ.get(SECRET_VARIABLE)
    if value is None:
        raise UsageError("the signing key needs a passphrase or PIN", hint=f"set {SECRET_VARIABLE}")
    return value


def open_signer(
    where: str,
    *,
    public_key: bytes | None = None,
    secret: Callable[[str], str] = secret_from_environment,
) -> Signer:
    """Return the signer for a PEM file's path, or a URI such as `hsm:1?label=govern`.

    Args:
        where: A path, or `file:`, `hsm:`, `awskms:`, `gcpkms:`, `azurekms:` or `hv:` (Vault).
        public_key: PEM of the key's public half; without it, it is asked of the HSM or KMS.
        secret: Gives a passphrase or PIN when one is needed; called with its name.

    Raises:
        UsageError: the key cannot be opened.
    """
    scheme, found, rest = where.partition(":")
    if found and scheme in ("hsm", "awskms", "gcpkms", "azurekms", "hv"):
        from govern.attest.remote_signing import open_remote  # noqa: PLC0415 - loads vendors

        return open_remote(where, public_key, secret)
    return FileSigner.open(Path(rest if found and scheme == "file" else where), secret)


class FileSigner:
    """Signs with a private key from a PEM file: ECDSA, Ed25519 or RSA."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
    ) -> None:
        self._key = key
        self._public_key = PublicKey.of(key.public_key())

    @classmethod
    def generate(cls) -> FileSigner:
        """Return a signer with a new ECDSA P-256 key."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def open(cls, path: Path, secret: Callable[[str], str] = secret_from_environment) -> FileSigner:
        """Return the signer for a PEM file; the passphrase is asked for only when there is one.

        Raises:
            UsageError: the file cannot be read, or holds no private key that we use.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(
                "the signing key cannot be read", path=str(path), cause=error.strerror
            ) from error
        encrypted = b"ENCRYPTED" in data
        password = secret("passphrase").encode() if encrypted else None
        try:
            key = serialization.load_pem_private_key(data, password)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # The library's words may quote the key; say only what is known to be safe.
            raise UsageError(
                "the signing key cannot be used",
                path=str(path),
                cause="wrong passphrase, or not a private key" if encrypted else "not a PEM key",
                hint="make one: openssl ecparam -genkey -name prime256v1 -noout -out key.pem",
            ) from None
        if not isinstance(
            key, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
        ):
            raise UsageError("the signing key is of an unusable kind", path=str(path))
        try:
            return cls(key)
        except Rejected as error:
            raise UsageError(error.message, path=str(path), hint=error.hint) from error

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""
        return self._public_key

    @property
    def private_pem(self) -> bytes:
        """The private key as unencrypted PKCS#8 PEM, to be written to a file by its owner."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, pae: bytes) -> Signature:
        """Return the signature over `pae`."""
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            # RFC 6979: the same bytes get the same signature, so what is built again is the same.
            value = self._key.sign(pae, ec.ECDSA(_HASH, deterministic_signing=True))
        elif isinstance(self._key, rsa.RSAPrivateKey):
            value = self._key.sign(pae, padding.PKCS1v15(), _HASH)
        else:
            value = self._key.sign(pae)
        return Signature(value, hint_of(self._public_key))


def envelope_of(statement: bytes, *signers: Signer) -> Envelope:
    """Return a DSSE envelope with one signature of each signer, checked before it is handed out.

    Raises:
        Rejected: not a statement; or a signature that its own key does not verify, as from a KMS
            that hashes twice.
    """
    Statement.parse(statement)
    signed = pae(PAYLOAD_TYPE, statement)
    # No key id: Go's DSSE readers skip a signature whose id is not the one they would compute.
    signatures = [EnvelopeSignature(_checked(signer, signed)) for signer in signers]
    return Envelope(statement, PAYLOAD_TYPE, tuple(signatures))


def bundle_of(statement: bytes, signer: Signer) -> bytes:
    """Return a Sigstore bundle v0.3 with the signed statement and a hint of the key.

    It holds no log entry, so nobody trusted says when it was signed; `cosign
    verify-blob-attestation --key … --insecure-ignore-tlog` accepts it.

    Raises:
        Rejected: as `envelope_of`.
    """
    return _bundle(signer, {"dsseEnvelope": envelope_of(statement, signer).to_object()})


def file_bundle_of(content: bytes, signer: Signer) -> bytes:
    """Return a Sigstore bundle v0.3 with a plain signature over a file's bytes.

    `cosign verify-blob --key … --insecure-ignore-tlog` accepts it.

    Raises:
        Rejected: the signer gave a signature that its own key does not verify.
    """
    signature = _checked(signer, content)
    digest = {"algorithm": "SHA2_256", "digest": _base64(hashlib.sha256(content).digest())}
    signed = {"messageDigest": digest, "signature": _base64(signature)}
    return _bundle(signer, {"messageSignature": signed})


def _checked(signer: Signer, signed: bytes) -> bytes:
    # A KMS that is given a digest to hash makes signatures that nobody can verify.
    signature = signer.sign(signed)
    if not signer.public_key.verifies(signature.value, signed):
        raise Rejected(
            Reason.SIGNATURE_INVALID,
            "the signer gave a signature that its own public key does not verify",
            hint="check that the configured public key is the other half of the signing key",
        )
    return signature.value


def _bundle(signer: Signer, content: dict[str, object]) -> bytes:
    material = {"publicKey": {"hint": hint_of(signer.public_key)}, "tlogEntries": []}
    bundle = {"mediaType": BUNDLE_V03, "verificationMaterial": material, **content}
    return json.dumps(bundle, separators=(",", ":")).encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
