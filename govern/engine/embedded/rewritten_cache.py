"""Rewritten policies on disk, so that the next start need not rewrite them.

A file is named by the digest of everything that it depends on. It can be deleted at any time. It
is believed only when nobody else could have written it: a cache that others can write to would let
them change what is decided.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

import govern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.model import Module

_FORMAT = 3  # to be raised when the rewriting or this file's form changes
_KEPT = 50  # files kept; those go first that were not used for longest


def path_for(modules: Sequence[Module]) -> Path | None:
    """Return where the rewritten form of these modules is kept; None when nowhere."""
    folder = _folder()
    if folder is None:
        return None
    digest = hashlib.sha256(f"{_FORMAT}\0{govern.__version__}\0{_code()}".encode())
    for module in modules:
        for part in (module.path, str(module.rego_version), module.text):
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return folder / f"{digest.hexdigest()}.json"


def _code() -> str:
    """Return the identity of the code that rewrites, which in a checkout has no version."""
    here = Path(__file__).parent
    files = sorted((*here.glob("*.py"), *here.glob("rewrite/*.py"), *here.glob("builtins/*.py")))
    stats = [(file.name, file.stat()) for file in files]
    return repr([(name, status.st_size, status.st_mtime_ns) for name, status in stats])


def read(path: Path) -> dict[str, Any] | None:
    """Return `{texts, careful, arities}`; None when there is no file that can be believed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            found: dict[str, Any] = orjson.loads(file.read())
            with contextlib.suppress(OSError):  # a file system that is only read
                os.utime(file.fileno())
    except (OSError, orjson.JSONDecodeError):
        return None  # it will be written again
    return found if set(found) == {"texts", "careful", "arities"} else None


def write(path: Path, prepared: object) -> None:
    """Keep what was prepared. A full disk or a read-only home only costs the next start time."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(orjson.dumps(prepared))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _forget_unused(path.parent)


def _folder() -> Path | None:
    """Return the folder, which only its owner may write to; None when that cannot be had."""
    if os.environ.get("GOVERN_NO_CACHE"):
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118 - Path.home() raises where there is none
    folder = Path(base, "govern", "policies")
    if not folder.is_absolute():
        return None
    try:
        return folder if _is_ours(folder.stat()) else None
    except FileNotFoundError:
        return folder
    except OSError:
        return None


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _forget_unused(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
