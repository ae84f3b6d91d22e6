"""Whom a Fulcio certificate names (Fulcio's list of OIDs), and whether that is who we want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from govern.attest.claims import SignerClaims, SignerKind
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.attest.trust import KeylessIdentity

_ARC = "1.3.6.1.4.1.57264.1."
_ISSUER_V1, _ISSUER_V2, _USERNAME = 1, 8, "1.3.6.1.4.1.57264.1.7"
_CLAIMS = {
    2: "workflow_trigger",
    3: "workflow_sha",
    4: "workflow_name",
    5: "workflow_repository",
    6: "workflow_ref",
    9: "build_signer_uri",
    10: "build_signer_digest",
    11: "runner_environment",
    12: "source_repository_uri",
    13: "source_repository_digest",
    14: "source_repository_ref",
    15: "source_repository_identifier",
    16: "source_repository_owner_uri",
    17: "source_repository_owner_identifier",
    18: "build_config_uri",
    19: "build_config_digest",
    20: "build_trigger",
    21: "run_invocation_uri",
    22: "source_repository_visibility",
}
CI_CLAIMS = frozenset(_CLAIMS.values())


def signer_in(certificate: x509.Certificate) -> SignerClaims:
    """Return whom the certificate names; whether it is genuine is decided elsewhere.

    Raises:
        Rejected: no or several identities, no issuer, or two different ones.
    """
    values = _fulcio_extensions(certificate)
    issuers = {values[number] for number in (_ISSUER_V1, _ISSUER_V2) if number in values}
    if len(issuers) != 1:
        raise Rejected(Reason.MALFORMED, "the certificate does not name exactly one issuer")
    key = certificate.public_key()
    return SignerClaims(
        SignerKind.KEYLESS,
        PublicKey.of(key).fingerprint,
        identity=_identity(certificate),
        issuer=issuers.pop(),
        ci={name: values[number] for number, name in _CLAIMS.items() if number in values},
    )


def name_of(signer: SignerClaims, accepted: Iterable[KeylessIdentity]) -> str:
    """Return the configured name of the identity that this signer is.

    Raises:
        Rejected: it is none of them; the reason is the closest miss.
    """
    candidates = tuple(accepted)
    same_issuer = [one for one in candidates if one.issuer == signer.issuer]
    if not same_issuer:
        raise Rejected(
            Reason.ISSUER_MISMATCH,
            f"the identity is vouched for by {signer.issuer!r}",
            cause=f"wanted: {', '.join(sorted({one.issuer for one in candidates}))}",
        )
    matching = [one for one in same_issuer if one.matches(signer.identity)]
    if not matching:
        wanted = ", ".join(sorted(one.identity or one.pattern or "" for one in same_issuer))
        raise Rejected(
            Reason.IDENTITY_MISMATCH,
            f"it was signed by {signer.identity!r}",
            cause=f"wanted: {wanted}",
        )
    for one in matching:
        if all(signer.ci.get(claim) == value for claim, value in one.ci.items()):
            return one.name
    raise Rejected(
        Reason.CLAIM_MISMATCH,
        f"{signer.identity!r} signed it in another build than wanted",
        cause="; ".join(f"{key} = {value!r}" for key, value in sorted(matching[0].ci.items())),
    )


def _identity(certificate: x509.Certificate) -> str:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise Rejected(Reason.MALFORMED, "the certificate names no identity") from None
    found = [one.value for one in names if isinstance(one, x509.RFC822Name)]
    found += [one.value for one in names if isinstance(one, x509.UniformResourceIdentifier)]
    found += [
        _utf8(one.value)
        for one in names
        if isinstance(one, x509.OtherName) and one.type_id.dotted_string == _USERNAME
    ]
    if len(found) != 1 or len(list(names)) != 1:
        raise Rejected(Reason.MALFORMED, "the certificate does not name exactly one identity")
    return found[0]


def _fulcio_extensions(certificate: x509.Certificate) -> dict[int, str]:
    values: dict[int, str] = {}
    for extension in certificate.extensions:
        oid = extension.oid.dotted_string
        if not oid.startswith(_ARC) or not isinstance(extension.value, x509.UnrecognizedExtension):
            continue
        tail = oid.removeprefix(_ARC)
        if tail.isdigit() and int(tail) in {_ISSUER_V1, _ISSUER_V2, *_CLAIMS}:
            raw = extension.value.value
            # Numbers below 8 are older, and hold the text itself instead of a DER string.
            values[int(tail)] = _text(raw) if int(tail) < _ISSUER_V2 else _utf8(raw)
    return values


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected(Reason.MALFORMED, "a claim of the certificate is not UTF-8") from None


def _utf8(der: bytes) -> str:
    """Return the text of a DER UTF8String (X.690 §8.23)."""
    malformed = Rejected(Reason.MALFORMED, "a claim of the certificate is not a UTF8String")
    if len(der) < 2 or der[0] != 0x0C:
        raise malformed
    length, start = der[1], 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(der[2 : 2 + count], "big"), 2 + count
    if len(der) - start != length:
        raise malformed
    return _text(der[start:])
