"""Folders with policies and data → the files of a bundle."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import orjson

from govern.errors import PolicyError, UsageError
from govern.policies.data import DataBuilder, read_data
from govern.policies.gathering import gather
from govern.policies.policy_set import revision_of
from govern.policies.source import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.model import JsonObject, Module
    from govern.policies.source import PolicySource

_FIRST = re.compile(r'[A-Za-z_]\w*|\["((?:[^"\\]|\\.)*)"\]')


def build(
    sources: Sequence[PolicySource], *, revision: str | None = None, roots: Sequence[str] = ()
) -> dict[str, bytes]:
    """Return a bundle's files by name; the same sources give the same bytes.

    Rego stays as it is, tests left out; data files are merged into one `data.json`.

    Args:
        sources: Folders and files.
        revision: What the manifest says; by default the digest of what decides.
        roots: The part of `data` that the bundle owns; by default the first names of its packages
            and data.

    Raises:
        PolicyError: a file is wrong, two have one name, or one lies outside of the roots.
        UsageError: a source holds Gatekeeper's objects, which no bundle can carry.
    """
    files: dict[str, bytes] = {}
    modules: list[Module] = []
    versions: dict[str, int] = {}
    data = DataBuilder()
    for source in sources:
        gathered = gather(source)
        if gathered.kubernetes:
            raise UsageError(
                "a bundle carries Rego and data, and no ConstraintTemplates",
                path=gathered.kubernetes[0].path,
                hint="leave them in a folder of their own",
            )
        for module in gathered.modules:
            name = _name(module, source)
            if name in files:
                raise PolicyError(f"two sources have a file {name}", path=module.path)
            files[name] = module.text.encode()
            modules.append(module)
            if module.rego_version != 1:
                versions[f"/{name}"] = module.rego_version
        for file in gathered.data:
            data.add(read_data(file.text, file.path), file.parts, file.path)
    owned = sorted(roots) or _roots(modules, data.data)
    _check_roots(owned, modules, data.data)
    manifest: JsonObject = {
        "revision": revision if revision is not None else revision_of(modules, data.data),
        "roots": list(owned),
        "rego_version": 1,
    }
    if versions:
        manifest["file_rego_versions"] = dict(sorted(versions.items()))
    files["data.json"] = _canonical(data.data)
    files[MANIFEST] = _canonical(manifest)
    return dict(sorted(files.items()))


def _name(module: Module, source: PolicySource) -> str:
    if module.path == source.path:
        return module.path.rpartition("/")[2]
    return module.path.removeprefix(source.path.rstrip("/") + "/").removeprefix("./")


def _canonical(value: JsonObject) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _roots(modules: Iterable[Module], data: JsonObject) -> list[str]:
    names = set(data)
    for module in modules:
        found = _FIRST.match(module.package)
        names.add((found[1] or found[0]) if found else module.package)
    return sorted(names)


def _check_roots(roots: Sequence[str], modules: Iterable[Module], data: JsonObject) -> None:
    for module in modules:
        path = module.package.replace(".", "/")
        if not any(_owns(root, path) for root in roots):
            raise PolicyError(
                f"the package {module.package} is outside of the roots", path=module.path,
                hint=f"the roots are {', '.join(roots)}",
            )  # fmt: skip
    for name, value in data.items():
        below = [name, *(f"{name}/{key}" for key in (value if isinstance(value, dict) else ()))]
        if not any(_owns(root, path) for root in roots for path in below):
            raise PolicyError(
                f"the data at {name} is outside of the roots",
                hint=f"the roots are {', '.join(roots)}",
            )


def _owns(root: str, path: str) -> bool:
    return not root or path == root or path.startswith(f"{root.strip('/')}/")
