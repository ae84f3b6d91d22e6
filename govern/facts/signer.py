"""Verified signers as rules see them (`govern.lib.signatures`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.claims import SignerKind

if TYPE_CHECKING:
    from govern.attest.claims import SignerClaims
    from govern.model import JsonObject


def signer_fact(signer: SignerClaims) -> JsonObject:
    """Return `{issuer, identity, name}`; a key is the issuer `key` and its fingerprint.

    `name` is what our own configuration calls the signer; null when it has no name.
    """
    if signer.kind is SignerKind.KEYLESS:
        issuer, identity = signer.issuer, signer.identity
    else:
        issuer, identity = signer.kind.value, signer.fingerprint
    return {"issuer": issuer, "identity": identity, "name": signer.name or None}
