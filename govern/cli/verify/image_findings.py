"""What the commands about images share: trust in named signers, and what is said at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from govern.errors import RegistryError, UsageError, VerificationError

if TYPE_CHECKING:
    from govern.attest.trust_store import ImageRule, TrustStore
    from govern.facts.images.source import Looked
    from govern.model import JsonObject, JsonValue


def trust_by(rule: ImageRule) -> TrustStore:
    """Return trust in nobody but whom one rule names."""
    from govern.attest.trust import Revoked  # noqa: PLC0415 - slow
    from govern.attest.trust_store import TrustStore  # noqa: PLC0415 - loads cryptography

    return TrustStore({}, {}, (rule,), Revoked())


def conclude(
    reference: str, looked: Looked, entries: list[JsonObject], unmet: str | None, form: str
) -> None:
    """Say in text which signatures and attestations hold; refuse an image that lacks any.

    Args:
        reference: The image.
        looked: What was found in its registry.
        entries: The signatures and attestations that the command is about.
        unmet: How it is not as demanded: `not signed`; None where it is.
        form: `text`, or `json`, which was printed before.

    Raises:
        UsageError: the reference is none.
        RegistryError: the registry gave no answer.
        VerificationError: something is unmet.
    """
    fact = looked.fact
    if "error" in fact:
        _refuse_unseen(reference, fact)
    if unmet:
        raise VerificationError(
            f"{unmet} as demanded: {_words_of(fact['unmet'])}",
            path=reference,
            cause="; ".join(dict.fromkeys(f"{one.reason}: {one.message}" for one in looked.errors))
            or None,
            hint="docs/reference/verify.md lists the reasons",
        )
    if form == "text":
        click.echo(f"verified: {reference} is {fact['digest']}")
        for one in entries:
            click.echo(f"  {_line_of(one)}")


def entries_of(value: JsonValue) -> list[JsonObject]:
    """Return the signatures or attestations of a fact; none where it could not tell."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _refuse_unseen(reference: str, fact: JsonObject) -> NoReturn:
    reason, words = str(fact["reason"]), str(fact["error"])
    if reason == "malformed_reference":
        raise UsageError(words, path=reference)
    raise RegistryError(words, reason=reason, path=reference)


def _line_of(entry: JsonObject) -> str:
    what = f"attested {entry['predicate_type']}" if "predicate_type" in entry else "signed"
    return (
        f"{what} by {entry['name'] or entry['identity']} ({entry['issuer']}),"
        f" {entry['time'] or 'at a time nobody vouches for'}"
    )


def _words_of(value: JsonValue) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
