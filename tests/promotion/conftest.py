from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.promotion.mlflow_server import running_mlflow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.promotion.mlflow_server import MlflowServer

# Rules that the good files of tests meet, so that one thing at a time can be wrong.
PROFILE = """\
name: gate
title: Test of the gate
description: Licence, limitations, owner, safe weights.
rules: [MC001, MC002, MC007, MC008, MC026]
enforcement: {MC002: deny, MC007: deny, MC008: deny}
"""


@pytest.fixture(scope="session")
def mlflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowServer]:
    with running_mlflow(tmp_path_factory.mktemp("mlflow")) as server:
        yield server


@pytest.fixture
def govern(tmp_path: Path, mlflow: MlflowServer) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command in `tmp_path`, as a user would."""
    (tmp_path / "gate.yaml").write_text(PROFILE, encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "govern", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "MLFLOW_TRACKING_URI": mlflow.uri},
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def promote(
    govern: Callable[..., subprocess.CompletedProcess[str]],
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `govern promote`."""
    return partial(govern, "promote")
