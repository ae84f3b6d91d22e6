"""`io.jwt.*` as OPA does it (v1/topdown/tokens.go)."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins.encodings import base64url_bytes, html_safe
from govern.engine.embedded.builtins.operands import BuiltinError, text
from govern.engine.embedded.builtins.terms import json_text
from govern.engine.embedded.builtins.token_keys import ALGORITHMS, Key, read_keys, signed, verifies

if TYPE_CHECKING:
    from collections.abc import Callable

_UNVERIFIED: list[Any] = [False, {}, {}]
_TEXT_HEADERS = ("alg", "kid", "typ", "cty")


@dataclass(frozen=True, slots=True)
class _Token:
    header: str
    payload: str
    signature: str
    headers: dict[str, Any] = field(default_factory=dict)

    @property
    def signed_data(self) -> bytes:
        return f"{self.header}.{self.payload}".encode()


def decode(token: Any) -> list[Any]:
    """Return header, payload and signature (in hexadecimal), unverified."""
    parts = _split(token)
    payload = _decoded(parts.payload)
    if "cty" in parts.headers:
        content = text(parts.headers["cty"])
        if content == "JWT":
            return decode(payload.strip("\"'"))
    return [parts.headers, _object(payload), base64url_bytes(parts.signature).hex()]


def verifier(algorithm: str) -> Callable[[Any, Any], bool]:
    """Return `io.jwt.verify_<algorithm>`."""

    def verify(token: Any, key: Any) -> bool:
        parts = _split(token)
        if algorithm.startswith("HS"):
            signature = base64url_bytes(parts.signature)
            return verifies(text(key, 2).encode(), algorithm, parts.signed_data, signature)
        keys = read_keys(text(key, 2))
        signature = base64url_bytes(parts.signature)
        _check_headers(parts.headers)
        return _any_verifies(keys, parts, algorithm, signature)

    return verify


def decode_verify(token: Any, constraints: Any) -> list[Any]:
    """Return whether everything holds, and then the header and the payload."""
    wanted = _constraints(constraints)
    while True:
        parts = _split(token)
        headers = parts.headers
        _check_headers(headers)
        if not _is_acceptable(headers) or wanted.get("alg", headers["alg"]) != headers["alg"]:
            return _UNVERIFIED
        signature = base64url_bytes(parts.signature)
        if not _any_verifies(wanted["keys"], parts, headers["alg"], signature):
            return _UNVERIFIED
        payload = _decoded(parts.payload)
        if headers.get("cty", "").lower() != "jwt":
            break
        token = payload
    claims = _object(payload)
    return [True, headers, claims] if _claims_hold(claims, wanted) else _UNVERIFIED


def encode_sign(headers: Any, payload: Any, key: Any) -> str:
    """Sign a token, of which the parts are values."""
    parts = (html_safe(json_text(value)) for value in (headers, payload, key))
    return encode_sign_raw(*parts)


def encode_sign_raw(headers: Any, payload: Any, key: Any) -> str:
    """Sign a token, of which the parts are JSON texts."""
    header, payload = text(headers, 1), text(payload, 2)
    keys = read_keys(text(key, 3))
    if not keys:
        raise BuiltinError("no keys found in JWK set")
    values = _object(header)
    algorithm = values.get("alg")
    if algorithm not in ALGORITHMS:
        raise BuiltinError("missing, invalid or unknown 'alg' header")
    if values.get("typ", "JWT") == "JWT":
        _json(payload, "type is JWT but payload is not JSON")
    data = ".".join(_encoded(part.encode()) for part in (header, payload))
    return f"{data}.{_encoded(signed(keys[0].value, algorithm, data.encode()))}"


def _split(token: Any) -> _Token:
    parts = text(token).split(".")
    if len(parts) != 3:
        raise BuiltinError(f"encoded JWT must have 3 sections, found {len(parts)}")
    headers = _object(_decoded(parts[0]))
    if "enc" in headers:
        raise BuiltinError("JWT is a JWE object, which is not supported")
    return _Token(parts[0], parts[1], parts[2], headers)


def _check_headers(headers: dict[str, Any]) -> None:
    for name in _TEXT_HEADERS:
        if name in headers:
            text(headers[name])
    critical = headers.get("crit", ["-"])
    if not isinstance(critical, list) or not critical:
        raise BuiltinError("crit: must be a nonempty list")


def _is_acceptable(headers: dict[str, Any]) -> bool:
    """Whether there is an algorithm, and nothing critical that is not understood."""
    known = {*_TEXT_HEADERS, "crit"}
    unknown = set(headers) - known
    return bool(headers.get("alg")) and not unknown & set(map(str, headers.get("crit", ())))


def _any_verifies(keys: list[Key], token: _Token, algorithm: str, signature: bytes) -> bool:
    named = token.headers.get("kid", "")
    if named:
        for key in keys:
            if key.identifier == named:
                return _verifies(key, token, algorithm, signature)
    return any(
        _verifies(key, token, algorithm, signature)
        for key in keys
        if not key.algorithm or key.algorithm == token.headers.get("alg", "")
    )


def _verifies(key: Key, token: _Token, algorithm: str, signature: bytes) -> bool:
    if algorithm not in ALGORITHMS:
        return False
    return verifies(key.value, algorithm, token.signed_data, signature)


def _constraints(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BuiltinError("argument 2 must be an object")
    wanted: dict[str, Any] = {"time": time.time_ns()}
    for name, one in value.items():
        if name == "time":
            if isinstance(one, bool) or not isinstance(one, int | float) or one < 0:
                raise BuiltinError("token time constraint: must be a number, not negative")
            wanted["time"] = one
        elif name in {"alg", "iss", "aud", "cert", "secret"}:
            if text(one):
                wanted[name] = one
        else:
            raise BuiltinError(f"unknown token validation constraint: {str(name)[:60]}")
    if ("cert" in wanted) == ("secret" in wanted):
        raise BuiltinError("duplicate key constraints" if "cert" in wanted else "no key constraint")
    secret = wanted.get("secret", "")
    wanted["keys"] = read_keys(wanted["cert"]) if "cert" in wanted else [Key(secret.encode())]
    return wanted


def _claims_hold(claims: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if "iss" in wanted and text(claims.get("iss", "")) != wanted["iss"]:
        return False
    audience = wanted.get("aud", "")
    if "aud" in claims:
        given = claims["aud"]
        if audience not in ([given] if isinstance(given, str) else given or ()):
            return False
    elif audience:
        return False
    seconds = wanted["time"] / 1_000_000_000
    if "exp" in claims and seconds >= _time(claims["exp"], "exp"):
        return False
    return "nbf" not in claims or seconds >= _time(claims["nbf"], "nbf")


def _time(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BuiltinError(f"{name} value must be a number")
    return value


def _decoded(part: str) -> str:
    try:
        return base64url_bytes(part).decode()
    except UnicodeDecodeError:
        raise BuiltinError("a part of the token is no text") from None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _object(value: str) -> dict[str, Any]:
    found = _json(value, "invalid JSON in the token")
    if not isinstance(found, dict):
        raise BuiltinError("decoded JSON type was not an Object")
    return found


def _json(value: str, complaint: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise BuiltinError(complaint) from None


verify_rs256, verify_rs384, verify_rs512 = map(verifier, ("RS256", "RS384", "RS512"))
verify_ps256, verify_ps384, verify_ps512 = map(verifier, ("PS256", "PS384", "PS512"))
verify_es256, verify_es384, verify_es512 = map(verifier, ("ES256", "ES384", "ES512"))
verify_hs256, verify_hs384, verify_hs512 = map(verifier, ("HS256", "HS384", "HS512"))
verify_eddsa = verifier("EdDSA")
