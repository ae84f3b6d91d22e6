"""The files of a policy source, found in a fixed order and read with limits."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.text import decode
from govern.errors import InputError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA_NAMES = frozenset({"data.json", "data.yaml", "data.yml"})
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of a source: `parts` is its folder below the source's root."""

    path: str
    parts: tuple[str, ...]
    text: str

    @property
    def is_rego(self) -> bool:
        """Whether it holds Rego; everything else here is data."""
        return self.path.endswith(".rego")


def files_of(source: str) -> Iterator[PolicyFile]:
    """Yield the Rego and data files of a source, which is a folder or a single file.

    Of a folder: every `*.rego` and every `data.json`, `data.yaml` and `data.yml`, as in an OPA
    bundle; not tests (`*_test.rego`), hidden folders, `testdata` folders, or links to folders.

    Raises:
        PolicyError: it does not exist, cannot be read, is too large, or holds no Rego.
    """
    root = Path(source)
    if root.is_file():
        yield PolicyFile(_shown(root), (), _read(root))
        return
    if not root.is_dir():
        raise PolicyError("there is no such policy file or folder", path=source)
    count = 0
    for folder, folders, names in os.walk(root, onerror=_raise_unreadable):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "testdata"
        )
        for name in sorted(names):
            if not (name.endswith(".rego") and not name.endswith("_test.rego")) and (
                name not in DATA_NAMES
            ):
                continue
            path = Path(folder) / name
            count += 1
            if count > MAX_FILES:
                raise PolicyError(f"the source has more than {MAX_FILES} files", path=source)
            yield PolicyFile(_shown(path), path.parent.relative_to(root).parts, _read(path))
    if not count:
        raise PolicyError(
            "the policy source holds neither Rego nor data",
            path=source,
            hint="Rego files end in .rego; data files are named data.json or data.yaml",
        )


def read_text(path: str) -> str:
    """Return the text of one policy or data file.

    Raises:
        PolicyError: it cannot be read, is too large, or is not text.
    """
    return _read(Path(path))


def _shown(path: Path) -> str:
    return path.as_posix()


def _read(path: Path) -> str:
    shown = _shown(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise PolicyError("cannot be read", path=shown, cause=error.strerror) from error
    if len(data) > MAX_FILE_BYTES:
        raise PolicyError(f"larger than {MAX_FILE_BYTES} bytes", path=shown)
    try:
        return decode(data, shown)
    except InputError as error:
        raise PolicyError(
            error.message, path=shown, line=error.line, cause=error.cause, hint=error.hint
        ) from error


def _raise_unreadable(error: OSError) -> None:
    raise PolicyError(
        "a policy folder cannot be read", path=str(error.filename), cause=error.strerror
    ) from error
