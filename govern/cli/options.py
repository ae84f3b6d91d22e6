"""Options that several commands share, and how they join with `govern.toml`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.errors import UsageError
from govern.policies.assembly import PolicySettings
from govern.policies.policy_set import Override

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.config import Config

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

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> PolicyFlags:
        """Take the policy options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))


def policy_options(command: _Command) -> _Command:
    """Add the options that choose policies; `PolicyFlags.taken_from` collects them."""
    for option in reversed(_POLICY_OPTIONS):
        command = option(command)
    return command


_POLICY_OPTIONS = (
    click.option(
        "-c", "--config", metavar="FILE",
        help="Configuration; the default is the nearest govern.toml. `none` reads no file.",
    ),
    click.option("--profile", metavar="NAME", help="Which rules and parameters: a name or a file."),
    click.option(
        "-p", "--policy", multiple=True, metavar="PATH",
        help="Further policies: a folder or a .rego file. Repeatable.",
    ),
    click.option(
        "--builtin/--no-builtin", default=True, help="Load the rules that ship with govern."
    ),
    click.option(
        "-d", "--data", multiple=True, metavar="FILE",
        help="JSON or YAML merged into Rego's `data`. Repeatable.",
    ),
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
            sources=flags.policy,
            builtin=flags.builtin,
            data=flags.data,
            **given(profile=flags.profile),
        )
    overrides = {
        rule_id: Override(section.severity, section.enforcement, section.enabled)
        for rule_id, section in config.rules.items()
    }
    return PolicySettings(
        sources=(*below(base, config.policy.sources), *flags.policy),
        builtin=flags.builtin and config.policy.builtin,
        data=(*below(base, config.policy.data), *flags.data),
        params=config.params,
        overrides=overrides,
        **given(profile=flags.profile or _profile(base, config.profile)),
    )


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
