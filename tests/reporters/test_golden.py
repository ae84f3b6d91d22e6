"""Every format against what it looked like when somebody last read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern import __version__
from govern.model import Outcome
from govern.reporters import TextOptions, reporter_for
from tests.builders import a_report, a_result
from tests.samples import everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import Report


def allowed() -> Report:
    """Return the report of a run in which all is well."""
    return a_report([a_result(outcome=Outcome.PASS), a_result("K021", Outcome.PASS)])


@pytest.mark.parametrize(
    ("file", "name", "options"),
    [
        ("denied.txt", "text", TextOptions()),
        ("denied-verbose.txt", "text", TextOptions(verbose=True)),
        ("denied-quiet.txt", "text", TextOptions(quiet=True)),
        ("denied-narrow.txt", "text", TextOptions(width=50)),
        ("denied-colour.txt", "text", TextOptions(color=True)),
        ("denied.json", "json", None),
        ("denied.sarif", "sarif", None),
        ("denied.xml", "junit", None),
        ("denied.github.txt", "github", None),
        ("denied.gitlab.json", "gitlab", None),
        ("denied.md", "markdown", None),
        ("denied.html", "html", None),
    ],
)
def test_a_denied_run(
    golden: Callable[[str, str], None], file: str, name: str, options: TextOptions | None
) -> None:
    rendered = reporter_for(name, options).render(everything())
    golden(f"reporters/{file}", rendered.replace(__version__, "VERSION"))


@pytest.mark.parametrize(
    ("file", "name"),
    [("allowed.txt", "text"), ("allowed.md", "markdown"), ("allowed.xml", "junit")],
)
def test_an_allowed_run(golden: Callable[[str, str], None], file: str, name: str) -> None:
    golden(f"reporters/{file}", reporter_for(name).render(allowed()))
