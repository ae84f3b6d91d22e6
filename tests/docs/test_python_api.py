"""The page about the Python API is run, line by line."""

from __future__ import annotations

import doctest
import inspect
import re
from typing import TYPE_CHECKING

import click

import govern
from govern.cli import check as command

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_example_shows_what_it_gives(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    done = doctest.testfile(str(root / "docs/python-api.md"), module_relative=False)
    assert done.attempted > 10
    assert done.failed == 0


def test_every_argument_is_an_option_of_the_command_too() -> None:
    arguments = set(inspect.signature(govern.check).parameters) - {"params"}  # govern.toml has it
    words = {"policies": "policy"}
    options = {one.name for one in command.command.params if isinstance(one, click.Parameter)}
    assert {words.get(name, name) for name in arguments} <= options


def test_every_argument_is_described() -> None:
    described = re.findall(r"^ +(\w+): ", inspect.getdoc(govern.check) or "", re.MULTILINE)
    parameters = list(inspect.signature(govern.check).parameters)
    assert described[: len(parameters)] == parameters
