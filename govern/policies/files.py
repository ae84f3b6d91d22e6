"""The files of a policy source, found in a fixed order and read with limits."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.text import decode
from govern.errors import InputError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA_NAMES = frozenset({"data.json", "data.yaml", "data.yml"})
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FILES = 10_000

_YAML = frozenset({".yaml", ".yml"})
_DATA = _YAML | {".json"}
_READ = (".rego", *sorted(_DATA))
# What ConstraintTemplates and constraints say of themselves, in YAML or JSON.
_GATEKEEPER = re.compile(
    rb"""^[ \t]*["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:templates|constraints)\.gatekeeper\.sh/""",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of a source: `parts` is its folder below the source's root."""

    path: str
    parts: tuple[str, ...]
    text: str

    @property
    def relative(self) -> str:
        """Its path below the source's root."""
        return "/".join((*self.parts, Path(self.path).name))

    @property
    def is_rego(self) -> bool:
        """Whether it holds Rego; everything else here is data."""
        return self.path.endswith(".rego")


def files_of(source: str) -> Iterator[PolicyFile]:
    """Yield the Rego and data files of a source, which is a folder or a single file.

    Of a folder: every `*.rego` and every `data.json`, `data.yaml` and `data.yml`, as in an OPA
    bundle; not tests (`*_test.rego`), hidden folders, `testdata` folders, or links to folders.

    Raises:
        PolicyError: it does not exist, cannot be read, or is too large.
    """
    for path, parts in _walk(source, _is_policy_or_data):
        if path != Path(source) or path.suffix not in _YAML:
            yield PolicyFile(_shown(path), parts, _read(path))


def kubernetes_files_of(source: str) -> Iterator[PolicyFile]:
    """Yield the files of a source that hold Gatekeeper's objects, data files left out.

    Raises:
        PolicyError: as `files_of`.
    """
    for path, parts in _walk(source, _is_other_yaml):
        if path != Path(source) or _is_other_yaml(path.name):
            data = _bytes(path)  # whatever else lies here may be large, or no text at all
            if _GATEKEEPER.search(data):
                yield PolicyFile(_shown(path), parts, _text(data, _shown(path)))


def data_files_of(path: str) -> Iterator[PolicyFile]:
    """Yield one data file, or every JSON and YAML file of a folder as `opa --data` takes them.

    Raises:
        PolicyError: as `files_of`.
    """
    for found, parts in _walk(path, _is_data):
        yield PolicyFile(_shown(found), parts, _read(found))


def _is_policy_or_data(name: str) -> bool:
    return name in DATA_NAMES or (name.endswith(".rego") and not name.endswith("_test.rego"))


def _is_other_yaml(name: str) -> bool:
    return name not in DATA_NAMES and Path(name).suffix in _YAML


def _is_data(name: str) -> bool:
    return Path(name).suffix in _DATA


def _walk(source: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield a source that is a file, or the wanted ones of a folder, each with its folder's path.

    That path is below the source's root, and what is wanted is told by a file's name alone.
    """
    root = Path(source)
    if root.is_file():
        yield root, ()
        return
    if not root.is_dir():
        raise PolicyError("there is no such policy file or folder", path=source)
    count = 0
    for folder, folders, names in os.walk(root, onerror=_raise_unreadable):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "testdata"
        )
        read = sorted(name for name in names if name.endswith(_READ))
        count += len(read)
        if count > MAX_FILES:
            raise PolicyError(f"the source has more than {MAX_FILES} files", path=source)
        here = Path(folder)
        parts = here.relative_to(root).parts
        yield from ((here / name, parts) for name in read if is_wanted(name))


def read_text(path: str) -> str:
    """Return the text of one policy or data file.

    Raises:
        PolicyError: it cannot be read, is too large, or is not text.
    """
    return _read(Path(path))


def _shown(path: Path) -> str:
    return path.as_posix()


def _read(path: Path) -> str:
    return _text(_bytes(path), _shown(path))


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file; of one that is too large, one more than are allowed."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise PolicyError("cannot be read", path=_shown(path), cause=error.strerror) from error


def _text(data: bytes, shown: str) -> str:
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
