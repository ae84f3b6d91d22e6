"""`govern check` against a server that is no good: undecided, exit code 4, and no long wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.engine.opa_fixtures import pretender

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: nginx}
"""


def _like_opa(path: str) -> tuple[int, bytes]:
    if path.endswith("/query"):
        return 200, b'{"result": [{"version": "1.0.0"}]}'
    return 200, b"{}"


@pytest.mark.parametrize("fault", ["slow", "errors", "garbage"])
def test_a_server_that_fails_while_it_is_asked(
    govern: Callable[..., Ran], tmp_path: Path, fault: str
) -> None:
    def reply(path: str, body: bytes) -> tuple[int, bytes]:
        if b'"input"' not in body:
            return _like_opa(path)
        if fault == "slow":
            time.sleep(2)
        return (500, b"oh no") if fault == "errors" else (200, b"\xff<html>")

    for number in range(5):
        (tmp_path / f"pod{number}.yaml").write_text(MANIFEST, encoding="utf-8")
    with pretender(reply) as url:
        (tmp_path / "govern.toml").write_text(
            f'[engine]\nname = "opa"\nopa_url = "{url}"\ndeadline = 0.5\n', encoding="utf-8"
        )
        started = time.monotonic()
        ran = govern("check", ".", "--output", "json")
        assert time.monotonic() - started < 25
    assert ran.code == 4, ran.err
    assert '"decision": "undecided"' in ran.out
