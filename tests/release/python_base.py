"""A base image out of this machine: its Python, the libraries that it loads, nothing else."""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.release.layers import sha256
from tools.release.layout import Image, encode, write_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = Path(sys.base_prefix)
PYTHON = str(_PREFIX / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
_LEFT_OUT = {"__pycache__", "site-packages", "test", "tests", "idlelib", "tkinter", "ensurepip"}
_LIBRARY = re.compile(r"(?:=> )?(/\S+) \(0x")
# Compiled wheels load them; distroless has all of the C library's package, too.
_ALSO = (
    "libgcc_s.so.1", "libstdc++.so.6", "librt.so.1", "libpthread.so.0", "libdl.so.2",
    "libutil.so.1", "libm.so.6", "libresolv.so.2",
)  # fmt: skip


def write_base(folder: Path) -> None:
    """Write the base as an OCI layout."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", dereference=True) as archive:
        for path in sorted(_files()):
            archive.add(path, str(path).lstrip("/"))
        record = io.BytesIO(_records().encode())
        entry = tarfile.TarInfo("var/lib/dpkg/status.d/base")
        entry.size = len(record.getvalue())
        archive.addfile(entry, record)
        archive.addfile(_folder("tmp", 0o1777))
        for name in ("proc", "dev"):
            archive.addfile(_folder(name, 0o755))
    plain = data.getvalue()
    layer = gzip.compress(plain, 1, mtime=0)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["PATH=/usr/bin", "PYTHONHOME=/nowhere"]},
        "rootfs": {"type": "layers", "diff_ids": [sha256(plain)]},
    }
    blob = encode(config)
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": sha256(blob),
            "size": len(blob),
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": sha256(layer),
                "size": len(layer),
            }
        ],
    }
    write_layout(Image(manifest, config, {sha256(layer): layer, sha256(blob): blob}), folder)


def _folder(name: str, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = tarfile.DIRTYPE, mode
    return entry


def _files() -> set[Path]:
    found = {Path(PYTHON)}
    standard = Path(sysconfig.get_path("stdlib"))
    for place, folders, names in os.walk(standard):
        folders[:] = [one for one in folders if one not in _LEFT_OUT and "config-" not in one]
        found |= {Path(place, name) for name in names if not name.endswith((".a", ".pyc"))}
    binaries = [one for one in found if ".so" in one.name or one == Path(PYTHON)]
    return found | set(_libraries(binaries)) | {Path(one) for one in _more_libraries()}


def _libraries(binaries: list[Path]) -> Iterator[Path]:
    done = subprocess.run(["ldd", *map(str, binaries)], capture_output=True, text=True, check=True)
    yield from {Path(one) for one in _LIBRARY.findall(done.stdout)}


def _more_libraries() -> Iterator[str]:
    done = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    for name in _ALSO:
        yield re.search(rf"{re.escape(name)} \(libc6,x86-64.*=> (\S+)", done.stdout)[1]  # type: ignore[index]  # each Linux with a compiler has them


def _records() -> str:
    """Return what dpkg says of the C library; nothing where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return ""
    done = subprocess.run(["dpkg-query", "-s", "libc6"], capture_output=True, text=True, check=True)
    return done.stdout
