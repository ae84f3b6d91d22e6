"""`govern admission certificates`: an authority and a certificate of our own, renewed in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from govern.cli.cluster.registering import context_option, kubeconfig_option, name_option

_EPILOG = """\b
Examples:
  govern admission certificates                          write what is missing, renew what is due
  govern admission certificates --secret-name govern-tls --leaf-days 30

\b
Two Secrets are written: --secret-name (tls.crt, tls.key, and ca.crt with every authority to be
trusted) for the webhook, and the same name with `-ca` for the authority's own key. Both are
renewed when a third of their life is left. A new authority is published beside the old one, in the
Secret and in the webhook's registration, and issues from the next run on. Run it once a day.
"""


@click.command("certificates", epilog=_EPILOG)
@name_option
@click.option("--govern-namespace", default="govern-system", show_default=True,
              help="Where govern runs, and the Secrets are.")  # fmt: skip
@click.option("--service", default="govern", show_default=True, help="Its Service.")
@click.option("--secret-name", "secret", default="govern-tls", show_default=True, metavar="NAME",
              help="The Secret that the webhook serves from.")  # fmt: skip
@click.option("--authority-days", default=365, show_default=True, type=click.IntRange(3, 3650),
              help="How long a new authority lives.")  # fmt: skip
@click.option("--leaf-days", default=90, show_default=True, type=click.IntRange(1, 398),
              help="How long a new certificate lives.")  # fmt: skip
@kubeconfig_option
@context_option
def certificates(kubeconfig: str | None, context: str | None, **options: Any) -> None:
    """Write or renew the webhook's certificate and its authority, as Secrets of the cluster."""
    from govern.admission.cluster.client import ClusterClient  # noqa: PLC0415 - an extra
    from govern.admission.provision.registering import trust_also  # noqa: PLC0415 - as above
    from govern.admission.provision.rotation import Lives, rotated  # noqa: PLC0415 - as above
    from govern.admission.provision.secrets import (  # noqa: PLC0415 - as above
        CertificateSecrets,
    )

    client = ClusterClient(kubeconfig, context)
    namespace, secret = options["govern_namespace"], options["secret"]
    secrets = CertificateSecrets(client, namespace, secret)
    host = f"{options['service']}.{namespace}.svc"
    lives = Lives(
        authority=dt.timedelta(days=options["authority_days"]),
        leaf=dt.timedelta(days=options["leaf_days"]),
    )
    now = dt.datetime.now(dt.UTC)
    found = rotated(secrets.read(), (host, f"{host}.cluster.local"), now, lives)
    # API servers learn of a new authority before anything that it vouches for is served.
    trust_also(client, options["name"], found.material.bundle, now)
    if found.changes:
        secrets.write(found.material)
    done = " and ".join(found.changes) or "nothing"
    click.echo(f"govern: renewed {done} in {namespace}/{secret}", err=True)
