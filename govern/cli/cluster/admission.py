"""`govern admission`: register the webhook, and take it away in an emergency."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import yaml

from govern.cli.cluster.certificates import certificates
from govern.cli.cluster.register import register
from govern.cli.cluster.registering import (
    computed_configuration,
    context_option,
    kubeconfig_option,
    name_option,
    registration_options,
)
from govern.cli.cluster.vap import vap
from govern.cli.declaring import text_or_json
from govern.cli.evidence.recording import RecordFlags, record_options
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config
from govern.errors import NothingEvaluated, UsageError

if TYPE_CHECKING:
    from govern.admission.parity import Compared

_EPILOG = """\b
Examples:
  govern admission manifests --ca ca.crt | kubectl apply -f -
  govern admission parity deploy/
  govern admission break-glass
"""


@click.group("admission", epilog=_EPILOG)
def command() -> None:
    """Register the admission webhook, and take it away in an emergency."""


command.add_command(register)
command.add_command(certificates)
command.add_command(vap)

_MANIFESTS_EPILOG = """\b
Examples:
  govern admission manifests --ca ca.crt | kubectl apply -f -
  govern admission manifests --profile baseline --inject-from govern-system/govern-tls
  govern admission manifests --ca ca.crt --fail --exclude-namespace legacy
  govern admission manifests --ca ca.crt -p policies/ --resource example.com/v1/widgets=Widget

\b
The rules of the webhooks are the exact union of what the loaded policies are about. System
namespaces and govern's own are never asked about. Without --fail, requests go through while govern
cannot be reached; what it cannot decide it answers by each rule's own failure policy either way.
"""


@command.command("manifests", epilog=_MANIFESTS_EPILOG)
@registration_options
def manifests(**options: Any) -> None:
    """Print the ValidatingWebhookConfiguration for the loaded policies."""
    if not (options["ca"] or options["inject_from"]):
        raise UsageError(
            "the API server must know whom to trust", hint="give --ca FILE or --inject-from"
        )
    found = computed_configuration(options)
    click.echo(yaml.safe_dump(found, sort_keys=False), nl=False)


_BREAK_GLASS_EPILOG = """\b
Examples:
  govern admission break-glass              what to run when the webhook is in the way
  govern admission break-glass --execute    run it
  govern admission break-glass --execute --record    and leave a gap in the evidence log

\b
It always works: the API server never sends webhook configurations to webhooks. What is admitted
from then on is in no log; with --record, or record = true in govern.toml, the log says so.
"""


@command.command("break-glass", epilog=_BREAK_GLASS_EPILOG)
@name_option
@click.option("--execute", is_flag=True, help="Delete it now, instead of saying how.")
@kubeconfig_option
@context_option
@record_options
def break_glass(
    name: str, execute: bool, kubeconfig: str | None, context: str | None, **options: Any
) -> None:
    """Take the webhook out of the way, whatever state it is in."""
    where = "".join(
        f" --{key} {value}"
        for key, value in (("kubeconfig", kubeconfig), ("context", context))
        if value
    )
    if not execute:
        click.echo(f"kubectl{where} delete validatingwebhookconfiguration {name}")
        return
    from govern.admission.cluster.client import ClusterClient  # noqa: PLC0415 - an extra

    deleted = ClusterClient(kubeconfig, context).delete_configuration(name)
    told = "deleted" if deleted else "there was no"
    click.echo(f"govern: {told} validatingwebhookconfiguration {name}", err=True)
    if deleted:
        _leave_gap(name, RecordFlags.taken_from(options))


def _leave_gap(name: str, flags: RecordFlags) -> None:
    """Say in the log that decisions are missing from now on; the webhook is away already."""
    settings = flags.settings(*read_config(None))
    if settings is None:
        return
    from govern.evidence.absence import BREAK_GLASS, leave_gap  # noqa: PLC0415 - few emergencies
    from govern.evidence.recorder import Recorder  # noqa: PLC0415 - as above

    with closing(Recorder.open(settings)) as recorder:
        why = f"{BREAK_GLASS}: validatingwebhookconfiguration {name} was deleted"
        entry = leave_gap(recorder.log, why, datetime.now(UTC))
    click.echo(f"govern: entry {entry} of the log says so", err=True)


_PARITY_EPILOG = """\b
Examples:
  govern admission parity deploy/
  govern admission parity deploy/ --profile restricted --output json

\b
Exit codes: 0 the same, 1 something differs, 2 usage or configuration, 3 no Kubernetes object.
"""


@command.command("parity", epilog=_PARITY_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@text_or_json("-o", "--output", shows="What to write to standard output.")
@policy_options
def parity(paths: tuple[str, ...], output: str, **options: Any) -> None:
    """Show that CI and the webhook say the same of the same objects."""
    from govern.admission.parity import compare  # noqa: PLC0415 - loads the engine
    from govern.pipeline import RunSettings  # noqa: PLC0415 - as above

    policy = PolicyFlags.taken_from(options)
    config, base = read_config(policy.config)
    found = compare(paths, RunSettings(policy=policy_settings(policy, config, base)))
    if not found:
        raise NothingEvaluated("there is no Kubernetes object in the inputs")
    if output == "json":
        click.echo(json.dumps([asdict(one) | {"same": one.same} for one in found], indent=2))
    else:
        for one in found:
            _tell(one)
    raise click.exceptions.Exit(0 if all(one.same for one in found) else 1)


def _tell(one: Compared) -> None:
    word = "same   " if one.same else "differs"
    findings = "1 finding" if one.findings == 1 else f"{one.findings} findings"
    click.echo(f"{word} {one.object_sha256[:12]}  {one.address} ({one.path}): {findings} in both")
    for where, missing in (("CI", one.only_ci), ("the webhook", one.only_webhook)):
        for said in missing:
            click.echo(f"  only in {where}: {said.rule_id} {said.outcome}: {said.message}")
