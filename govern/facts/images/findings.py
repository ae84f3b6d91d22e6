"""Verified Claims → what rules see as `facts.images[reference]` (docs/reference/facts.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.facts.interface import FactError
from govern.facts.signatures import ordered, signature_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.attest.claims import Claims
    from govern.attest.trust_store import ImageRule
    from govern.facts.images.checking import Refusal
    from govern.model import JsonObject

IMAGES = "images"
COSIGN_SIGNATURE = "https://sigstore.dev/cosign/sign/v1"  # cosign 3 signs images by a statement
_LARGEST_PREDICATE = 256 * 1024  # bytes of a statement whose predicate rules may look into


def is_signature(claims: Claims) -> bool:
    """Tell a signature of the image from a statement about it."""
    return claims.statement is None or claims.statement.predicate_type == COSIGN_SIGNATURE


def image_object(
    digest: str, platform_digest: str | None, rule: ImageRule, held: Sequence[Claims]
) -> JsonObject:
    """Return what rules see of an image whose attachments were looked at."""
    attested = [one for one in held if not is_signature(one)]
    signed = [one for one in held if is_signature(one)]
    found: JsonObject = {
        "digest": digest,
        "trust_pattern": rule.pattern,
        "demanded": {"signers": rule.threshold, "predicates": [*rule.predicates]},
        "signatures": ordered(signature_object(one) for one in signed),
        "attestations": ordered(attestation_object(one) for one in attested),
        "unmet": list(unmet(rule, held)),
    }
    if platform_digest is not None:
        found["platform_digest"] = platform_digest
    return found


def unmet(rule: ImageRule, held: Iterable[Claims]) -> tuple[str, ...]:
    """Return what the rule demands and verified claims do not give, in words for people."""
    claims = tuple(held)
    signers = {one.signer.who for one in claims if is_signature(one)}
    attested = {one.statement.predicate_type for one in claims if one.statement is not None}
    missing = [
        f"no trusted signer attests {kind}" for kind in rule.predicates if kind not in attested
    ]
    if len(signers) < rule.threshold:
        count = f"{len(signers)} of at least {rule.threshold} trusted signers signed it"
        missing.insert(0, count)
    return tuple(missing)


def attestation_object(claims: Claims) -> JsonObject:
    """Return a verified attestation; a predicate too large to be looked into is left out."""
    statement = claims.statement
    assert statement is not None  # noqa: S101 - what is no signature is a statement
    found = {**signature_object(claims), "predicate_type": statement.predicate_type}
    if len(statement.data) <= _LARGEST_PREDICATE:
        found["predicate"] = statement.predicate
    return found


def refusal_error(reference: str, refusal: Refusal) -> FactError:
    """Return why an attachment does not count."""
    message = f"a {refusal.attachment.form.value.replace('_', ' ')} does not count: "
    return FactError(IMAGES, refusal.error.reason.value, message + refusal.error.message, reference)
