"""A folder as one `.tar.gz` that depends on names and bytes alone."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pack(root: Path, target: Path, top: str) -> None:
    """Write an archive of a folder, which is removed: USTAR, sorted, no times or owners.

    Args:
        root: The folder.
        target: The archive, which does not exist yet.
        top: The one folder in the archive.
    """
    with (
        target.open("xb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path in _sorted_files(root):
            member = tarfile.TarInfo(f"{top}/{path.relative_to(root).as_posix()}")
            member.size, member.mode = path.stat().st_size, 0o644
            with path.open("rb") as content:
                tar.addfile(member, content)
    shutil.rmtree(root)
    os.chmod(target, 0o644)  # noqa: PTH101 - beside the other modes


def _sorted_files(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*") if path.is_file())
