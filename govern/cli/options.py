"""Options that several commands share, and how they join with `govern.toml`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.errors import UsageError
from govern.policies.assembly import PolicySettings
from govern.policies.bundles.opening import REMOTE, BundleTrust
from govern.policies.policy_set import Override
from govern.policies.source import DIALECTS, PolicySource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from govern.config import Config, PolicySection

FILE_NAME = "govern.toml"
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
    for option in reversed(_POLICY_OPTIONS):
        command = option(command)
    return command


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


def read_config(named: str | None) -> tuple[Config | None, Path]:
    """Return the configuration and the folder that its paths are relative to.

    Raises:
        UsageError: the named file does not exist, or its content is wrong.
    """
    if named == "none":
        return None, Path()
    path = Path(named) if named else nearest_config(Path.cwd())
    if path is None:
        return None, Path()
    if not path.is_file():
        raise UsageError("there is no such configuration file", path=named)
    from govern import config  # noqa: PLC0415 - loads pydantic, which a run without a file spares

    # Relative paths read better in messages, and keep reports the same on every machine.
    path = Path(os.path.relpath(path))
    return config.load(path), path.parent


def nearest_config(start: Path) -> Path | None:
    """Return the nearest `govern.toml`: in `start` or above it, up to the repository's root."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        if (folder / ".git").exists():
            return None
    return None


def policy_settings(flags: PolicyFlags, config: Config | None, base: Path) -> PolicySettings:
    """Join flags and file: flags win where they say something, and lists add up."""
    if config is None:
        return PolicySettings(
            sources=flags.sources(),
            builtin=flags.builtin,
            data=flags.data,
            trust=flags.trust,
            **given(profile=flags.profile),
        )
    overrides = {
        rule_id: Override(section.severity, section.enforcement, section.enabled)
        for rule_id, section in config.rules.items()
    }
    return PolicySettings(
        sources=(*_sources(base, config.policy), *flags.sources()),
        builtin=flags.builtin and config.policy.builtin,
        data=(*below(base, config.policy.data), *flags.data),
        params=config.params,
        overrides=overrides,
        trust=_trust(flags, config.policy, base),
        **given(profile=flags.profile or _profile(base, config.profile)),
    )


def _trust(flags: PolicyFlags, section: PolicySection, base: Path) -> BundleTrust:
    """Join the keys of both; that nothing is verified can be said on the command line only."""
    return replace(flags.trust, keys=(*below(base, section.keys), *flags.policy_key))


def _sources(base: Path, section: PolicySection) -> Iterator[PolicySource]:
    for one in section.sources:
        if isinstance(one, str):
            yield PolicySource(_source_path(base, one))
        else:
            says = one.model_dump(exclude={"path"}, exclude_none=True)
            yield PolicySource(_source_path(base, one.path), **says)


def _source_path(base: Path, path: str) -> str:
    return path if path.startswith(REMOTE) else below(base, (path,))[0]


def _profile(base: Path, named: str | None) -> str | None:
    """Return a profile's name as it is, and its path relative to where the user stands."""
    if named and ("/" in named or named.endswith((".yaml", ".yml"))):
        return below(base, (named,))[0]
    return named


def given(**values: Any) -> dict[str, Any]:
    """Return only what was given, so that defaults stay in one place."""
    return {name: value for name, value in values.items() if value is not None}


def below(base: Path, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of a configuration file relative to where the user stands."""
    return tuple((base / path).as_posix() for path in paths)


def below_one(base: Path, path: str | None) -> str | None:
    """Return one such path, or None."""
    return (base / path).as_posix() if path else None


def wants_colour(choice: str) -> bool:
    """Tell whether to colour: `always`, `never`, or `auto` (a terminal, and no NO_COLOR)."""
    terminal = sys.stdout.isatty()
    return choice == "always" or (choice == "auto" and terminal and "NO_COLOR" not in os.environ)
