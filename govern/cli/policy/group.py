"""`govern policy`: look at the rules that are loaded; and the group of what is done to policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from govern.cli.declaring import text_or_json
from govern.cli.lazy_group import LazyGroup
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config
from govern.policies.assembly import assemble, every_rule

if TYPE_CHECKING:
    from govern.model import JsonObject, Rule
    from govern.policies.assembly import PolicySettings
    from govern.policies.policy_set import PolicySet

_EPILOG = """\b
Examples:
  govern policy list                       the rules of the default profile
  govern policy list --profile restricted --format json
  govern policy show K020                  one rule, whole
"""


_COMMANDS = {
    "build": (".policy.build", "Build a bundle of policies, and sign it."),
    "lint": (".policy.lint", "Look for what is suspicious in policies."),
    "pull": (".policy.pull", "Fetch a bundle from a registry, and verify it."),
    "push": (".policy.push", "Store a bundle in a registry."),
    "verify": (".policy.verify", "Verify the signature of a bundle."),
    "test": (".policy.test", "Run the tests of policies."),
}


@click.group("policy", cls=LazyGroup, lazy=_COMMANDS, epilog=_EPILOG)
def command() -> None:
    """Look at policies; test, lint, bundle and sign them."""


@command.command("list")
@text_or_json("--format", "form", shows="For people, or for programs.")
@policy_options
def list_rules(form: str, **options: Any) -> None:
    """List the rules that would decide, sorted by id."""
    policies = assemble(settings_of(options))
    if form == "json":
        click.echo(json.dumps([as_json(rule) for rule in policies.rules], indent=2))
        return
    wide = max((len(rule.id) for rule in policies.rules), default=0)
    for rule in policies.rules:
        kind = rule.match.kind_name
        click.echo(f"{rule.id:<{wide}}  {rule.severity:<8}  {kind:<14}  {rule.title}")
    click.echo(f"{len(policies.rules)} rules, revision {policies.revision[:12]}", err=True)


@command.command("show")
@click.argument("rule_id")
@text_or_json("--format", "form", shows="For people, or for programs.")
@policy_options
def show(rule_id: str, form: str, **options: Any) -> None:
    """Show one rule: its METADATA, its parameters and its Rego."""
    policies = every_rule(settings_of(options))
    rule = policies.rule(rule_id)
    text = _rego_of(policies, rule)
    if form == "json":
        click.echo(json.dumps({**as_json(rule), "rego": text}, indent=2))
        return
    for name, value in as_json(rule).items():
        if value not in ("", [], {}, None):
            click.echo(f"{name}: {value if isinstance(value, str) else json.dumps(value)}")
    click.echo(f"\n{text.rstrip()}")


def settings_of(options: dict[str, Any]) -> PolicySettings:
    """Return what the policy options of a command, and the configuration, choose."""
    flags = PolicyFlags.taken_from(options)
    config, base = read_config(flags.config)
    return policy_settings(flags, config, base)


def _rego_of(policies: PolicySet, rule: Rule) -> str:
    """Return the Rego of a rule: its own file, or that of a constraint's template."""
    own = [one for one in policies.modules if one.path == rule.file]
    named = own or [
        one
        for one in policies.modules
        if one.package == rule.package and not one.path.startswith("govern:")  # made by a dialect
    ]
    return named[0].text.strip("\n") + "\n" if named else ""


def as_json(rule: Rule) -> JsonObject:
    """Return a rule's METADATA as JSON."""
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "enforcement": rule.enforcement.value,
        "description": rule.description,
        "match": {
            "kind": rule.match.kind_name,
            "resources": list(rule.match.resources),
            "operations": list(rule.match.operations),
            "scope": rule.match.scope,
        },
        "controls": list(rule.controls),
        "parameters": {group: dict(names) for group, names in rule.parameters.items()},
        "remediation": rule.remediation,
        "effective_on": rule.effective_on.isoformat() if rule.effective_on else None,
        "package": rule.package,
        "file": rule.file,
        "help_uri": rule.help_uri,
    }
