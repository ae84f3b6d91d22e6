from __future__ import annotations

from typing import TYPE_CHECKING

import click

from govern.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

HEAD = """# The command line

Generated from `--help` by `pytest tests/docs --update-golden`.
"""


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, click.Context(inner, parent=context, info_name=name))


def rendered() -> str:
    context = click.Context(cli, info_name="govern", terminal_width=100, max_content_width=100)
    parts = [f"\n## `{path}`\n```\n{text}\n```\n" for path, text in commands(cli, context)]
    return HEAD + "".join(parts)


def test_the_reference_is_what_help_says(root: Path, request: pytest.FixtureRequest) -> None:
    page = root / "docs/reference/cli.md"
    if request.config.getoption("--update-golden"):
        page.write_text(rendered(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == rendered()


def every_command(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from every_command(inner, f"{path} {name}")


def test_every_command_has_an_example_of_its_own_or_in_its_group() -> None:
    helps = dict(commands(cli, click.Context(cli, info_name="govern")))
    without = [
        path
        for path, text in helps.items()
        if "Examples:" not in text
        and path not in helps[path.rpartition(" ")[0]].partition("Examples:")[2]
    ]
    assert without == []


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{path} --{option.name}"
        for path, command in every_command(cli, "govern")
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
