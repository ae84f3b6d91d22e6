"""`govern admission register`: register the webhook once it answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from govern.cli.cluster.registering import (
    computed_configuration,
    context_option,
    kubeconfig_option,
    read_authority,
    registration_options,
)
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.admission.cluster.client import ClusterClient

_EPILOG = """\b
Examples:
  govern admission register --ca-secret-name govern-tls
  govern admission register --ca ca.crt --url https://govern.example.com --profile baseline
  govern admission register --ca-secret-name govern-tls --fail --exclude-namespace legacy

\b
It waits until the webhook is ready, over TLS and trusting that authority alone; until then nothing
is registered. Authorities that are trusted now stay trusted until they expire, unless
--replace-authority is given. It needs the rights to read the Secret and to write the configuration.
"""


@click.command("register", epilog=_EPILOG)
@click.option("--ca-secret-name", "ca_secret", metavar="NAME",
              help="The Secret (in --govern-namespace) whose ca.crt is to be trusted.")  # fmt: skip
@click.option("--wait", "seconds", default=300.0, show_default=True, metavar="SECONDS",
              type=click.FloatRange(0, 3600), help="How long the webhook may need.")  # fmt: skip
@click.option("--replace-authority", is_flag=True, help="Trust no authority of before any more.")
@kubeconfig_option
@context_option
@registration_options
def register(
    ca_secret: str | None,
    seconds: float,
    replace_authority: bool,
    kubeconfig: str | None,
    context: str | None,
    **options: Any,
) -> None:
    """Wait until the webhook is ready, and register it for the loaded policies."""
    from govern.admission.cluster.client import ClusterClient  # noqa: PLC0415 - an extra
    from govern.admission.provision import registering  # noqa: PLC0415 - as above

    if (ca_secret is None) == (options["ca"] is None):
        raise UsageError("whom to trust is not clear", hint="give either --ca-secret-name or --ca")
    computed_configuration(options, b"")  # what is wrong with the policies is said before waiting
    client = ClusterClient(kubeconfig, context)
    authority = _authority(client, ca_secret, options)
    url = options["url"] or f"https://{options['service']}.{options['govern_namespace']}.svc"
    registering.wait_until_ready(url, authority, seconds)
    wanted = computed_configuration(options, authority())
    done = registering.register(
        client, dict(wanted), dt.datetime.now(dt.UTC), keep_old=not replace_authority
    )
    click.echo(f"govern: {done} validatingwebhookconfiguration {options['name']}", err=True)


def _authority(
    client: ClusterClient, secret: str | None, options: dict[str, Any]
) -> Callable[[], bytes]:
    from govern.admission.provision.secrets import (  # noqa: PLC0415 - an extra
        CertificateSecrets,
    )

    if secret is None:
        found = read_authority(options["ca"])
        return lambda: found
    return CertificateSecrets(client, options["govern_namespace"], secret).bundle
