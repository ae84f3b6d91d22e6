from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.govern_command import Ran, run_govern

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def govern(tmp_path: Path) -> Callable[..., Ran]:
    """Run the real command in `tmp_path`, as a user would: another process, no terminal."""

    def run(*args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        return run_govern(tmp_path, *args, stdin=stdin, env={**os.environ, **(env or {})})

    return run
