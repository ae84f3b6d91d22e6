"""How commands declare options that several of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_Command = TypeVar("_Command", bound="Callable[..., object]")


def with_options(command: _Command, options: tuple[Any, ...]) -> _Command:
    """Add options (click's decorators) to a command; `--help` lists them in their order."""
    for option in reversed(options):
        command = option(command)
    return command


def text_or_json(*names: str, shows: str) -> Callable[[_Command], _Command]:
    """Return the option that chooses between text for people and JSON for programs.

    Args:
        names: As click takes them: `"-o", "--output", "form"`.
        shows: Its help.
    """
    return click.option(*names, type=click.Choice(["text", "json"]), default="text", help=shows)
