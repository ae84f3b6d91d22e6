"""Formats by name, and the promise that an unused one costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from govern.errors import UsageError
from govern.reporters import FORMATS, TextOptions, reporter_for
from tests.builders import a_report, a_result
from tests.samples import everything


def test_the_formats_are_those_of_the_command_line() -> None:
    assert list(FORMATS) == [
        "text",
        "json",
        "sarif",
        "junit",
        "github",
        "gitlab",
        "markdown",
        "html",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_everything_twice_to_the_same_bytes(name: str) -> None:
    first = reporter_for(name).render(everything())
    second = reporter_for(name, TextOptions()).render(everything())
    assert first == second
    assert first.endswith("\n")
    first.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_an_empty_run(name: str) -> None:
    assert reporter_for(name).render(a_report(inputs=())).endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_results_came_is_irrelevant(name: str) -> None:
    results = [a_result("K021"), a_result("K020"), a_result("K020", message="another")]
    forth = reporter_for(name).render(a_report(results))
    back = reporter_for(name).render(a_report(reversed(results)))
    assert forth == back


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no report format 'pdf'") as caught:
        reporter_for("pdf")
    assert caught.value.hint is not None
    assert "sarif" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "loads"),
    [("text", set()), ("json", {"orjson"}), ("html", {"jinja2"})],
)
def test_a_format_loads_only_what_it_needs(name: str, loads: set[str]) -> None:
    heavy = ("jinja2", "orjson", "xml", "pydantic", "jsonschema_rs", "msgspec", "yaml", "click")
    program = (
        "import sys\n"
        "from govern.reporters import reporter_for\n"
        f"reporter_for({name!r})\n"
        f"print(*(name for name in {heavy!r} if name in sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(ran.stdout.split()) == loads
