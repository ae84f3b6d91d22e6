"""The environment that govern makes for Checkov when it is told to, and never by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from govern.assets import assets_root
from govern.errors import EngineError

VERSION = "3.3.30"  # the one whose packages are locked, and that the tests are made with
_LOCK = "evidence/scanners/checkov-requirements.txt"
_SECONDS = 1_800
_MARK = "complete"  # written last, so that an interrupted installation is none
_WORDS = 400  # characters of what the installer says that are shown


def installed() -> str | None:
    """Return the path of the Checkov that govern installed; None where it has not."""
    folder = _folder()
    program = folder / "bin" / "checkov"
    return str(program) if (folder / _MARK).is_file() and program.is_file() else None


def install() -> str:
    """Install Checkov below the cache folder, at locked versions and hashes; return its path.

    What is there already is left as it is. Needs the network, some 300 MB and a minute or two.

    Raises:
        EngineError: it could not be installed.
        AssetsMissing: the lock file is not there.
    """
    if found := installed():
        return found
    lock = str(assets_root() / _LOCK)
    folder = _folder()
    pip = (str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(*pip, "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", lock)
        (folder / _MARK).touch()
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise EngineError(
            f"Checkov {VERSION} could not be installed",
            path=str(folder),
            cause=_cause(error),
            hint="see whether the package index can be reached from here",
        ) from error
    return str(folder / "bin" / "checkov")


def _folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "govern" / f"checkov-{VERSION}"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)


def _cause(error: OSError | subprocess.SubprocessError) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else ""
    return " ".join(str(said or error).split())[-_WORDS:]
