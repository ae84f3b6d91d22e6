"""A child process that does one piece of work with the interpreter, and ends.

The interpreter never runs in the process that the user started; work that asks no questions needs
no worker that is kept.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import orjson

from govern.errors import EngineError


def ask_child(function: str, order: Any, patience: float) -> Any:
    """Return what a function (`module:name`) makes of an order; both are JSON.

    Raises:
        EngineError: the child ended early, or took longer than `patience` seconds.
    """
    module, _, name = function.partition(":")
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"import orjson\nfrom {module} import {name}\n"
        f"order = orjson.loads(sys.stdin.buffer.read())\n"
        f"sys.stdout.buffer.write(orjson.dumps({name}(order)))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code],
            input=orjson.dumps(order),
            capture_output=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"the policies could not be looked at in {patience:g} s") from error
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise EngineError(
            "the policies could not be looked at",
            cause=words[-1][:300] if words else f"status {done.returncode}",
        )
    return orjson.loads(done.stdout)
