"""`govern admission vap`: rules that the API server can judge by itself."""

from __future__ import annotations

from typing import Any

import click
import yaml

from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config
from govern.errors import NothingEvaluated

_EPILOG = """\b
Examples:
  govern admission vap --profile baseline | kubectl apply -f -
  govern admission vap --profile restricted --in-namespace payments
  govern admission vap --list                    what is expressed, and why the rest is not

\b
Each is held equal to its Rego against a real API server. They go on when they cannot be evaluated,
leave the system's namespaces out, and know nothing of waivers: the webhook stays the better judge,
and these go on working without it. They see the API server's own kinds alone.
"""


@click.command("vap", epilog=_EPILOG)
@click.option("--prefix", default="govern", show_default=True, help="Of the objects' names.")
@click.option("--exclude-namespace", multiple=True, metavar="NAME",
              help="Leave this namespace out, beside the system's; repeatable.")  # fmt: skip
@click.option("--in-namespace", multiple=True, metavar="NAME",
              help="Hold in this namespace alone; repeatable.")  # fmt: skip
@click.option("--audit-only", is_flag=True, help="Warn and note, and deny nothing.")
@click.option("--list", "listed", is_flag=True,
              help="Say which rules are expressed, and why the others are not.")  # fmt: skip
@policy_options
def vap(**options: Any) -> None:
    """Print ValidatingAdmissionPolicies for the rules that CEL says exactly."""
    from govern.admission.registration.admission_policies import (  # noqa: PLC0415 - this command alone
        Scope,
        admission_policies,
    )
    from govern.policies.assembly import assemble  # noqa: PLC0415 - loads the library

    policy = PolicyFlags.taken_from(options)
    config, base = read_config(policy.config)
    scope = Scope(
        prefix=options["prefix"],
        excluded=options["exclude_namespace"],
        included=options["in_namespace"],
        audit_only=options["audit_only"],
    )
    found = admission_policies(assemble(policy_settings(policy, config, base)), scope)
    if options["listed"]:
        for rule in found.covered:
            click.echo(f"{rule}  expressed")
        for rule, why in found.left.items():
            click.echo(f"{rule}  not expressed: {why}")
        return
    if not found.objects:
        raise NothingEvaluated(
            "none of these rules can be expressed", hint="`--list` says why of each"
        )
    click.echo(yaml.safe_dump_all(found.objects, sort_keys=False, width=100), nl=False)
    click.echo(
        f"govern: {len(found.covered)} rules are expressed, {len(found.left)} are not (--list)",
        err=True,
    )
