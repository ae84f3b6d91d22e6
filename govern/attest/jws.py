"""JSON Web Signatures in compact form (RFC 7515, RFC 7518), over keys that we accept.

Only signatures with a private and a public key: whoever can check an HMAC can also make one, so it
proves no author.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils

from govern.attest.rejection import Reason, Rejected
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.attest.public_key import PublicKey
    from govern.attest.signer import Signer

_P256_BYTES = 32


def sign_compact(payload: bytes, signer: Signer, key_id: str) -> str:
    """Return the token for a payload.

    Raises:
        UsageError: the signer's key is of a kind that has no such signature here.
        SigningError: the key did not sign.
    """
    algorithm = _algorithm(signer.public_key)
    if algorithm is None:
        raise UsageError(
            "this kind of key cannot sign a policy bundle", hint="use ECDSA P-256, RSA or Ed25519"
        )
    header = {"alg": algorithm, "kid": key_id, "typ": "JWT"}
    head = _encoded(json.dumps(header, separators=(",", ":")).encode())
    signed = f"{head}.{_encoded(payload)}"
    value = signer.sign(signed.encode()).value
    if algorithm == "ES256":
        r, s = utils.decode_dss_signature(value)
        value = r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")
    return f"{signed}.{_encoded(value)}"


def open_compact(token: str, keys: Iterable[PublicKey]) -> tuple[bytes, PublicKey]:
    """Return a token's payload and the key that signed it.

    The algorithm is the key's; what the header says must agree, and chooses nothing.

    Raises:
        Rejected: it is no such token, or none of the keys signed it.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise Rejected(Reason.MALFORMED, "not a signed token")
    header = _object(_decoded(parts[0]))
    algorithm = header.get("alg")
    if "crit" in header:
        raise Rejected(Reason.MALFORMED, "the token demands what is not understood (`crit`)")
    payload, value = _decoded(parts[1]), _decoded(parts[2])
    signed = f"{parts[0]}.{parts[1]}".encode()
    for key in keys:
        if _algorithm(key) != algorithm:
            continue
        if algorithm == "ES256":
            if len(value) != 2 * _P256_BYTES:
                continue
            r, s = (int.from_bytes(value[at : at + 32], "big") for at in (0, _P256_BYTES))
            signature = utils.encode_dss_signature(r, s)
        else:
            signature = value
        if key.verifies(signature, signed):
            return payload, key
    raise Rejected(
        Reason.SIGNATURE_INVALID,
        "no trusted key has made this signature",
        cause=f"it says that it is by {algorithm}",
        hint="ES256 (P-256), RS256 and EdDSA are verified, and only with public keys",
    )


def _algorithm(key: PublicKey) -> str | None:
    if isinstance(key.key, ec.EllipticCurvePublicKey):
        return "ES256" if key.key.curve.name == "secp256r1" else None
    if isinstance(key.key, rsa.RSAPublicKey):
        return "RS256"
    return "EdDSA" if isinstance(key.key, ed25519.Ed25519PublicKey) else None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part.encode() + b"=" * (-len(part) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise Rejected(Reason.MALFORMED, "a part of the token is no base64url") from error


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED, "the token's header is no JSON") from error
    if not isinstance(value, dict):
        raise Rejected(Reason.MALFORMED, "the token's header is no JSON object")
    return value
