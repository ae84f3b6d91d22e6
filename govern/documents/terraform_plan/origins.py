"""Where the resources of a plan are written: file and line of their blocks in the `.tf` files.

A plan says which module a resource belongs to and which folder a local module is in; the rest is
found by reading the folder. Modules from registries or git lie elsewhere and have no place.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from govern.documents.interface import Limits
from govern.documents.json_positions import JsonPositions, positions_of
from govern.documents.json_reader import read_json
from govern.documents.terraform_plan.addresses import module_path
from govern.documents.terraform_plan.hcl import resource_blocks
from govern.documents.terraform_plan.sensitivity import at, objects
from govern.documents.text import decode
from govern.errors import InputError, UsageError
from govern.model import Location
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import Document, JsonObject, JsonValue

_MAX_FILES = 2_000  # files of one module
_MAX_BYTES = 5_000_000  # bytes of one file
_KEYWORDS = {"managed": "resource", "data": "data"}
# OpenTofu reads `x.tofu` in place of `x.tf`; so do we, by looking at it first.
_SUFFIXES = (".tofu", ".tf", ".tofu.json", ".tf.json")

_Places: TypeAlias = "dict[tuple[str, str, str], Location]"  # keyword, type, name → place


def origins(source_root: str, document: Document) -> Mapping[str, Location]:
    """Return the place of the block of each resource of a plan, by `Resource.address`.

    Resources whose block is not found are left out. A Location spans the block's header; its path
    begins with `source_root`. Files outside of the repository (or, without one, outside of
    `source_root`) are never read.

    Raises:
        UsageError: `source_root` is not a folder.
    """
    if not Path(source_root).is_dir():
        raise UsageError(
            "the folder of the Terraform source does not exist",
            path=source_root,
            hint="name the folder in which `terraform plan` was run",
        )
    found: dict[str, Location] = {}
    modules = _Modules(source_root, document.content)
    changes = objects(document.content["resource_changes"])
    for resource, change in zip(document.resources[1:], changes, strict=True):
        places = modules.places(module_path(str(change.get("module_address") or "")))
        keyword = _KEYWORDS.get(str(change.get("mode")), "")
        place = places.get((keyword, resource.kind, resource.name))
        if place is not None:
            found[resource.address] = replace(place, pointer=resource.pointer)
    return found


class _Modules:
    """The folders of a configuration's modules; each is read once, when a resource needs it."""

    def __init__(self, source_root: str, content: JsonObject) -> None:
        self._root = source_root
        self._boundary = _boundary(Path(source_root))
        self._configuration = at(content, "configuration", "root_module")
        self._read: dict[tuple[str, ...], _Places] = {}

    def places(self, path: tuple[str, ...]) -> _Places:
        if path not in self._read:
            folder = self._folder(path)
            self._read[path] = _places_in(folder, self._boundary) if folder else {}
        return self._read[path]

    def _folder(self, path: tuple[str, ...]) -> str | None:
        folder, module = self._root, self._configuration
        for name in path:
            call = at(module, "module_calls", name)
            source = at(call, "source")
            if not isinstance(source, str) or not source.startswith(("./", "../")):
                return None
            folder = os.path.normpath(os.path.join(folder, source))  # noqa: PTH118 - keeps `..` textual
            module = at(call, "module")
        inside = Path(folder).resolve().is_relative_to(self._boundary)
        return folder if inside and Path(folder).is_dir() else None


def _boundary(root: Path) -> Path:
    """Return the repository that a folder lies in, or the folder itself."""
    folder = root.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder


def _places_in(folder: str, boundary: Path) -> _Places:
    places: _Places = {}
    for name in _files_in(folder):
        path = Path(folder, name)
        if not path.resolve().is_relative_to(boundary) or path.stat().st_size > _MAX_BYTES:
            continue
        try:
            text = decode(path.read_bytes(), path.as_posix())
            for key, place in _blocks_of(path.as_posix(), text):
                places.setdefault(key, place)
        except (InputError, OSError):
            continue  # the plan stands without it; such a file only has no lines to offer
    return places


def _files_in(folder: str) -> list[str]:
    """Return the names of the files that Terraform reads in a folder; overrides come last."""
    names = [
        entry.name
        for entry in os.scandir(folder)
        if entry.is_file() and entry.name.endswith(_SUFFIXES) and not entry.name.startswith(".")
    ]
    return sorted(names, key=_reading_order)[:_MAX_FILES]


def _reading_order(name: str) -> tuple[bool, int, str]:
    stem, _, suffix = name.partition(".")
    overrides = stem == "override" or stem.endswith("_override")
    suffix = "." + suffix
    return overrides, _SUFFIXES.index(suffix) if suffix in _SUFFIXES else len(_SUFFIXES), name


def _blocks_of(path: str, text: str) -> Iterator[tuple[tuple[str, str, str], Location]]:
    if path.endswith(".json"):
        yield from _json_blocks(path, text)
        return
    blocks = list(resource_blocks(text))
    positions = positions_of(text, ((block.start, block.end) for block in blocks))
    for block in blocks:
        place = Location.at(path, positions[block.start, block.end])
        yield (block.keyword, block.type, block.name), place


def _json_blocks(path: str, text: str) -> Iterator[tuple[tuple[str, str, str], Location]]:
    """Yield the blocks of a `.tf.json` file, in which any block may also be a list of blocks."""
    value = read_json(text, path, Limits())
    keys: dict[str, tuple[str, str, str]] = {}
    for keyword in ("resource", "data"):
        for at_type, types in _alternatives(at(value, keyword), (keyword,)):
            for type_, named in types.items():
                for at_name, names in _alternatives(named, (*at_type, type_)):
                    for name in names:
                        keys[pointer_of((*at_name, name))] = (keyword, type_, name)
    for pointer, location in JsonPositions(path, text).locate(keys).items():
        yield keys[pointer], location


def _alternatives(
    value: JsonValue, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], JsonObject]]:
    items = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
    for index, item in items:
        if isinstance(item, dict):
            yield path if index is None else (*path, index), item
