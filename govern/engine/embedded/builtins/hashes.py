"""`crypto.md5`, `crypto.sha*` and `crypto.hmac.*`."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from govern.engine.embedded.builtins.operands import text


def md5(value: Any) -> str:
    """Return the MD5 digest of a text, in hexadecimal; only policies ask for it."""
    return hashlib.md5(text(value).encode(), usedforsecurity=False).hexdigest()


def sha1(value: Any) -> str:
    """Return the SHA-1 digest of a text, in hexadecimal."""
    return hashlib.sha1(text(value).encode(), usedforsecurity=False).hexdigest()


def sha256(value: Any) -> str:
    """Return the SHA-256 digest of a text, in hexadecimal."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def hmac_md5(value: Any, key: Any) -> str:
    """Return an HMAC, in hexadecimal."""
    return _hmac(value, key, "md5")


def hmac_sha1(value: Any, key: Any) -> str:
    """Return an HMAC, in hexadecimal."""
    return _hmac(value, key, "sha1")


def hmac_sha256(value: Any, key: Any) -> str:
    """Return an HMAC, in hexadecimal."""
    return _hmac(value, key, "sha256")


def hmac_sha512(value: Any, key: Any) -> str:
    """Return an HMAC, in hexadecimal."""
    return _hmac(value, key, "sha512")


def hmac_equal(one: Any, other: Any) -> bool:
    """Compare two codes in a time that does not tell where they differ."""
    return hmac.compare_digest(text(one, 1).encode(), text(other, 2).encode())


def _hmac(value: Any, key: Any, name: str) -> str:
    return hmac.new(text(key, 2).encode(), text(value, 1).encode(), name).hexdigest()
