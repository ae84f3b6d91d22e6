"""`govern verify image`: who signed an image, and what is attested about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from govern.cli.declaring import text_or_json
from govern.cli.verify.predicate_type import PredicateType
from govern.cli.verify.signers import SignerFlags, signer_options
from govern.cli.verify.verifying import attestation_reader, registry_settings, trust_store
from govern.configured import read_config
from govern.errors import RegistryError, UsageError, VerificationError

if TYPE_CHECKING:
    from govern.attest.trust_store import ImageRule, TrustStore
    from govern.facts.images.source import Looked
    from govern.model import JsonObject, JsonValue

_EPILOG = """\b
Examples:
  govern verify image registry.acme.test/api:1.2          as [[trust.images]] demands
  govern verify image registry.acme.test/api:1.2 --key release.pub --no-log
  govern verify image registry.acme.test/api:1.2 --key a.pub --key b.pub --threshold 2 \\
    --type https://slsa.dev/provenance/v1

\b
Exit codes: 0 verified, 2 usage, 4 the registry gave no answer, 5 not signed as demanded.
"""


@click.command("image", epilog=_EPILOG)
@click.argument("reference")
@click.option("-c", "--config", metavar="FILE", help="Configuration; the default is govern.toml.")
@click.option("--type", "types", type=PredicateType(), multiple=True, metavar="URI",
              help="A predicate type that must be attested. Repeatable: each of them.")  # fmt: skip
@click.option("--threshold", type=click.IntRange(0), default=1, metavar="N",
              help="How many different signers have to have signed; 0: --type alone.")  # fmt: skip
@click.option("--platform", metavar="OS/ARCH", help="Count what is attached to this manifest too.")
@click.option("--plain-http", multiple=True, metavar="HOST", help="Speak to HOST without TLS.")
@click.option("--namespace", metavar="NAME", help="Trust as in this namespace of the cluster.")
@text_or_json("--format", "form", shows="How to print what was found.")
@signer_options
def image(reference: str, config: str | None, **options: Any) -> None:
    """Look at an image in its registry, and verify who signed it.

    Without options that say who, govern.toml does: [[trust.images]].
    """
    from govern.facts.images.opening import open_image_facts  # noqa: PLC0415 - loads HTTP

    signers = SignerFlags.taken_from(options)
    asked = _Asked(**options)
    found, base = read_config(config)
    store = asked.store(signers) if signers.given else trust_store(found, base)
    if not signers.given and (asked.types or asked.threshold != 1):
        raise UsageError(
            "--type and --threshold are about the signers that you name",
            hint="name them with --key or --identity, or change [[trust.images]]",
        )
    settings = registry_settings(found, base, asked.plain_http, asked.platform)
    with open_image_facts(store, settings, (attestation_reader(found),)) as facts:
        looked = facts.look(reference, asked.namespace, datetime.now(UTC))
    _report(reference, looked, asked.form)


@dataclass(frozen=True, slots=True)
class _Asked:
    types: tuple[str, ...]
    threshold: int
    platform: str | None
    plain_http: tuple[str, ...]
    namespace: str | None
    form: str

    def store(self, signers: SignerFlags) -> TrustStore:
        """Return trust in nobody but the signers that were named, for any image."""
        from govern.attest.trust import Revoked  # noqa: PLC0415 - slow
        from govern.attest.trust_store import TrustStore  # noqa: PLC0415 - loads cryptography

        return TrustStore({}, {}, (self._rule(signers),), Revoked())

    def _rule(self, signers: SignerFlags) -> ImageRule:
        from govern.attest.trust_store import ImageRule  # noqa: PLC0415 - loads cryptography

        policy = signers.policy()
        if self.threshold > len(policy.signers) and policy.keys:
            raise UsageError(f"{self.threshold} signers are demanded, and fewer keys named")
        if self.threshold == 0 and not self.types:
            raise UsageError("--threshold 0 demands nothing", hint="name what with --type")
        return ImageRule(
            "**", frozenset(), policy, self.threshold, tuple(dict.fromkeys(self.types)),
            signers.trust(),
        )  # fmt: skip


def _report(reference: str, looked: Looked, form: str) -> None:
    fact = looked.fact
    verified = "error" not in fact and not fact["unmet"]
    if form == "json":
        errors: list[JsonValue] = [one.to_object() for one in looked.errors]
        found = {"verified": verified, "image": reference, "fact": fact, "errors": errors}
        click.echo(json.dumps(found, indent=2))
    if "error" in fact:
        refuse_unseen(reference, fact)
    if not verified:
        raise VerificationError(
            f"not signed as demanded: {words_of(fact['unmet'])}",
            path=reference,
            cause="; ".join(dict.fromkeys(f"{one.reason}: {one.message}" for one in looked.errors))
            or None,
            hint="docs/reference/verify.md lists the reasons",
        )
    if form == "text":
        click.echo(f"verified: {reference} is {fact['digest']}")
        for line in (*lines_of(fact["signatures"]), *lines_of(fact["attestations"])):
            click.echo(f"  {line}")


def refuse_unseen(reference: str, fact: JsonObject) -> NoReturn:
    """Say why nobody could look at an image.

    Raises:
        UsageError: the reference is none.
        RegistryError: the registry gave no answer.
    """
    reason, words = str(fact["reason"]), str(fact["error"])
    if reason == "malformed_reference":
        raise UsageError(words, path=reference)
    raise RegistryError(words, reason=reason, path=reference)


def lines_of(entries: JsonValue) -> list[str]:
    """Return a line for each signature and attestation of a fact."""
    found = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return [
        f"{'attested ' + str(one['predicate_type']) if 'predicate_type' in one else 'signed'}"
        f" by {one['name'] or one['identity']} ({one['issuer']}),"
        f" {one['time'] or 'at a time nobody vouches for'}"
        for one in found
    ]


def words_of(value: JsonValue) -> str:
    """Return a list of reasons as one text."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
