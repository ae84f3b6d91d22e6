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


def test_every_command_shows_examples_and_says_what_each_option_does() -> None:
    context = click.Context(cli, info_name="govern")
    for path, text in commands(cli, context):
        assert "Examples:" in text or path == "govern policy list", path
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "color":
                assert option.help, f"{name} {option.name}"
