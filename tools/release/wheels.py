"""Locked wheels for another machine, unpacked and compiled: the same files wherever it is done."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tools.release.resolution import ReleaseError

if TYPE_CHECKING:
    from pathlib import Path

_GLIBC = range(17, 35)  # manylinux_2_17 to manylinux_2_34, which Debian 12 and later can load


def fetch(
    lock: Path, folder: Path, architecture: str, python: str, at_hand: Path | None = None
) -> list[Path]:
    """Fetch the wheels that a lock file names; their hashes are checked.

    Args:
        lock: With a hash for each file.
        folder: Where to.
        architecture: `x86_64` or `aarch64`.
        python: `3.11`.
        at_hand: A folder with all of them, for builds without a network.

    Raises:
        ReleaseError: pip could not, or one of them has no wheel.
    """
    platforms = [f"--platform=manylinux_2_{minor}_{architecture}" for minor in reversed(_GLIBC)]
    command = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download",
        "--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation=cp",
        f"--python-version={python}", f"--platform=manylinux2014_{architecture}", *platforms,
        "--requirement", str(lock), "--dest", str(folder),
    ]  # fmt: skip
    if at_hand is not None:
        command += ["--no-index", "--find-links", str(at_hand)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ReleaseError(f"pip download failed:\n{done.stderr[-2000:]}")
    return sorted(folder.glob("*.whl"))


def unpack(wheel: Path, site: Path) -> None:
    """Put the files of a wheel where Python imports them from; its scripts are left out.

    Raises:
        ReleaseError: it names a file outside.
    """
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            head, _, rest = info.filename.partition("/")
            name = info.filename
            if head.endswith(".data"):
                kind, _, name = rest.partition("/")
                if kind not in ("purelib", "platlib"):
                    continue
            target = site / name
            if not target.resolve().is_relative_to(site.resolve()):
                raise ReleaseError(f"{wheel.name} names a file outside: {info.filename}")
            if not info.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))


def compile_all(site: Path, place: str) -> None:
    """Compile all modules, for a root file system that nobody can write to.

    The compiled files hold no times and no path of this machine.

    Args:
        site: Where the modules are now.
        place: Where they will be.

    Raises:
        ReleaseError: a module could not be compiled.
    """
    command = [
        sys.executable, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode",
        "unchecked-hash", "-s", str(site), "-p", place, str(site),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # order inside of constant sets
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ReleaseError(f"compileall failed:\n{(done.stdout + done.stderr)[-2000:]}")
