"""SSH signatures, for people: SSHSIG (OpenSSH's PROTOCOL.sshsig) and allowed-signers files.

Verified with `cryptography` alone, so that evidence can be verified with nothing else at hand.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from govern.attest.claims import SignerClaims, SignerKind
from govern.attest.rejection import Reason, Rejected, rejecting
from govern.errors import UsageError

ARMOR = re.compile(
    rb"\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*"
)
# Options come between principals and key, and are tried last: a comment may look like a key.
_LINE = re.compile(
    r"(\S+)\s+(?:((?:[^\s\"]|\"[^\"]*\")+)\s+)??([\w@.-]+)\s+([\w+/=]+)(?:\s.*)?", re.ASCII
)
_MAX_BYTES = 64 * 1024
_MAGIC = b"SSHSIG"
_DIGESTS = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_ECDSA: dict[bytes, hashes.HashAlgorithm] = {
    b"ecdsa-sha2-nistp256": hashes.SHA256(),
    b"ecdsa-sha2-nistp384": hashes.SHA384(),
    b"ecdsa-sha2-nistp521": hashes.SHA512(),
    b"sk-ecdsa-sha2-nistp256@openssh.com": hashes.SHA256(),
}
_RSA: dict[bytes, hashes.HashAlgorithm] = {
    b"rsa-sha2-256": hashes.SHA256(),
    b"rsa-sha2-512": hashes.SHA512(),
}
_MIN_RSA_BITS = 2048
_TOUCHED = 0x01  # the flag of user presence


@dataclass(frozen=True, slots=True)
class AllowedSigner:
    """One line of an allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS).

    Attributes:
        principals: Patterns with `*` and `?`; one that starts with `!` excludes.
        key: The public key's blob.
        namespaces: Patterns of what the key may sign for; empty: anything.
        after: Not valid before this instant.
        before: Not valid from this instant on.
    """

    principals: tuple[str, ...]
    key: bytes
    namespaces: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None

    def is_for(self, principal: str) -> bool:
        """Tell whether the line names this principal."""
        return _matches(principal, self.principals)

    def may(self, namespace: str, when: datetime) -> bool:
        """Tell whether the key may sign for a namespace at a time."""
        return (
            (not self.namespaces or _matches(namespace, self.namespaces))
            and (self.after is None or when >= self.after)
            and (self.before is None or when < self.before)
        )


def parse_allowed_signers(text: str, path: str = "allowed_signers") -> tuple[AllowedSigner, ...]:
    """Return the lines of an allowed-signers file; times without `Z` are read as UTC.

    Raises:
        UsageError: a line is not understood, or uses `cert-authority`, which is not supported.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                found.append(_line(line.strip()))
            except ValueError as error:
                raise UsageError(
                    "the line is no allowed signer", path=path, line=number, cause=str(error)
                ) from error
    return tuple(found)


def verify_ssh(
    signature: bytes,
    message: bytes,
    *,
    namespace: str,
    principal: str,
    allowed: tuple[AllowedSigner, ...],
    when: datetime,
) -> SignerClaims:
    """Return who signed a message, if it is `principal`.

    Args:
        signature: The armored signature.
        message: What was signed.
        namespace: What it was signed for, exactly, such as `govern-approval`.
        principal: Who has to have signed, as in `ssh-keygen -Y verify -I`.
        allowed: The allowed signers.
        when: The instant at which the key has to be allowed.

    Raises:
        Rejected: it does not hold; `reason` says why.
    """
    return rejecting(lambda: _verify(signature, message, namespace, principal, allowed, when))


def key_in(signature: bytes) -> bytes:
    """Return the blob of the public key that an armored signature names; nothing is verified.

    Raises:
        Rejected: it is no SSH signature.
    """
    return _fields(_dearmored(signature))[0]


def _verify(
    signature: bytes,
    message: bytes,
    namespace: str,
    principal: str,
    allowed: tuple[AllowedSigner, ...],
    when: datetime,
) -> SignerClaims:
    blob = _dearmored(signature)
    key, signed_for, hash_name, inner = _fields(blob)
    if signed_for != namespace.encode() or not namespace:
        raise Rejected(Reason.NAMESPACE_MISMATCH, f"it was not signed for {namespace!r}")
    if hash_name not in _DIGESTS:
        raise Rejected(Reason.UNSUPPORTED, "the signature uses an unknown hash")
    digest = _DIGESTS[hash_name](message).digest()
    # The reserved field is empty in every version that exists; `_fields` has checked that.
    signed = _MAGIC + b"".join(map(_string, (signed_for, b"", hash_name, digest)))
    if not _key_signed(key, inner, signed):
        raise Rejected(Reason.SIGNATURE_INVALID, "the key in the signature did not sign this")
    lines = [one for one in allowed if one.key == key]
    if not any(one.is_for(principal) for one in lines):
        raise Rejected(Reason.IDENTITY_MISMATCH, f"the key is not one of {principal!r}")
    if not any(one.is_for(principal) and one.may(namespace, when) for one in lines):
        raise Rejected(
            Reason.CERTIFICATE_EXPIRED, f"the key may not sign for {namespace!r} at this time"
        )
    fingerprint = hashlib.sha256(key).hexdigest()
    return SignerClaims(SignerKind.SSH, fingerprint, name=principal, identity=principal)


def _dearmored(signature: bytes) -> bytes:
    match = ARMOR.fullmatch(signature) if len(signature) <= _MAX_BYTES else None
    if match is None:
        raise Rejected(Reason.MALFORMED, "not an SSH signature")
    try:
        return base64.b64decode(b"".join(match[1].split()), validate=True)
    except binascii.Error as error:
        raise Rejected(Reason.MALFORMED, "not an SSH signature", cause=str(error)) from error


def _fields(blob: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return public key, namespace, hash name and signature."""
    if blob[:6] != _MAGIC or blob[6:10] != b"\0\0\0\1":
        raise Rejected(Reason.UNSUPPORTED, "not an SSH signature of version 1")
    strings = _strings(blob[10:])
    if len(strings) != 5 or strings[2]:
        raise Rejected(Reason.MALFORMED, "not an SSH signature")
    return strings[0], strings[1], strings[3], strings[4]


def _key_signed(blob: bytes, signature: bytes, signed: bytes) -> bool:
    kind, *_ = strings = _strings(blob)
    try:
        key = serialization.load_ssh_public_key(kind + b" " + base64.b64encode(blob))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Rejected(
            Reason.UNSUPPORTED, f"keys of kind {kind!r} are not verified", cause=str(error)
        ) from error
    scheme, value, rest = _signature_parts(signature)
    if kind.startswith(b"sk-"):
        signed = _signed_by_token(strings[-1], rest, signed)
    elif rest:
        raise Rejected(Reason.MALFORMED, "the signature has more parts than it should")
    try:
        _verify_value(key, kind, scheme, value, signed)
    except InvalidSignature:
        return False
    return True


def _signature_parts(signature: bytes) -> tuple[bytes, bytes, bytes]:
    """Return scheme, value, and what follows."""
    parts = []
    for _ in range(2):
        end = 4 + int.from_bytes(signature[:4], "big")
        if len(signature) < end or end == 4:
            raise Rejected(Reason.MALFORMED, "not an SSH signature")
        parts.append(signature[4:end])
        signature = signature[end:]
    return parts[0], parts[1], signature


def _signed_by_token(application: bytes, rest: bytes, signed: bytes) -> bytes:
    """Return what a security key signs (OpenSSH's PROTOCOL.u2f): flags and a counter come along."""
    if len(rest) != 5:
        raise Rejected(Reason.MALFORMED, "not the signature of a security key")
    if not rest[0] & _TOUCHED:
        raise Rejected(Reason.SIGNATURE_INVALID, "nobody touched the security key")
    return hashlib.sha256(application).digest() + rest + hashlib.sha256(signed).digest()


def _verify_value(key: object, kind: bytes, scheme: bytes, value: bytes, signed: bytes) -> None:
    if isinstance(key, ed25519.Ed25519PublicKey) and scheme == kind:
        key.verify(value, signed)
    elif isinstance(key, ec.EllipticCurvePublicKey) and scheme == kind and kind in _ECDSA:
        r, s = (int.from_bytes(one, "big") for one in _strings(value))
        key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(_ECDSA[kind]))
    elif isinstance(key, rsa.RSAPublicKey) and scheme in _RSA:
        if key.key_size < _MIN_RSA_BITS:
            raise Rejected(Reason.KEY_INVALID, "the RSA key is too short")
        key.verify(value, signed, padding.PKCS1v15(), _RSA[scheme])
    else:
        raise Rejected(Reason.UNSUPPORTED, f"signatures of kind {scheme!r} are not verified")


def _strings(data: bytes) -> list[bytes]:
    """Return the strings of an SSH blob (RFC 4251 §5)."""
    found, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if at + 4 > len(data) or end > len(data):
            raise Rejected(Reason.MALFORMED, "not an SSH signature")
        found.append(data[at + 4 : end])
        at = end
    if not found:
        raise Rejected(Reason.MALFORMED, "not an SSH signature")
    return found


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _line(line: str) -> AllowedSigner:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("expected: principals [options] key-type key")
    principals, options, kind, encoded = match.groups()
    key = base64.b64decode(encoded, validate=True)
    if key[4 : 4 + len(kind)] != kind.encode():
        raise ValueError("the key is not of the kind that the line says")
    values = _options(options or "")
    return AllowedSigner(
        tuple(principals.strip('"').split(",")),
        key,
        tuple(values["namespaces"].split(",")) if values.get("namespaces") else (),
        _time(values["valid-after"]) if "valid-after" in values else None,
        _time(values["valid-before"]) if "valid-before" in values else None,
    )


def _options(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in re.findall(r"([\w-]+)(?:=\"([^\"]*)\")?(?:,|$)", text):
        if name.lower() not in ("namespaces", "valid-after", "valid-before") or not value:
            raise ValueError(f"the option {name!r} is not supported")
        values[name.lower()] = value
    if text and not values:
        raise ValueError("the options are not understood")
    return values


def _time(text: str) -> datetime:
    digits = text.removesuffix("Z")
    form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(digits))
    if form is None:
        raise ValueError(f"{text!r} is no time")
    return datetime.strptime(digits, form).replace(tzinfo=UTC)


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    """Match as OpenSSH does: `*` and `?` only, and an excluding pattern beats all others."""
    if any(one.startswith("!") and _glob(text, one[1:]) for one in patterns):
        return False
    return any(not one.startswith("!") and _glob(text, one) for one in patterns)


def _glob(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))
