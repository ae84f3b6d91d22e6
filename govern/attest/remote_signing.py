"""Keys that never leave where they are: PKCS#11, AWS, GCP and Azure KMS, Vault transit.

The adapter to securesystemslib, whose signers raise whatever their vendor raises; all of it becomes
`SigningError` here, in words that hold no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import securesystemslib.signer  # noqa: F401 - fills the vendor's table of URI schemes
from cryptography.hazmat.primitives.asymmetric import rsa
from securesystemslib.signer._hsm_signer import HSMSigner
from securesystemslib.signer._key import SSlibKey
from securesystemslib.signer._signer import Signer as VendorSigner

from govern.attest.public_key import PublicKey
from govern.attest.signer import Signature, SigningError, hint_of
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.signer import Signer


def open_remote(where: str, public_key: bytes | None, secret: Callable[[str], str]) -> Signer:
    """Return the signer for a URI; `public_key` (PEM) may be left out for `hsm:` only.

    Raises:
        UsageError: the public key is missing, or does not fit the URI.
        SigningError: the HSM or KMS cannot be reached.
    """
    if public_key is not None:
        key = PublicKey.parse(public_key)
        # The verifiers of Sigstore bundles expect PKCS#1 v1.5, the vendor's default is PSS.
        scheme = "rsa-pkcs1v15-sha256" if isinstance(key.key, rsa.RSAPublicKey) else None
        vendor_key = SSlibKey.from_crypto(key.key, scheme=scheme)
    elif where.startswith("hsm:"):
        vendor_key = _ask_token(where, secret)
        key = PublicKey.parse(vendor_key.keyval["public"].encode())
    else:
        raise UsageError(
            "the public half of the signing key is needed",
            path=where.partition(":")[0],
            hint="export it from the KMS as PEM and name the file",
        )
    try:
        return RemoteSigner(key, VendorSigner.from_priv_key_uri(where, vendor_key, secret))
    except Exception as error:  # noqa: BLE001 - each vendor raises its own; the border is here
        raise _failed("cannot be opened", error) from None


class RemoteSigner:
    """Signs with a key that stays where it is."""

    def __init__(self, public_key: PublicKey, vendor: VendorSigner) -> None:
        self._public_key = public_key
        self._vendor = vendor

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""
        return self._public_key

    def sign(self, pae: bytes) -> Signature:
        """Return the signature over `pae`.

        Raises:
            SigningError: whatever keeps the key did not sign.
            UsageError: the PIN is not set.
        """
        try:
            value = bytes.fromhex(self._vendor.sign(pae).signature)
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _failed("did not sign", error) from None
        return Signature(value, hint_of(self._public_key))


def _ask_token(where: str, secret: Callable[[str], str]) -> SSlibKey:
    parts = urlsplit(where)
    try:
        number = int(parts.path) if parts.path else None
    except ValueError:
        raise UsageError("the key id of an `hsm:` address is a number", path=where) from None
    try:
        _, key = HSMSigner.import_(number, dict(parse_qsl(parts.query)).get("label"), secret)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise _failed("cannot be found on the token", error) from None
    return key


def _failed(what: str, error: Exception) -> SigningError:
    # Only the kind of the error: vendors quote requests, and with them tokens and PINs.
    return SigningError(
        f"the signing key {what}",
        cause=type(error).__name__,
        hint="check the address, the vendor's library (pip extra of securesystemslib) and access",
    )
