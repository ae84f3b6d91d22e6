"""Gatekeeper's ConstraintTemplates and constraints (open-policy-agent.github.io/gatekeeper).

Each constraint becomes a rule with a module of govern's own, which shows the template what
Gatekeeper would show it and says the outcome in the form of a native rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Enforcement, Kind, Match, Module, Rule, Severity
from govern.policies.dialects.constraints import constraint_of
from govern.policies.dialects.found import Found
from govern.policies.dialects.gatekeeper_rego import (
    LIBRARY,
    LIBRARY_PACKAGE,
    PARAMETERS,
    REVIEW,
    entrypoints,
    told_at_hand,
    told_elsewhere,
    wrapper,
)
from govern.policies.dialects.names import Names
from govern.policies.dialects.objects import objects_of
from govern.policies.dialects.templates import ROOT, template_of
from govern.policies.selection import DEFAULT_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.policies.dialects.constraints import Constraint
    from govern.policies.dialects.found import Placed
    from govern.policies.dialects.objects import PolicyObject
    from govern.policies.dialects.templates import Template
    from govern.policies.gathering import Gathered
    from govern.policies.source import PolicySource

_TEMPLATES = "templates.gatekeeper.sh"
_CONSTRAINTS = "constraints.gatekeeper.sh"
_UNUSUAL = ("DELETE", "CONNECT")
_WRAPPERS = "govern_gatekeeper_rules"


def read(gathered: Sequence[Gathered]) -> Iterator[Found]:
    """Yield the rules of sources, and the modules that ask them.

    Templates and constraints may be in different sources.

    Raises:
        PolicyError: a template or constraint is wrong, or a constraint has no template.
    """
    names = Names()
    objects = [(one.source, found) for one in gathered for found in objects_of(one.kubernetes)]
    templates = _templates([found for _, found in objects], names)
    modules: list[Module] = []
    rules: list[Rule] = []
    data: list[Placed] = []
    used: set[str] = set()
    copied: set[str] = set()
    for source, found in objects:
        if found.group != _CONSTRAINTS:
            continue
        if found.kind not in templates:
            found.fail(("kind",), f"there is no ConstraintTemplate of the kind {found.kind}")
        used.add(found.kind)
        template = templates[found.kind]
        constraint = constraint_of(found, template, source.enforcement_point)
        name = names.plain(found.kind, found.name)
        idle = _idle(constraint, template, source)
        own = [] if idle else _modules(constraint, template, name)
        rules.append(_rule(constraint, template, own, idle))
        if own:
            modules += own
            # As data, and not in the text of a module: they may be nested to any depth.
            data.append((constraint.parameters, (PARAMETERS, name), found.path))
        if len(own) > 1:
            copied.add(template.kind)
    for kind, template in templates.items():
        if kind not in copied:  # asked or not: one that is wrong is refused
            modules += template.modules
    rules += [_unused(template) for kind, template in templates.items() if kind not in used]
    owner = gathered[0].source.path
    if not rules:
        raise PolicyError("there is no template and no constraint", path=owner)
    yield Found(tuple(rules), tuple(modules), tuple(data), owner)
    library = Module(f"govern:{LIBRARY_PACKAGE}", LIBRARY, package=LIBRARY_PACKAGE)
    yield Found(modules=(library,), owner="govern")


def _templates(objects: Sequence[PolicyObject], names: Names) -> dict[str, Template]:
    templates: dict[str, Template] = {}
    for one in objects:
        if one.group == _TEMPLATES and one.kind == "ConstraintTemplate":
            template = template_of(one, names)
            if template.kind in templates:
                other = templates[template.kind].source.path
                one.fail(("metadata", "name"), f"the template is there twice; see {other}")
            templates[template.kind] = template
    return templates


def _rule(constraint: Constraint, template: Template, own: list[Module], idle: str) -> Rule:
    enforcement = constraint.enforcement or Enforcement.DRYRUN
    about = template.source
    return Rule(
        id=f"gatekeeper:{constraint.kind}/{constraint.name}",
        title=_annotation(about, "metadata.gatekeeper.sh/title")
        or f"{constraint.kind}: {constraint.name}",
        severity=Severity.HIGH if enforcement is Enforcement.DENY else Severity.MEDIUM,
        match=Match(
            kind=Kind.KUBERNETES,
            operations=_operations(template),
            constraint=constraint.match,
            inventory=template.uses_inventory,
        ),
        package=own[0].package if len(own) > 1 else template.package,
        entrypoints=entrypoints(own[0].package, asks_namespace=_asks_namespace(constraint))
        if own
        else {},
        description=_annotation(constraint.source, "description")
        or _annotation(about, "description"),
        enforcement=enforcement,
        file=constraint.source.path,
        dialect="gatekeeper",
        reads=template.reads,
        idle=idle,
    )


def _operations(template: Template) -> tuple[str, ...]:
    """Return what a template is asked about: deletions and connections only where it names them.

    Gatekeeper's own webhook is not registered for those either, unless somebody asks for it; an
    object that breaks a rule must be deletable.
    """
    texts = [module.text for module in template.modules]
    named = (one for one in _UNUSUAL if any(f'"{one}"' in text for text in texts))
    return (*DEFAULT_OPERATIONS, *named)


def _idle(constraint: Constraint, template: Template, source: PolicySource) -> str:
    if constraint.enforcement is None:
        points = ", ".join(constraint.points) or "nowhere"
        return f"it is enforced at {points} alone, and not at {source.enforcement_point}"
    if constraint.match.source == "Generated":
        return "it looks at generated objects alone, and what is read from files is original"
    if template.uses_inventory and not source.inventory:
        return "its template looks at data.inventory, which is shown with --inventory alone"
    return ""


def _unused(template: Template) -> Rule:
    """Return what stands for a template that no constraint uses, so that a report can say so."""
    return Rule(
        id=f"gatekeeper:{template.kind}",
        title=_annotation(template.source, "metadata.gatekeeper.sh/title") or template.kind,
        severity=Severity.HIGH,
        match=Match(kind=Kind.KUBERNETES),
        package=template.package,
        entrypoints={},
        description=_annotation(template.source, "description"),
        file=template.source.path,
        dialect="gatekeeper",
        idle="no constraint uses this template, so nothing is evaluated for it",
    )


def _annotation(source: PolicyObject, name: str) -> str:
    value = source.at(("metadata", "annotations", name))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _modules(constraint: Constraint, template: Template, name: str) -> list[Module]:
    """Return the module to ask about a constraint, and its own copy of the template.

    Without the copy, where the template has to be shown `input`.
    """
    root = f"{ROOT}.{name}"
    package = root + template.package.removeprefix(template.root)
    copies = template.copied(root, REVIEW, f"data.{package}.govern_parameters")
    if copies is None:
        package = f"{_WRAPPERS}.{name}"
        told = told_elsewhere(template.root, template.package, inventory=template.uses_inventory)
    else:
        told = told_at_hand(reads_review=any(REVIEW in module.text for module in copies))
    text = wrapper(
        package,
        told,
        f"data.{PARAMETERS}.{name}",
        asks_namespace=_asks_namespace(constraint),
    )
    asked = Module(f"govern:{constraint.kind}/{constraint.name}", text, package=package)
    return [asked, *(copies or ())]


def _asks_namespace(constraint: Constraint) -> bool:
    return constraint.match.namespace_labels is not None
