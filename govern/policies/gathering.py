"""The files of one policy source, sorted out, and the dialect that they are written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Module
from govern.policies.files import files_of, kubernetes_files_of
from govern.policies.rego_text import heads, metadata_blocks, package_of
from govern.policies.source import rego_versions

if TYPE_CHECKING:
    from govern.policies.files import PolicyFile
    from govern.policies.source import PolicySource

CONFTEST_VERBS = ("deny", "violation", "warn")
_CONFTEST_PACKAGE = "main"  # what conftest looks at unless it is told otherwise


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a source holds: Rego as modules, data files, and Gatekeeper's objects as YAML."""

    source: PolicySource
    dialect: str
    modules: tuple[Module, ...] = field(repr=False)
    data: tuple[PolicyFile, ...] = field(repr=False)
    kubernetes: tuple[PolicyFile, ...] = field(repr=False)


def gather(source: PolicySource) -> Gathered:
    """Read a source and tell its dialect.

    Raises:
        PolicyError: a file is wrong, the source is empty, or it mixes dialects.
    """
    versions = rego_versions(source)
    modules, data = [], []
    for file in source.bundle.policy_files() if source.bundle else files_of(source.path):
        if file.is_rego:
            modules.append(_module(file, versions.of(file.relative)))
        else:
            data.append(file)
    kubernetes: tuple[PolicyFile, ...] = ()
    if source.dialect in {None, "gatekeeper"} and source.bundle is None:
        kubernetes = tuple(kubernetes_files_of(source.path))
    if not (modules or data or kubernetes):
        raise PolicyError(
            "the policy source holds neither Rego nor data",
            path=source.path,
            hint="Rego files end in .rego; data files are named data.json or data.yaml; "
            "Gatekeeper's templates and constraints are YAML",
        )
    dialect = source.dialect or _dialect(modules, kubernetes)
    return Gathered(source, dialect, tuple(modules), tuple(data), kubernetes)


def _module(file: PolicyFile, rego_version: int) -> Module:
    found = package_of(file.text)
    if found is None:
        raise PolicyError("the file declares no package", path=file.path, line=1)
    return Module(file.path, file.text, rego_version, package=found[0])


def _dialect(modules: list[Module], kubernetes: tuple[PolicyFile, ...]) -> str:
    """Tell the dialect by what a source holds.

    Plain Rego beside ConstraintTemplates is what those are made from, and is left alone.
    """
    native = next((module for module in modules if _is_native(module)), None)
    conftest = next((module for module in modules if _is_conftest(module)), None)
    other = native or conftest
    if other and kubernetes:
        raise PolicyError(
            "a policy source mixes dialects: it has objects of Gatekeeper, and rules of another",
            path=kubernetes[0].path,
            cause=f"{other.path} has a rule of {'govern' if native else 'Conftest'}'s form",
            hint="give each its own folder, or choose one with --dialect",
        )
    if native:
        return "native"
    if kubernetes:
        return "gatekeeper"
    return "conftest" if conftest else "native"


def _is_native(module: Module) -> bool:
    """Whether the text looks like a rule's declaration; whether it is one is told later."""
    return any(
        line.strip().startswith("id:")
        for block in metadata_blocks(module.text)
        for line in block.yaml.splitlines()
    )


def _is_conftest(module: Module) -> bool:
    """Whether a module is of conftest's default package and decides something."""
    return module.package == _CONFTEST_PACKAGE and any(
        head.name.split("_")[0] in CONFTEST_VERBS for head in heads(module.text)
    )
