"""Keys of JSON Web Tokens (PEM and JWK) and what they sign and verify (RFC 7515, 7517, 7518)."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins.operands import BuiltinError

if TYPE_CHECKING:
    from collections.abc import Callable

ALGORITHMS = frozenset(
    f"{family}{size}" for family in ("RS", "PS", "ES", "HS") for size in ("256", "384", "512")
) | {"EdDSA"}
_CURVES = {"P-256": "SECP256R1", "P-384": "SECP384R1", "P-521": "SECP521R1"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `value` is bytes for a secret, else a key of the cryptography library."""

    value: Any
    algorithm: str = ""
    identifier: str = ""


def read_keys(text: str) -> list[Key]:
    """Read a PEM certificate or public key, a JWK, or a JWK set.

    Raises:
        BuiltinError: it is none of these.
    """
    if "-----BEGIN" in text:
        return [Key(_from_pem(text))]
    try:
        value = json.loads(text)
        keys = value.get("keys", [value])
        found = [_from_jwk(key) for key in keys]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BuiltinError("failed to parse a JWK key (set)") from None
    return [key for key in found if not key.algorithm or key.algorithm in ALGORITHMS]


def verifies(key: Any, algorithm: str, data: bytes, signature: bytes) -> bool:
    """Return whether a signature holds; a key of another kind verifies nothing."""
    family, name = algorithm[:2], f"sha{algorithm[2:]}"
    if family == "HS":
        return isinstance(key, bytes) and hmac.compare_digest(
            hmac.new(key, data, name).digest(), signature
        )
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 30 ms, for tokens alone

    try:
        _verifier(key, algorithm)(signature, data)
    except (InvalidSignature, ValueError, _WrongKeyError):
        return False
    return True


def signed(key: Any, algorithm: str, data: bytes) -> bytes:
    """Return a signature.

    Raises:
        BuiltinError: the key is of another kind, or public.
    """
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - as above
        ec,
        ed25519,
        rsa,
        utils,
    )

    family, name = algorithm[:2], f"sha{algorithm[2:]}"
    if family == "HS" and isinstance(key, bytes):
        return hmac.new(key, data, name).digest()
    if family in {"RS", "PS"} and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, _padding(family, algorithm), _hash(algorithm))
    if family == "ES" and isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(_hash(algorithm))))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if algorithm == "EdDSA" and isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    raise BuiltinError(f"the key cannot sign with {algorithm}")


class _WrongKeyError(Exception):
    pass


def _verifier(key: Any, algorithm: str) -> Callable[[bytes, bytes], None]:
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - as above
        ec,
        ed25519,
        rsa,
        utils,
    )

    family = algorithm[:2]
    if family in {"RS", "PS"} and isinstance(key, rsa.RSAPublicKey):
        return lambda signature, data: key.verify(
            signature, data, _padding(family, algorithm), _hash(algorithm)
        )
    if family == "ES" and isinstance(key, ec.EllipticCurvePublicKey):

        def verify(signature: bytes, data: bytes) -> None:
            half = len(signature) // 2
            r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
            key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(_hash(algorithm)))

        return verify
    if algorithm == "EdDSA" and isinstance(key, ed25519.Ed25519PublicKey):
        return key.verify
    raise _WrongKeyError


def _hash(algorithm: str) -> Any:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as above

    return {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[2:]]


def _padding(family: str, algorithm: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415 - as above

    if family == "RS":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_hash(algorithm)), padding.PSS.AUTO)


def _from_pem(text: str) -> Any:
    from cryptography import x509  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
        load_pem_public_key,
    )

    head, _, rest = text.partition("-----END")
    if rest.partition("-----")[2].partition("\n")[2]:
        raise BuiltinError("extra data after a PEM certificate block")
    try:
        if "-----BEGIN CERTIFICATE-----" in head:
            return x509.load_pem_x509_certificate(text.encode()).public_key()
        if "-----BEGIN PUBLIC KEY-----" in head:
            return load_pem_public_key(text.encode())
    except ValueError:
        raise BuiltinError("failed to parse a PEM certificate or key") from None
    raise BuiltinError("failed to extract a Key from the PEM certificate")


def _from_jwk(jwk: dict[str, Any]) -> Key:
    kind = jwk["kty"]
    makers = {"oct": _secret, "RSA": _rsa, "EC": _elliptic, "OKP": _edwards}
    if kind not in makers:
        raise ValueError(kind)
    return Key(makers[kind](jwk), jwk.get("alg", ""), jwk.get("kid", ""))


def _secret(jwk: dict[str, Any]) -> bytes:
    return _bytes(jwk["k"])


def _rsa(jwk: dict[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - as above

    public = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
    if "d" not in jwk:
        return public.public_key()
    d = _number(jwk["d"])
    if "p" in jwk:
        p, q = _number(jwk["p"]), _number(jwk["q"])
    else:
        p, q = rsa.rsa_recover_prime_factors(public.n, public.e, d)
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        public,
    )
    return numbers.private_key()


def _elliptic(jwk: dict[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    curve = getattr(ec, _CURVES[jwk["crv"]])()
    public = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), curve)
    if "d" not in jwk:
        return public.public_key()
    return ec.EllipticCurvePrivateNumbers(_number(jwk["d"]), public).private_key()


def _edwards(jwk: dict[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - as above

    if jwk["crv"] != "Ed25519":
        raise ValueError(jwk["crv"])
    if "d" in jwk:
        return ed25519.Ed25519PrivateKey.from_private_bytes(_bytes(jwk["d"]))
    return ed25519.Ed25519PublicKey.from_public_bytes(_bytes(jwk["x"]))


def _bytes(value: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error:
        raise ValueError(value) from None


def _number(value: str) -> int:
    return int.from_bytes(_bytes(value), "big")
