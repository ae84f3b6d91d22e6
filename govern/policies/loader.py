"""Policy files → PolicySet."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.policies.data import DataBuilder, read_data, with_parameters
from govern.policies.dialects.found import Found
from govern.policies.dialects.reading import declared
from govern.policies.files import data_files_of
from govern.policies.gathering import gather
from govern.policies.policy_set import PolicySet, revision_of
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from govern.model import JsonValue, Module, Rule
    from govern.policies.gathering import Gathered


def load(
    sources: Sequence[str | PolicySource],
    *,
    data_files: Sequence[str] = (),
    params: Mapping[str, Mapping[str, JsonValue]] | None = None,
    any_rego: bool = False,
) -> PolicySet:
    """Load policies.

    Args:
        sources: Folders (read as OPA bundle roots) and single files; a plain path is a source
            whose dialect is told by what it holds.
        data_files: JSON or YAML files merged into `data` at its root; of a folder, every such
            file at the place that its folder names.
        params: Values for parameters that rules declare, by group.
        any_rego: Take Rego of any form and declare no rules (`govern eval`).

    Raises:
        PolicyError: a file is missing or wrong, two sources give the same package, two rules have
            the same id, data conflicts, or a parameter is unknown.
    """
    modules: list[Module] = []
    rules: list[Rule] = []
    data = DataBuilder()
    packages: dict[str, tuple[str, str]] = {}
    gathered = [gather(source) for source in _distinct(sources, any_rego=any_rego)]
    for one in gathered:
        for file in one.data:
            data.add(read_data(file.text, file.path), file.parts, file.path)
    for found in _plain(gathered) if any_rego else declared(gathered):
        for value, at, path in found.data:
            data.add(value, at, path)
        for module in found.modules:
            _claim(packages, module, found.owner)
        modules.extend(found.modules)
        rules.extend(found.rules)
    for path in data_files:
        for file in data_files_of(path):
            data.add(read_data(file.text, file.path), file.parts, file.path)
    rules.sort(key=lambda rule: rule.id)
    _refuse_duplicates(rules)
    whole = with_parameters(data.data, rules, params or {})
    modules.sort(key=lambda module: (module.package, module.path))
    return PolicySet(
        tuple(rules),
        tuple(modules),
        whole,
        revision_of(modules, whole),
        tuple(source if isinstance(source, str) else source.path for source in sources),
    )


def _plain(gathered: Iterable[Gathered]) -> Iterator[Found]:
    for one in gathered:
        yield Found(modules=one.modules, owner=one.source.path)


def _distinct(sources: Sequence[str | PolicySource], *, any_rego: bool) -> Iterator[PolicySource]:
    """Yield each source once.

    Raises:
        PolicyError: one path is given twice, with different settings.
    """
    seen: dict[str, PolicySource] = {}
    for one in sources:
        source = PolicySource(one) if isinstance(one, str) else one
        if any_rego:
            source = replace(source, dialect="native")
        if source.path not in seen:
            seen[source.path] = source
            yield source
        elif seen[source.path] != source:
            raise PolicyError("the policy source is given twice, differently", path=source.path)


def _claim(packages: dict[str, tuple[str, str]], module: Module, source: str) -> None:
    """Note who owns a package; within one source, several files may share it."""
    path, owner = packages.setdefault(module.package, (module.path, source))
    if owner != source:
        raise PolicyError(
            f"two policy sources have the package {module.package}",
            path=module.path,
            cause=f"the other one is {path}",
            hint="rename one of them, so that neither can change what the other decides",
        )


def _refuse_duplicates(rules: Sequence[Rule]) -> None:
    for one, other in pairwise(rules):
        if one.id == other.id:
            raise PolicyError(
                f"two rules have the id {one.id}",
                path=other.file,
                cause=f"the other one is {one.file}",
            )
