"""Options that several commands share, and how they join with `govern.toml`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.configured import given, policies_in
from govern.errors import UsageError
from govern.policies.bundles.opening import BundleTrust
from govern.policies.source import DIALECTS, PolicySource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.config import Config
    from govern.policies.assembly import PolicySettings

_Command = TypeVar("_Command", bound="Callable[..., object]")


@dataclass(frozen=True, slots=True)
class PolicyFlags:
    """What the command line says about policies."""

    config: str | None
    profile: str | None
    policy: tuple[str, ...]
    builtin: bool
    data: tuple[str, ...]
    dialect: str | None
    rego_version: str | None
    namespace: tuple[str, ...]
    all_namespaces: bool
    combine: bool
    inventory: bool
    policy_key: tuple[str, ...]
    insecure_skip_policy_verification: bool
    policy_plain_http: tuple[str, ...]

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> PolicyFlags:
        """Take the policy options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    @property
    def trust(self) -> BundleTrust:
        """Whose policy bundles are taken."""
        return BundleTrust(
            keys=self.policy_key,
            unverified=self.insecure_skip_policy_verification,
            plain_hosts=self.policy_plain_http,
        )

    def sources(self) -> tuple[PolicySource, ...]:
        """Return each `--policy` with what the other flags say of it.

        Raises:
            UsageError: a flag speaks of policies, but none is named.
        """
        says = given(
            dialect=self.dialect,
            rego_version=int(self.rego_version[1:]) if self.rego_version else None,
            namespaces=("*",) if self.all_namespaces else self.namespace or None,
            combine=self.combine or None,
            inventory=self.inventory or None,
        )
        if says and not self.policy:
            raise UsageError(
                "--dialect, --rego-version, --namespace, --all-namespaces, --combine and "
                "--inventory speak of --policy, but none is named",
                hint="what is in govern.toml says the same things there, for each source",
            )
        return tuple(PolicySource(path, **says) for path in self.policy)


def policy_options(command: _Command) -> _Command:
    """Add the options that choose policies; `PolicyFlags.taken_from` collects them."""
    return with_options(command, _POLICY_OPTIONS)


policy_key_option = click.option(
    "--policy-key", multiple=True, metavar="FILE",
    help="Public key (PEM) that must have signed policy bundles. Repeatable: one of them.",
)  # fmt: skip
skip_verification_option = click.option(
    "--insecure-skip-policy-verification", is_flag=True,
    help="Take policy bundles of registries unverified; reports say so.",
)  # fmt: skip
plain_http_option = click.option(
    "--policy-plain-http", multiple=True, metavar="HOST",
    help="A registry of policy bundles to be spoken to in plain HTTP. Repeatable.",
)  # fmt: skip
_POLICY_OPTIONS = (
    click.option(
        "-c", "--config", metavar="FILE",
        help="Configuration; the default is the nearest govern.toml. `none` reads no file.",
    ),
    click.option("--profile", metavar="NAME", help="Which rules and parameters: a name or a file."),
    click.option(
        "-p", "--policy", multiple=True, metavar="PATH",
        help="Further policies: a folder, a .rego file or a bundle (.tar.gz, oci://…). Repeatable.",
    ),
    click.option(
        "--builtin/--no-builtin", default=True, help="Load the rules that ship with govern."
    ),
    click.option(
        "-d", "--data", multiple=True, metavar="PATH",
        help="JSON or YAML (a file, or a folder of them) merged into Rego's `data`. Repeatable.",
    ),
    click.option(
        "--dialect", type=click.Choice(DIALECTS),
        help="What --policy is written for, instead of looking.",
    ),
    click.option(
        "--rego-version", type=click.Choice(["v0", "v1"]),
        help="What --policy is written in; else what its .manifest says, or v1.",
    ),
    click.option(
        "--namespace", multiple=True, metavar="PACKAGE",
        help="Of Conftest policies: packages whose rules count (`main`); * is any. Repeatable.",
    ),
    click.option(
        "--all-namespaces", is_flag=True, help="Of Conftest policies: take every package."
    ),
    click.option(
        "--combine", is_flag=True, help="Of Conftest policies: show them all inputs at once."
    ),
    click.option(
        "--inventory", is_flag=True,
        help="Of Gatekeeper policies: show them the manifests of the run as data.inventory.",
    ),
    policy_key_option,
    skip_verification_option,
    plain_http_option,
)  # fmt: skip


def policy_settings(flags: PolicyFlags, config: Config | None, base: Path) -> PolicySettings:
    """Join flags and file: flags win where they say something, and lists add up."""
    inside = policies_in(config, base)
    # That nothing is verified can be said on the command line only.
    trust = replace(flags.trust, keys=(*inside.trust.keys, *flags.policy_key))
    return replace(
        inside,
        sources=(*inside.sources, *flags.sources()),
        builtin=flags.builtin and inside.builtin,
        data=(*inside.data, *flags.data),
        trust=trust,
        **given(profile=flags.profile),
    )


def wants_colour(choice: str) -> bool:
    """Tell whether to colour: `always`, `never`, or `auto` (a terminal, and no NO_COLOR)."""
    terminal = sys.stdout.isatty()
    return choice == "always" or (choice == "auto" and terminal and "NO_COLOR" not in os.environ)
