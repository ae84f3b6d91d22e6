"""`govern verify image`: who signed an image, and what is attested about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from govern.cli.declaring import text_or_json
from govern.cli.verify.image_findings import conclude, entries_of, trust_by
from govern.cli.verify.predicate_type import PredicateType
from govern.cli.verify.signers import SignerFlags, signer_options
from govern.cli.verify.verifying import attestation_reader, registry_settings, trust_store
from govern.configured import read_config
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.attest.trust_store import TrustStore
    from govern.facts.images.source import Looked
    from govern.model import JsonValue

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
        from govern.attest.trust_store import ImageRule  # noqa: PLC0415 - loads cryptography

        policy = signers.policy()
        if self.threshold > len(policy.signers) and policy.keys:
            raise UsageError(f"{self.threshold} signers are demanded, and fewer keys named")
        if self.threshold == 0 and not self.types:
            raise UsageError("--threshold 0 demands nothing", hint="name what with --type")
        types = tuple(dict.fromkeys(self.types))
        return trust_by(
            ImageRule("**", frozenset(), policy, self.threshold, types, signers.trust())
        )


def _report(reference: str, looked: Looked, form: str) -> None:
    fact = looked.fact
    verified = "error" not in fact and not fact["unmet"]
    if form == "json":
        errors: list[JsonValue] = [one.to_object() for one in looked.errors]
        found = {"verified": verified, "image": reference, "fact": fact, "errors": errors}
        click.echo(json.dumps(found, indent=2))
    entries = [*entries_of(fact.get("signatures")), *entries_of(fact.get("attestations"))]
    conclude(reference, looked, entries, None if verified else "not signed", form)
