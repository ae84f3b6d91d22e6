"""Policy files → PolicySet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Module
from govern.policies.data import DataBuilder, read_data, with_parameters
from govern.policies.files import files_of, read_text
from govern.policies.metadata import VERBS, declares_rule, rule_of
from govern.policies.policy_set import PolicySet, revision_of
from govern.policies.rego_text import heads, metadata_blocks, package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from govern.model import JsonValue, Rule
    from govern.policies.files import PolicyFile
    from govern.policies.rego_text import Head

_LIBRARY = "govern.lib."


def load(
    sources: Sequence[str],
    *,
    data_files: Sequence[str] = (),
    params: Mapping[str, Mapping[str, JsonValue]] | None = None,
    any_rego: bool = False,
) -> PolicySet:
    """Load policies.

    Args:
        sources: Folders (read as OPA bundle roots) and single `.rego` files.
        data_files: JSON or YAML files merged into `data` at its root.
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
    for source in dict.fromkeys(sources):
        for file in files_of(source):
            if not file.is_rego:
                data.add(read_data(file.text, file.path), file.parts, file.path)
                continue
            module = _module(file)
            _claim(packages, module, source)
            modules.append(module)
            if not any_rego:
                rules.extend(_rules(module))
    for path in data_files:
        data.add(read_data(read_text(path), path), (), path)
    rules.sort(key=lambda rule: rule.id)
    _refuse_duplicates(rules)
    whole = with_parameters(data.data, rules, params or {})
    modules.sort(key=lambda module: (module.package, module.path))
    return PolicySet(
        tuple(rules), tuple(modules), whole, revision_of(modules, whole), tuple(sources)
    )


def _module(file: PolicyFile) -> Module:
    found = package_of(file.text)
    if found is None:
        raise PolicyError("the file declares no package", path=file.path, line=1)
    return Module(file.path, file.text, package=found[0])


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


def _rules(module: Module) -> Iterable[Rule]:
    """Return the rule that a module declares, if it declares one."""
    declared = [
        annotation
        for block in metadata_blocks(module.text)
        if (annotation := declares_rule(block, module.path))
    ]
    if len(declared) > 1:
        raise PolicyError(
            "one file declares two rules", path=module.path, line=declared[1].line, hint="split it"
        )
    if module.package.startswith(_LIBRARY):
        verbs: dict[str, Head] = {}
    else:
        verbs = {head.name: head for head in heads(module.text) if head.name in VERBS}
    if not declared and not verbs:
        return ()
    if not declared:
        first = min(verbs.values(), key=lambda head: head.line)
        raise PolicyError(
            f"`{first.name}` is defined, but no METADATA with `custom.id` declares the rule",
            path=module.path,
            line=first.line,
            hint="docs/reference/writing-rules.md describes the form",
        )
    if not verbs:
        raise PolicyError(
            f"METADATA declares a rule, but none of {', '.join(VERBS)} is defined",
            path=module.path,
            line=declared[0].line,
        )
    _refuse_other_heads(module)
    entrypoints = {verb: f"data.{module.package}.{verb}" for verb in VERBS if verb in verbs}
    return (rule_of(declared[0], module, entrypoints),)


def _refuse_other_heads(module: Module) -> None:
    for head in heads(module.text):
        if head.name in VERBS and (head.default or not head.rest.lstrip().startswith("contains")):
            raise PolicyError(
                f"`{head.name}` must be a set of findings",
                path=module.path,
                line=head.line,
                hint=f'write `{head.name} contains {{"msg": msg}} if {{ … }}`',
            )


def _refuse_duplicates(rules: Sequence[Rule]) -> None:
    for one, other in pairwise(rules):
        if one.id == other.id:
            raise PolicyError(
                f"two rules have the id {one.id}",
                path=other.file,
                cause=f"the other one is {one.file}",
            )
