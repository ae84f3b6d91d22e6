"""`govern policy verify`: is a bundle signed by a key that is trusted, and unchanged?"""

from __future__ import annotations

import click

from govern.cli.options import plain_http_option, policy_key_option
from govern.errors import UsageError
from govern.policies.bundles.opening import BundleTrust, open_bundle

_EPILOG = """\b
Examples:
  govern policy verify org.tar.gz --policy-key publisher.pub
  govern policy verify oci://registry.example/policies/org:v1 --policy-key publisher.pub

\b
Exit codes: 0 verified, 2 usage, or no bundle, 4 the registry gave no answer, 5 not verified.
"""


@click.command("verify", epilog=_EPILOG)
@click.argument("bundle")
@policy_key_option
@plain_http_option
def command(bundle: str, policy_key: tuple[str, ...], policy_plain_http: tuple[str, ...]) -> None:
    """Verify the signature of a bundle: a .tar.gz file, or oci://… in a registry.

    Every file of the bundle must be signed, and be as it was signed.
    """
    if not policy_key:
        raise UsageError("there is no key to verify with", hint="name one with --policy-key FILE")
    found = open_bundle(bundle, BundleTrust(keys=policy_key, plain_hosts=policy_plain_http))
    click.echo(f"{found.path}: {len(found.files)} files, signed by {found.signed_by}")
