"""`govern verify attestation IMAGE`: a statement that is attached to an image in its registry."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from govern.cli.verify.image_findings import conclude, entries_of, trust_by
from govern.cli.verify.verifying import registry_settings
from govern.configured import read_config

if TYPE_CHECKING:
    from govern.attest.trust_store import TrustStore
    from govern.cli.verify.signers import SignerFlags
    from govern.facts.images.source import Looked
    from govern.model import JsonObject, JsonValue


def verify_on_image(
    reference: str,
    types: tuple[str, ...],
    signers: SignerFlags,
    plain_hosts: tuple[str, ...],
    form: str,
) -> None:
    """Verify that an image has a statement of one of these types by a named signer, and print it.

    Raises:
        UsageError: the reference or the signers cannot be meant.
        RegistryError: the registry gives no answer.
        VerificationError: no such statement holds.
    """
    from govern.facts.images.opening import open_image_facts  # noqa: PLC0415 - loads HTTP

    store = _trust(signers, types)
    found, base = read_config(None)
    with open_image_facts(store, registry_settings(found, base, plain_hosts)) as facts:
        looked = facts.look(reference, None, datetime.now(UTC))
    _report(reference, looked, types, form)


def _trust(signers: SignerFlags, types: tuple[str, ...]) -> TrustStore:
    from govern.attest.trust_store import ImageRule  # noqa: PLC0415 - loads cryptography

    return trust_by(ImageRule("**", frozenset(), signers.policy(), 0, types, signers.trust()))


def _report(reference: str, looked: Looked, types: tuple[str, ...], form: str) -> None:
    fact = looked.fact
    held = _of_types(fact.get("attestations"), types)
    if form == "json":
        errors: list[JsonValue] = [one.to_object() for one in looked.errors]
        told: JsonObject = {"verified": bool(held), "image": reference, "errors": errors}
        known = {key: fact[key] for key in ("digest", "error", "reason") if key in fact}
        click.echo(json.dumps({**told, **known, "attestations": [*held]}, indent=2))
    conclude(reference, looked, held, None if held else "not attested", form)


def _of_types(value: JsonValue, types: tuple[str, ...]) -> list[JsonObject]:
    return [one for one in entries_of(value) if one.get("predicate_type") in types]
