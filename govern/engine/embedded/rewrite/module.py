"""A set of modules through all of it: spelt, parsed, surveyed, checked, rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.engine.embedded.rewrite.alternatives import rewrite_alternatives
from govern.engine.embedded.rewrite.annotations import fill_in_annotations
from govern.engine.embedded.rewrite.calls import Plan, rewrite_arithmetic, rewrite_calls
from govern.engine.embedded.rewrite.edits import Edits
from govern.engine.embedded.rewrite.imports import write_out
from govern.engine.embedded.rewrite.iteration import rewrite_iteration
from govern.engine.embedded.rewrite.membership import rewrite_membership
from govern.engine.embedded.rewrite.negation import hoist
from govern.engine.embedded.rewrite.not_bodies import negates_bodies, rewrite_unifications
from govern.engine.embedded.rewrite.ordering import rewrite_order
from govern.engine.embedded.rewrite.preflight import refusals, refusals_of_set
from govern.engine.embedded.rewrite.prepared import Prepared
from govern.engine.embedded.rewrite.spelling import respell
from govern.engine.embedded.rewrite.survey import resolve, survey
from govern.engine.embedded.rewrite.syntax import (
    Tree,
    bare_statements,
    ground_path,
    join,
    split_path,
)
from govern.engine.embedded.rewrite.whole import hide_own_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from govern.engine.embedded.rewrite.prepared import Refusal, Source
    from govern.engine.embedded.rewrite.survey import Path, Survey
    from govern.engine.embedded.rewrite.syntax import Node


QUERY = "<query>"  # stands for a path in what is said about a query


def prepare(
    sources: Sequence[Source], parse: Callable[[str, str, int], Node]
) -> tuple[Prepared, list[Refusal]]:
    """Return what is to be loaded, and everything that is refused.

    Args:
        sources: The whole set; functions of one module are called by others.
        parse: Returns the syntax tree of (path, text, Rego version).

    Raises:
        PolicyError: a module nests too deeply to be parsed in time, or its METADATA cannot be read
            by a rule that asks for it.
    """
    trees = []
    for one in sources:
        text = respell(one.text, one.path, one.rego_version)
        trees.append(Tree(one.path, text.encode(), parse(one.path, text, one.rego_version)))
    bodies = [negates_bodies(one.text) for one in sources]
    surveys, arities = _surveyed(trees, bodies)
    fill_in_annotations(surveys)
    refused = [*refusals(surveys, arities), *refusals_of_set(surveys)]
    fast, careful = (
        [_rewritten(found, plan) for found in surveys]
        for plan in (
            Plan(arities, _mocked(surveys)),
            Plan(arities, _mocked(surveys), careful=True),
        )
    )
    known = {join(path): arity for path, arity in arities.items()}
    return Prepared(fast, careful, known), refused


def prepare_query(
    text: str, arities: Mapping[str, int], parse: Callable[[str, str, int], Node]
) -> tuple[str, list[str], list[Refusal]]:
    """Do the same for a query, which may call the functions in `arities`.

    Returns:
        What is to be evaluated; the variables that its last statements bind anew, each as
        `govern_<name>__`, because regorus forgets to tell them; and what is refused.
    """
    before, after = "package govern__\ngovern__ if { ", "\n}"
    whole = before + respell(text, QUERY, 1) + after
    found = survey(Tree(QUERY, whole.encode(), parse(QUERY, whole, 1)))
    resolve(found, set())
    known = {tuple(split_path(path)): arity for path, arity in arities.items()}
    refused = list(refusals([found], known))
    names = sorted(_index_variables(found.tree.ast["rules"]))
    plan = Plan(known, _mocked([found]), careful=True)
    query = _rewritten(found, plan, is_query=True)[len(before) : -len(after)]
    return query + "".join(f"; govern_{name}__ = {name}" for name in names), names, refused


def _index_variables(value: Any) -> set[str]:
    """Return the variables that stand in brackets, except in scopes of their own."""
    if isinstance(value, list):
        return {name for item in value for name in _index_variables(item)}
    if not isinstance(value, dict):
        return set()
    names = set()
    for key, child in value.items():
        if key == "RefBrack" and "Var" in child["index"]:
            names.add(child["index"]["Var"]["value"])
        if key not in {"NotExpr", "Every", "ArrayCompr", "SetCompr", "ObjectCompr", "span"}:
            names |= _index_variables(child)
    return names - {"_", "input", "data"}


def _surveyed(
    trees: Sequence[Tree], bodies: Sequence[bool]
) -> tuple[list[Survey], dict[Path, int]]:
    """Survey every module, with the names that its whole package defines; and each arity."""
    surveys = [survey(tree, negates_bodies=one) for tree, one in zip(trees, bodies, strict=True)]
    local: dict[tuple[str, ...], set[str]] = {}
    arities: dict[Path, int] = {}
    for found in surveys:
        names = local.setdefault(found.tree.package, set())
        for one in found.definitions:
            names.add(one.path[len(found.tree.package) + 1])
            if one.arity is not None:
                arities[one.path] = one.arity
    for found in surveys:
        resolve(found, local[found.tree.package])
    return surveys, arities


def _mocked(surveys: Sequence[Survey]) -> frozenset[str]:
    return frozenset(".".join(ground_path(node)[1]) for found in surveys for node in found.mocked)


def _rewritten(found: Survey, plan: Plan, *, is_query: bool = False) -> str:
    edits = Edits(found.tree.source)
    if is_query:
        hide_own_packages(found.tree, edits)
    write_out(found, edits)
    outputs = {id(call.node) for call in found.calls if plan.has_output(call)}
    bare = bare_statements(found.tree) - rewrite_alternatives(found.tree, edits)
    if found.negates_bodies:
        rewrite_unifications(found.tree, edits)
    else:
        hoist(found, edits, outputs, bare)
    rewrite_calls(found, plan, edits)
    rewrite_arithmetic(found, plan, edits)
    rewrite_order(found.tree, edits)
    rewrite_membership(found.tree, edits)
    rewrite_iteration(found.tree, {*found.aliases, *found.local}, edits, bare)
    return edits.result().decode()
