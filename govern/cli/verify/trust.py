"""`govern trust`: whose signatures count, and fetching a trusted root."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govern.cli.outputs import replace_file
from govern.configured import read_config

if TYPE_CHECKING:
    from govern.attest.trust import TrustedSigner
    from govern.attest.trust_store import ImageRule, ModelRule, ReportRule, TrustStore
    from govern.config import BuilderSection
    from govern.model import JsonObject

_EPILOG = """\b
Examples:
  govern trust show                        what [trust] in govern.toml says, with its files read
  govern trust update trusted_root.json    fetch the public-good root, and print its digest
"""


@click.group("trust", epilog=_EPILOG)
def command() -> None:
    """Show whose signatures count, and fetch a trusted root."""


@command.command("show", epilog=_EPILOG)
@click.option("-c", "--config", metavar="FILE", help="Configuration; the default is govern.toml.")
def show(config: str | None) -> None:
    """Print as JSON what [trust] says: roots with digests, signers, and what has to be signed."""
    from govern.attest.trust_store import TrustStore, public_good_root  # noqa: PLC0415 - slow
    from govern.config import TrustSection  # noqa: PLC0415 - loads pydantic

    found, base = read_config(config)
    section = found.trust if found else TrustSection()
    store = TrustStore.load(section, base)
    default = public_good_root()
    shown = {"default_root": {"sha256": default.sha256}, **_as_json(store, section.builders)}
    click.echo(json.dumps(shown, indent=2))


@command.command("update", epilog=_EPILOG)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def update(file: Path) -> None:
    """Fetch the public-good trusted root over TUF, and write it to FILE.

    This is the one command that asks Sigstore anything; verification never does.
    """
    from govern.attest.keyless import fetch_public_good_root  # noqa: PLC0415 - 1.5 s

    data = fetch_public_good_root()
    replace_file(file, data.decode("utf-8"))
    click.echo(
        f'[trust.roots.public-good]\nfile = "{file.as_posix()}"\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"'
    )


def _as_json(store: TrustStore, builders: tuple[BuilderSection, ...]) -> JsonObject:
    return {
        "roots": {name: {"sha256": root.sha256} for name, root in store.roots.items()},
        "signers": {name: _signer(one) for name, one in store.signers.items()},
        "images": [_image_rule(rule) for rule in store.rules],
        "models": [_rule(rule) for rule in store.models],
        "reports": _reports(store.reports),
        "builders": [
            {"id": one.id, "signers": [*one.signers], "level": one.level} for one in builders
        ],
        "revoked": {
            "identities": [*sorted(store.revoked.identities)],
            "keys": [*sorted(store.revoked.fingerprints)],
            "digests": [*sorted(store.revoked.digests)],
        },
    }


def _signer(signer: TrustedSigner) -> JsonObject:
    from govern.attest.trust import TrustedKey  # noqa: PLC0415 - as above

    if isinstance(signer, TrustedKey):
        return {"kind": "key", "fingerprint": signer.key.fingerprint}
    return {
        "kind": "keyless",
        "issuer": signer.issuer,
        "identity": signer.identity,
        "identity_regex": signer.pattern,
        "claims": dict(signer.ci),
    }


def _image_rule(rule: ImageRule) -> JsonObject:
    return {
        **_rule(rule),
        "namespaces": [*sorted(rule.namespaces)],
        "predicates": list(rule.predicates),
    }


def _rule(rule: ImageRule | ModelRule) -> JsonObject:
    return {"pattern": rule.pattern, "threshold": rule.threshold, **_demands(rule)}


def _reports(rule: ReportRule) -> JsonObject:
    return {**_demands(rule), "unsigned": rule.unsigned}


def _demands(rule: ImageRule | ModelRule | ReportRule) -> JsonObject:
    age = rule.policy.max_age
    return {
        "signers": [one.name for one in rule.policy.signers],
        "root": rule.trust.root.name if rule.trust.root else None,
        "require_log": rule.policy.require_log,
        "max_age_days": age.days if age else None,
    }
