"""Policies → findings of the lint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.engine.lint.conditions import check_conditions, check_negations
from govern.engine.lint.finding import LEVELS, LintFinding
from govern.engine.lint.formats import check_formats
from govern.engine.lint.inputs import check_inputs
from govern.engine.lint.parsing import parsed
from govern.engine.lint.patterns import check_patterns
from govern.errors import NothingEvaluated, PolicyError
from govern.policies.loader import load
from govern.policies.rego_text import heads, metadata_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.engine.embedded.rewrite.syntax import Tree
    from govern.model import Module, Rule
    from govern.policies.policy_set import PolicySet
    from govern.policies.source import PolicySource

_SILENCED = re.compile(r"#[ \t]*govern:ignore[ \t]+([\w, \t-]+)")
_VERDICT = re.compile(r"(?:deny|violation|warn)(?:_\w+)?\Z")


@dataclass(frozen=True, slots=True)
class Linted:
    """What was looked at, and what was found; sorted by file and line."""

    files: int
    findings: tuple[LintFinding, ...]


def lint(sources: Sequence[PolicySource], data_files: Sequence[str] = ()) -> Linted:
    """Look for what is suspicious in policies.

    `# govern:ignore CODE` on a line, or alone on the line above, silences that finding.

    Raises:
        NothingEvaluated: the sources hold no Rego.
        PolicyError: a file cannot be read at all.
        EngineError: the policies could not be parsed in time.
    """
    policies, findings = _loaded(sources, data_files)
    if not policies.modules:
        raise NothingEvaluated("the policy sources hold no Rego")
    trees, said = parsed(policies.modules)
    findings += [LintFinding(path, line, code, text) for path, line, code, text in said]
    rules = {rule.file: rule for rule in policies.rules}
    for tree in trees:
        findings += _of_tree(tree, rules.get(tree.path))
    for module in policies.modules:
        findings += _of_text(module)
    silenced = _silenced(policies.modules)
    kept = {one for one in findings if (one.path, one.line, one.code) not in silenced}
    return Linted(len(policies.modules), tuple(sorted(kept)))


def _loaded(
    sources: Sequence[PolicySource], data_files: Sequence[str]
) -> tuple[PolicySet, list[LintFinding]]:
    """Load policies with their rules; without them where they are refused, and say why."""
    try:
        return load(sources, data_files=data_files), []
    except PolicyError as error:
        policies = load(sources, any_rego=True)
        words = "; ".join(part for part in (error.message, error.cause, error.hint) if part)
        return policies, [LintFinding(error.path or "", error.line or 1, "load", words)]


def _of_tree(tree: Tree, rule: Rule | None) -> Iterator[LintFinding]:
    yield from check_formats(tree)
    yield from check_patterns(tree)
    yield from check_conditions(tree)
    yield from check_negations(tree)
    if rule is not None and rule.dialect == "native":
        yield from check_inputs(tree, rule.match.kind)


def _of_text(module: Module) -> Iterator[LintFinding]:
    """A file that gives verdicts says what they are about: title, severity, controls."""
    verdict = next((head for head in heads(module.text) if _VERDICT.match(head.name)), None)
    if verdict and not any(True for _ in metadata_blocks(module.text)):
        message = f"`{verdict.name}` has no METADATA: no id, severity or controls to report"
        yield LintFinding(module.path, verdict.line, "missing-metadata", message)


def _silenced(modules: Sequence[Module]) -> set[tuple[str, int, str]]:
    found = set()
    for module in modules:
        for number, text in enumerate(module.text.split("\n"), start=1):
            comment = _SILENCED.search(text)
            if comment:
                line = number + 1 if text.lstrip().startswith("#") else number
                codes = (code.strip() for code in comment[1].split(","))
                found |= {(module.path, line, code) for code in codes if code in LEVELS}
    return found
