"""`govern admission`: register the webhook, and take it away in an emergency."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config
from govern.errors import NothingEvaluated, UsageError
from govern.policies.assembly import assemble

if TYPE_CHECKING:
    from govern.admission.parity import Compared

_NAME = click.option("--name", default="govern", show_default=True,
                     help="Name of the ValidatingWebhookConfiguration.")  # fmt: skip


_EPILOG = """\b
Examples:
  govern admission manifests --ca ca.crt | kubectl apply -f -
  govern admission parity deploy/
  govern admission break-glass
"""


@click.group("admission", epilog=_EPILOG)
def command() -> None:
    """Register the admission webhook, and take it away in an emergency."""


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
@_NAME
@click.option("--govern-namespace", default="govern-system", show_default=True,
              help="Where govern runs; it is never asked about.")  # fmt: skip
@click.option("--service", default="govern", show_default=True, help="Its Service.")
@click.option("--service-account", default="govern", show_default=True, help="Its ServiceAccount.")
@click.option("--url", metavar="URL", help="Where govern listens, instead of a Service.")
@click.option("--ca", metavar="FILE", help="PEM certificates that the API server is to trust.")
@click.option("--inject-from", metavar="NAMESPACE/NAME",
              help="The cert-manager Certificate that fills in the authority.")  # fmt: skip
@click.option("--fail", is_flag=True, help="Deny requests while govern cannot be reached.")
@click.option("--timeout", default=3, show_default=True, type=int, metavar="SECONDS",
              help="How long the API server waits.")  # fmt: skip
@click.option("--exclude-namespace", multiple=True, metavar="NAME",
              help="Never ask about this namespace; repeatable.")  # fmt: skip
@click.option("--resource", multiple=True, metavar="GROUP/VERSION/PLURAL=KIND",
              help="What the API server calls a kind of your own; repeatable.")  # fmt: skip
@click.option("--audit-only", is_flag=True, help="Every rule only watches.")
@policy_options
def manifests(**options: Any) -> None:
    """Print the ValidatingWebhookConfiguration for the loaded policies."""
    from govern.admission.registration.configuration import (  # noqa: PLC0415 - this command alone
        RegistrationSettings,
        configuration,
    )

    policy = PolicyFlags.taken_from(options)
    if not (options["ca"] or options["inject_from"]):
        raise UsageError(
            "the API server must know whom to trust", hint="give --ca FILE or --inject-from"
        )
    settings = RegistrationSettings(
        name=options["name"],
        namespace=options["govern_namespace"],
        service=options["service"],
        service_account=options["service_account"],
        url=options["url"],
        authority=_authority(options["ca"]),
        inject_from=options["inject_from"],
        fail=options["fail"],
        timeout=options["timeout"],
        excluded=options["exclude_namespace"],
        kinds=tuple(map(_kind, options["resource"])),
        audit_only=options["audit_only"],
    )
    config, base = read_config(policy.config)
    found = configuration(assemble(policy_settings(policy, config, base)), settings)
    click.echo(yaml.safe_dump(found, sort_keys=False), nl=False)


_BREAK_GLASS_EPILOG = """\b
Examples:
  govern admission break-glass              what to run when the webhook is in the way
  govern admission break-glass --execute    run it

\b
It always works: the API server never sends webhook configurations to webhooks.
"""


@command.command("break-glass", epilog=_BREAK_GLASS_EPILOG)
@_NAME
@click.option("--execute", is_flag=True, help="Delete it now, instead of saying how.")
@click.option("--kubeconfig", metavar="FILE", help="Which cluster; as kubectl takes it.")
@click.option("--context", metavar="NAME", help="Which of its contexts.")
def break_glass(name: str, execute: bool, kubeconfig: str | None, context: str | None) -> None:
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


_PARITY_EPILOG = """\b
Examples:
  govern admission parity deploy/
  govern admission parity deploy/ --profile restricted --output json

\b
Exit codes: 0 the same, 1 something differs, 2 usage or configuration, 3 no Kubernetes object.
"""


@command.command("parity", epilog=_PARITY_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text",
              help="What to write to standard output.")  # fmt: skip
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


def _authority(path: str | None) -> bytes:
    if path is None:
        return b""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error
    if b"-----BEGIN CERTIFICATE-----" not in data or b"PRIVATE KEY" in data:
        raise UsageError(
            "is not a file of certificates alone", path=path, hint="give the authority's PEM file"
        )
    return data


def _kind(text: str) -> Any:
    from govern.admission.registration.kinds import RegisteredKind  # noqa: PLC0415 - as above

    place, separator, kind = text.partition("=")
    parts = place.split("/")
    if not separator or not kind or len(parts) not in {2, 3} or "*" in text or not all(parts):
        raise UsageError(
            f"{text!r} describes no kind",
            hint="write GROUP/VERSION/PLURAL=KIND, such as example.com/v1/widgets=Widget",
        )
    group = parts[0] if len(parts) == 3 else ""
    return RegisteredKind(group, (parts[-2],), kind, (parts[-1],))
