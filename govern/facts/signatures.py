"""Verified signatures as rules see them (`govern.lib.signatures`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.claims import SignerKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.attest.claims import Claims, SignerClaims
    from govern.model import JsonObject, JsonValue


def signer_fact(signer: SignerClaims) -> JsonObject:
    """Return `{issuer, identity, name}`; a key is the issuer `key` and its fingerprint.

    `name` is what our own configuration calls the signer; null when it has no name.
    """
    keyed = signer.kind is not SignerKind.KEYLESS
    return {
        "issuer": signer.kind.value if keyed else signer.issuer,
        "identity": signer.fingerprint if keyed else signer.identity,
        "name": signer.name or None,
    }


def signature_object(claims: Claims) -> JsonObject:
    """Return a verified signature: `issuer` and `identity` are what `signing.identities` names."""
    signer = claims.signer
    return {
        **signer_fact(signer),
        "kind": signer.kind.value,
        "claims": dict(signer.ci),
        "subject": str(claims.subject),
        "time": claims.time.isoformat() if claims.time else None,
        "time_source": claims.time_source.value,
        "log": claims.log_kind or None,
        "bundle_sha256": claims.bundle_sha256,
    }


def ordered(objects: Iterable[JsonObject]) -> list[JsonValue]:
    """Return signatures in an order of their own: that in which they lay is nobody's promise."""
    return [*sorted(objects, key=lambda one: (str(one["identity"]), str(one["bundle_sha256"])))]
