"""One place that policies come from, and what its `.manifest` says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.policies.data import read_data
from govern.policies.files import read_text
from govern.policies.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonValue
    from govern.policies.bundles.bundle import Bundle

DIALECTS = ("native", "conftest", "gatekeeper")
MANIFEST = ".manifest"
_SPECIAL = frozenset("?[]{}\\!")  # of OPA's file patterns; govern knows `*` alone


@dataclass(frozen=True, slots=True)
class PolicySource:
    """A folder or file with policies.

    Attributes:
        path: Where it is.
        dialect: `native`, `conftest` or `gatekeeper`; None to tell by what it holds.
        rego_version: 0 or 1 for every file; None for what `.manifest` says, or 1.
        namespaces: Of the conftest dialect: packages whose rules count, `*` for any characters.
        combine: Of the conftest dialect: show rules all inputs at once, as `--combine` does.
        inventory: Of the gatekeeper dialect: show rules the run's inputs as `data.inventory`.
        enforcement_point: Of the gatekeeper dialect: which scoped enforcement actions count.
        bundle: What was read from a bundle; None for a folder or file at `path`.
    """

    path: str
    dialect: str | None = None
    rego_version: int | None = None
    namespaces: tuple[str, ...] = ("main",)
    combine: bool = False
    inventory: bool = False
    enforcement_point: str = "gator.gatekeeper.sh"
    bundle: Bundle | None = None

    def __post_init__(self) -> None:
        if self.dialect not in {None, *DIALECTS}:
            raise PolicyError(
                f"there is no policy dialect {self.dialect!r}",
                path=self.path,
                hint=f"the dialects are {', '.join(DIALECTS)}",
            )
        if self.rego_version not in {None, 0, 1}:
            raise PolicyError("the Rego version is 0 or 1", path=self.path)


@dataclass(frozen=True, slots=True)
class RegoVersions:
    """Which grammar each file of a source is written in."""

    default: int = 1
    of_files: tuple[tuple[str, int], ...] = ()  # patterns over `/path/in/source`, sorted

    def of(self, relative: str) -> int:
        """Return the version for a file, named by its path below the source."""
        for pattern, version in self.of_files:
            if matches(pattern, f"/{relative}"):
                return version
        return self.default


def rego_versions(source: PolicySource) -> RegoVersions:
    """Return what a source says of Rego versions: its own setting, or an OPA `.manifest`.

    Raises:
        PolicyError: the manifest is wrong.
    """
    if source.rego_version is not None:
        return RegoVersions(source.rego_version)
    path = (Path(source.path) / MANIFEST).as_posix()
    if source.bundle is not None:
        text = source.bundle.text(MANIFEST)
    else:
        text = read_text(path) if Path(path).is_file() else None
    if text is None:
        return RegoVersions()
    value = read_data(text, path)  # JSON, which is YAML, too
    if not isinstance(value, dict):
        raise PolicyError("the manifest must be a mapping", path=path)
    default = _version(value.get("rego_version", 1), path)
    listed = value.get("file_rego_versions", {})
    if not isinstance(listed, dict):
        raise PolicyError("`file_rego_versions` must be a mapping", path=path)
    return RegoVersions(default, _of_files(listed, path))


def _of_files(listed: Mapping[str, JsonValue], path: str) -> tuple[tuple[str, int], ...]:
    for pattern in listed:
        if _SPECIAL & set(pattern):
            raise PolicyError(
                f"`file_rego_versions` has the pattern {pattern!r}",
                path=path,
                hint="only `*` is understood in patterns here",
            )
    return tuple((pattern, _version(listed[pattern], path)) for pattern in sorted(listed))


def _version(value: JsonValue, path: str) -> int:
    if isinstance(value, bool) or value not in {0, 1}:
        raise PolicyError(f"the Rego version {value!r} is neither 0 nor 1", path=path)
    return 1 if value else 0
