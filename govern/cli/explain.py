"""`govern explain`: a rule's page in the terminal."""

from __future__ import annotations

from typing import Any

import click

from govern.cli.options import policy_options
from govern.cli.policy.group import settings_of
from govern.policies.assembly import every_rule
from govern.policies.docs import render_page

_EPILOG = """\b
Examples:
  govern explain K020
  govern explain ORG001 --policy policies/
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("rule_id")
@policy_options
def command(rule_id: str, **options: Any) -> None:
    """Explain a rule: what it wants, why, and how to fix what breaks it."""
    rule = every_rule(settings_of(options)).rule(rule_id)
    click.echo(render_page(rule).rstrip())
