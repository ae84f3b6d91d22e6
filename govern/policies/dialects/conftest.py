"""Conftest's rules (conftest.dev): `deny`, `violation` and `warn`, with or without a name.

A rule gets a module of govern's own that asks it as conftest would, and says the outcome in the
form of a native rule. The rule itself is not touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Match, Module, Rule, Severity
from govern.policies.annotation import read_annotation
from govern.policies.dialects.conftest_rego import LIBRARY, PACKAGE, wrapper
from govern.policies.dialects.found import Found
from govern.policies.dialects.names import Names
from govern.policies.dialects.parse_config import written_out
from govern.policies.dialects.reads import reads_of
from govern.policies.patterns import matches
from govern.policies.rego_text import heads, metadata_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.model import Reads
    from govern.policies.dialects.found import Placed
    from govern.policies.gathering import Gathered
    from govern.policies.rego_text import Head
    from govern.policies.source import PolicySource

_RULE = re.compile(r"(deny|violation|warn)(?:_([a-zA-Z0-9]+(?:_[a-zA-Z0-9]+)*))?")
_PARTIAL = re.compile(r"\s*(?:\[|contains\b|:?=)")
_LEFT_OUT = frozenset({"planned_values", "prior_state"})  # govern.documents.terraform_plan
_WRAPPERS = "govern_conftest_rules"


def read(gathered: Sequence[Gathered]) -> Iterator[Found]:
    """Yield the rules of sources, and the modules that ask them.

    Sources that are asked in the same way are read together, as conftest reads several `--policy`.

    Raises:
        PolicyError: no rule is in the namespaces, or a rule has a form that conftest refuses.
    """
    names = Names()
    groups: dict[tuple[tuple[str, ...], bool], list[Gathered]] = defaultdict(list)
    for one in gathered:
        groups[one.source.namespaces, one.source.combine].append(one)
    for members in groups.values():
        yield _read(members, names)
    library = Module(f"govern:{PACKAGE}", LIBRARY, package=PACKAGE)
    yield Found(modules=(library,), owner="govern")


def _read(gathered: Sequence[Gathered], names: Names) -> Found:
    source = gathered[0].source
    modules: list[Module] = []
    data: list[Placed] = []
    for module in (module for one in gathered for module in one.modules):
        text, values = written_out(module)
        modules.append(replace(module, text=text))
        data += values
    rules: list[Rule] = []
    wrappers: list[Module] = []
    for found in _rules_in(modules):
        if not any(matches(pattern, found.namespace) for pattern in source.namespaces):
            rules.append(_idle(found, source))
            continue
        package = f"{_WRAPPERS}.{names.plain(found.namespace, found.name)}"
        rules.append(_rule(found, package, combine=source.combine))
        _refuse_what_is_left_out(found, rules[-1].reads)
        wrappers.append(_wrapper(found, package, combine=source.combine))
    if not wrappers:
        raise _nothing_to_ask(modules, source)
    return Found(tuple(rules), (*modules, *wrappers), tuple(data), source.path)


def _nothing_to_ask(modules: Sequence[Module], source: PolicySource) -> PolicyError:
    packages = sorted({module.package for module in modules})
    return PolicyError(
        f"no deny, violation or warn is in the namespaces {', '.join(source.namespaces)}",
        path=source.path,
        cause=f"the packages are {', '.join(packages) or 'none'}",
        hint="choose packages with --namespace, or --all-namespaces",
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """One rule of one package, and where it is defined first."""

    namespace: str
    name: str
    verb: str
    suffix: str
    module: Module
    line: int
    package: tuple[Module, ...]  # all modules of its package

    @property
    def id(self) -> str:
        return f"conftest:{self.namespace}/{self.name}"  # what conftest's SARIF calls it, prefixed

    @property
    def has_exceptions(self) -> bool:
        return any(
            head.name == "exception" for module in self.package for head in heads(module.text)
        )


def _rules_in(modules: Sequence[Module]) -> Iterator[_Found]:
    packages: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        packages[module.package].append(module)
    for _, members in sorted(packages.items()):
        seen: set[str] = set()
        for module in members:
            for head in heads(module.text):
                match = _RULE.fullmatch(head.name)
                if match and not head.default and head.name not in seen:
                    _refuse_single(head, module)
                    seen.add(head.name)
                    yield _Found(
                        module.package,
                        head.name,
                        "warn" if match[1] == "warn" else "deny",
                        match[2] or "",
                        module,
                        head.line,
                        tuple(members),
                    )


def _refuse_single(head: Head, module: Module) -> None:
    """Refuse `deny if {…}` and `deny_x(…)`, as conftest does: they are no findings."""
    if not _PARTIAL.match(head.rest):
        function = head.rest.startswith("(")
        raise PolicyError(
            f"`{head.name}` is a function" if function else f"`{head.name}` gives no findings",
            path=module.path,
            line=head.line,
            hint="rename it: its name is one of a rule"
            if function
            else f"write `{head.name} contains msg if {{ … }}`",
        )


def _rule(found: _Found, package: str, *, combine: bool) -> Rule:
    title, description = _words(found)
    verbs = [found.verb, "undecided", *(["excepted"] if found.has_exceptions else [])]
    return Rule(
        id=found.id,
        title=title or f"{found.namespace}.{found.name}",
        severity=Severity.MEDIUM if found.verb == "warn" else Severity.HIGH,
        match=Match(kind=None, scope="everything" if combine else "document"),
        package=found.namespace,
        entrypoints={verb: f"data.{package}.{verb}" for verb in verbs},
        description=description,
        file=found.module.path,
        dialect="conftest",
        reads=() if combine else reads_of(found.package, found.name, ("input",)),
    )


def _refuse_what_is_left_out(found: _Found, reads: Iterable[Reads]) -> None:
    """Refuse rules about parts of a plan that govern does not keep: they could never fail."""
    for path in (path for one in reads for path in one.paths):
        if path[0] in _LEFT_OUT:
            raise PolicyError(
                f"`{found.name}` reads input.{path[0]}, which govern leaves out of plans",
                path=found.module.path,
                line=found.line,
                hint="`resource_changes` says the same (docs/reference/inputs/terraform-plan.md)",
            )


def _idle(found: _Found, source: PolicySource) -> Rule:
    """Return a rule that conftest would silently leave out, so that a report can say so."""
    reason = f"its package is not among the namespaces {', '.join(source.namespaces)}"
    rule = _rule(found, "", combine=source.combine)
    return replace(rule, entrypoints={}, idle=reason)


def _words(found: _Found) -> tuple[str, str]:
    """Return title and description from METADATA above the rule, where it has any."""
    for block in metadata_blocks(found.module.text):
        if re.match(rf"{found.name}\b", block.above):
            try:
                value = read_annotation(block.yaml, found.module.path, block.line + 1).value
            except PolicyError:  # conftest does not read these comments, so they may be anything
                return "", ""
            title, description = value.get("title"), value.get("description")
            return (
                title if isinstance(title, str) else "",
                description if isinstance(description, str) else "",
            )
    return "", ""


def _wrapper(found: _Found, package: str, *, combine: bool) -> Module:
    text = wrapper(
        package,
        found.namespace,
        found.name,
        found.verb,
        found.suffix if found.has_exceptions else None,
        combine=combine,
    )
    return Module(f"govern:{found.id}", text, package=package)
