"""What surrounds the tests: the checkout, the published inputs and the real tools.

Importable as `tests.surroundings`, for what is needed while tests are collected; inside a test the
fixtures of conftest.py are shorter.
"""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

ROOT = Path(__file__).resolve().parent.parent

# Tools that `make tools` does not build, because Debian ships them (tools/debian-packages.txt).
DEBIAN = {
    "chromium": "chromium",
    "docker-registry": "docker-registry",
    "h2load": "nghttp2-client",
    "node": "nodejs",
    "npm": "npm",
    "openssl": "openssl",
    "pg_ctl": "postgresql",
    "pkcs11-tool": "opensc",
    "skopeo": "skopeo",
    "softhsm2-util": "softhsm2",
    "ssh-keygen": "openssh-client",
    "unshare": "util-linux",
}
# Debian keeps servers outside the PATH of people.
_SERVER_FOLDERS = ("/usr/sbin", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))))


def corpus_root() -> Path | None:
    """Return the folder of published inputs, or None when it is not there."""
    chosen = os.environ.get("GOVERN_CORPUS")
    folder = Path(chosen) if chosen else ROOT / "../shared/corpus"
    return folder.resolve() if folder.is_dir() else None


def corpus_params(*patterns: str) -> list[ParameterSet]:
    """Return the corpus files that match, for `parametrize`; one skipped entry without a corpus."""
    root = corpus_root()
    if root is None:
        return [pytest.param(None, id="no-corpus", marks=pytest.mark.skip(reason=_NO_CORPUS))]
    files = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    if not files:
        raise FileNotFoundError(f"nothing in {root} matches {patterns}")
    return [pytest.param(path, id=path.relative_to(root).as_posix()) for path in files]


_NO_CORPUS = "needs the published inputs; set GOVERN_CORPUS to their folder"


def require_corpus() -> Path:
    """Return the folder of published inputs, or skip."""
    root = corpus_root()
    if root is None:
        pytest.skip(_NO_CORPUS)
    return root


def tools_folder() -> Path:
    """Return where `make tools` puts what it builds (tools/install.sh says the same)."""
    if chosen := os.environ.get("GOVERN_TOOLS"):
        return Path(chosen)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "govern" / "tools" / "bin"


def find_tool(name: str) -> Path | None:
    """Return the tool: the pinned build first, then PATH, then where Debian keeps servers."""
    folders = (str(tools_folder()), os.environ.get("PATH", os.defpath), *_SERVER_FOLDERS)
    found = shutil.which(name, path=os.pathsep.join(folders))
    return Path(found) if found else None


def require_tool(name: str) -> Path:
    """Return the tool, or skip; under GOVERN_REQUIRE_SERVERS=1 fail instead."""
    found = find_tool(name)
    if found is None:
        package = DEBIAN.get(name)
        how = f"install the Debian package {package}" if package else "run `make tools`"
        missing(f"needs {name}; {how}")
    return found


def missing(what: str) -> NoReturn:
    """Skip, or fail where GOVERN_REQUIRE_SERVERS=1 says that everything must be there."""
    if os.environ.get("GOVERN_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{what} (GOVERN_REQUIRE_SERVERS=1 forbids skipping)", pytrace=False)
    pytest.skip(what)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
