"""Runs a Docker credential helper (docker/docker-credential-helpers)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

from govern.errors import RegistryError
from govern.sources.oci.reasons import Reason

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_SECONDS = 10
_NOT_THERE = "credentials not found in native keychain"  # the helpers' own words


def ask_helper(name: str, server: str) -> tuple[str, str] | None:
    """Return (username, secret) for a server; None when the helper knows no such server.

    Raises:
        RegistryError: the helper is missing, fails, hangs or answers nonsense. Its output is
            never quoted, since it may hold the secret.
    """
    if not _NAME.match(name):
        raise _failed(name[:64], "its name is not a plain word")
    program = shutil.which(f"docker-credential-{name}")
    if program is None:
        raise _failed(name, f"docker-credential-{name} is not on PATH")
    try:
        done = subprocess.run(
            [program, "get"],
            input=server.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failed(name, f"it did not answer within {_SECONDS} s") from None
    except OSError as error:
        raise _failed(name, error.strerror or type(error).__name__) from None
    if done.returncode:
        if _NOT_THERE in done.stdout.decode(errors="replace"):
            return None
        raise _failed(name, f"it ended with exit code {done.returncode}")
    try:
        answer = json.loads(done.stdout)
        username, secret = answer["Username"], answer["Secret"]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise _failed(name, "its answer is not what a credential helper says") from None
    if not isinstance(username, str) or not isinstance(secret, str):
        raise _failed(name, "its answer is not what a credential helper says")
    return username, secret


def _failed(name: str, cause: str) -> RegistryError:
    return RegistryError(
        f"the credential helper {name!r} failed",
        reason=Reason.CREDENTIALS,
        cause=cause,
        hint="run it by hand, or log in again with your container tool",
    )
