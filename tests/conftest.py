"""What every test may ask for: the published inputs, real tools, golden files."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A busy machine is no defect, so examples have no deadline and may be slow to make. In CI the same
# ones are tried each time, so that a red build is red again when it is looked at.
_SLOW = (hypothesis.HealthCheck.too_slow,)
hypothesis.settings.register_profile("here", deadline=None, suppress_health_check=_SLOW)
hypothesis.settings.register_profile(
    "ci", deadline=None, suppress_health_check=_SLOW, derandomize=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what was rendered to tests/golden instead of comparing with it",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Apply `@pytest.mark.server("opa", …)` and `@pytest.mark.corpus`."""
    for mark in item.iter_markers("server"):
        for name in mark.args:
            surroundings.require_tool(name)
    if item.get_closest_marker("corpus") is not None:
        surroundings.require_corpus()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return surroundings.ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published inputs; skips without it."""
    return surroundings.require_corpus()


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], Path]:
    """`require_tool("opa")` gives the path of the real tool, or skips (fails where it must run)."""
    return surroundings.require_tool


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("reporters/text/denied.txt", rendered)` compares with tests/golden/….

    `pytest --update-golden` writes instead, and then fails nothing: read the diff with git.
    """
    update = request.config.getoption("--update-golden")

    def check(name: str, rendered: str) -> None:
        path = surroundings.ROOT / "tests" / "golden" / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rendered, encoding="utf-8", newline="")
            return
        if not path.is_file():
            pytest.fail(f"no golden file {path}; run pytest --update-golden", pytrace=False)
        expected = path.read_bytes().decode("utf-8")
        if rendered != expected:
            diff = difflib.unified_diff(
                expected.splitlines(keepends=True),
                rendered.splitlines(keepends=True),
                f"tests/golden/{name}",
                "rendered",
            )
            pytest.fail("".join(diff) or "only line ends differ", pytrace=False)

    return check
