"""What a kustomization refers to: files and folders beside it, or places on a network."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.text import decode
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml
from govern.errors import InputError
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonValue

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_MOST_BYTES = 1024 * 1024  # of a kustomization file
# Fields whose entries kustomize loads: paths, or addresses that it would fetch.
_LOADED = frozenset(
    {
        *("bases", "components", "configurations", "crds", "generators", "openapi", "patches"),
        *("patchesJson6902", "patchesStrategicMerge", "replacements", "resources"),
        *("transformers", "validators"),
    }
)
# Fields whose files become part of what is rendered. A manifest that is only packed into a
# ConfigMap, say, does not: it must still be checked by itself.
_MERGED = (
    "bases",
    "components",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "resources",
)
_INFLATORS = frozenset({"helmCharts", "helmChartInflationGenerator"})
# Addresses as kustomize tells them (api/internal/git/repospec.go), where no such path exists.
_REMOTE = re.compile(
    r"^\s*(?:\w+::|gh:|[a-z][a-z0-9+.-]{0,20}://|[\w.-]+@[\w.-]+:)|^\s*(?:github\.com|gitlab\.com|"
    r"bitbucket\.org|dev\.azure\.com)/|\?(?:.*&)?(?:ref|version|timeout|submodules)=|\.git(?:/|$|\?)"
    r"|_git/"
)


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization file.

    Attributes:
        path: The file, as shown.
        folder: The folder it is in, as shown.
        files: Files that become part of what it renders to, as shown.
        folders: Folders with kustomizations of their own that it names, as shown.
        component: It is a part of others, and renders to nothing by itself.
    """

    path: str
    folder: str
    files: frozenset[str]
    folders: frozenset[str]
    component: bool


def read_kustomization(path: str) -> Kustomization:
    """Read one kustomization file and look at what it refers to.

    Raises:
        InputError: it cannot be read, or needs the network or Helm, which are not given to it.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError as error:
        raise InputError("the file cannot be read", path=path, cause=error.strerror) from error
    text = decode(data, path)
    value = read_yaml(text, path, Limits(), schema=Schema.CORE)
    if value is not None and not isinstance(value, dict):
        raise InputError("a kustomization is a mapping", path=path, line=1)
    value = value or {}
    folder = Path(path).parent
    for pointer, fault in _forbidden(value, folder):
        place = YamlPositions(path, text, schema=Schema.CORE).locate([pointer])[pointer]
        raise InputError(
            fault,
            path=path,
            line=place.line,
            column=place.column,
            cause="rendering has no network, so that it gives the same result every time",
            hint="keep a copy beside the kustomization, or check what you render yourself",
        )
    merged = (text for field in _MERGED for _, text in _texts(value.get(field)))
    named = {_shown(folder, entry) for entry in merged if _is_path(entry)}
    return Kustomization(
        path=path,
        folder=_shown(folder, "."),
        files=frozenset(name for name in named if Path(name).is_file()),
        folders=frozenset(name for name in named if kustomization_in(name) is not None),
        component=value.get("kind") == "Component",
    )


def kustomization_in(folder: str) -> str | None:
    """Return the kustomization file of a folder, as shown; None if it has none."""
    return next((_shown(Path(folder), n) for n in NAMES if Path(folder, n).is_file()), None)


def _forbidden(value: dict[str, JsonValue], folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pointer of each entry that rendering could not or must not load, and why."""
    for field in sorted(_INFLATORS & value.keys()):
        yield f"/{field}", "Helm charts inside a kustomization are not rendered"
    for field in sorted(_LOADED & value.keys()):
        for path, text in _texts(value[field], (field,)):
            if _is_path(text) and _REMOTE.search(text) and not (folder / text).exists():
                yield pointer_of(path), "this kustomization loads a part of itself from a network"


def _texts(
    value: JsonValue, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _is_path(text: str) -> bool:
    return 0 < len(text) <= 1024 and "\n" not in text and "\0" not in text


def _shown(folder: Path, entry: str) -> str:
    return os.path.normpath(folder / entry).replace(os.sep, "/")
