"""Start-up, and growing numbers of manifests, held against the table's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.contest import Contender, Step, climb, contest
from benchmarks.peers.dialects import write_policies
from benchmarks.peers.programs import (
    CHECK,
    FINDINGS,
    of_conftest,
    of_gator,
    of_govern,
    of_kyverno,
    of_opa_eval,
    of_opa_exec,
    path_of,
)
from benchmarks.peers.rule_table import rules
from benchmarks.peers.task import Task, commands_of
from benchmarks.peers.workloads import expected, name, write_manifests

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.sizes import Sizes

GOVERN = "govern"
GOVERN_CONFTEST = "govern, Conftest's files"
GOVERN_GATEKEEPER = "govern, Gatekeeper's files"


def start_up(sizes: Sizes, folder: Path) -> Task:
    """Hold one manifest that breaks a rule against one rule."""
    write_policies(folder / "one-rule", rules(1))
    write_manifests(folder / "one", 1, first=9)
    found = frozenset({(name(9), "R001")})
    contenders = (*_contenders("one-rule", "one", 1), *_eval("one-rule", f"one/{name(9)}.yaml"))
    scores = contest(contenders, found, rounds=2 * sizes.rounds, folder=folder)
    return Task("1 manifest, 1 rule", commands_of(contenders), scores)


def growing(sizes: Sizes, folder: Path) -> list[Task]:
    """Hold more and more manifests against all rules."""
    made = rules(sizes.rules)
    write_policies(folder / "policies", made)
    steps = []
    for count in sizes.manifests:
        write_manifests(folder / f"manifests-{count}", count)
        found = expected(count, made)
        contenders = _contenders("policies", f"manifests-{count}", 1 if found else 0)
        steps.append(Step(count, contenders, found))
    return [
        Task(f"{step.size:,.0f} manifests, {sizes.rules} rules", commands_of(step.contenders), one)
        for step, one in zip(steps, climb(steps, rounds=sizes.rounds, folder=folder), strict=True)
    ]


def most(sizes: Sizes, folder: Path) -> Task:
    """Hold very many manifests against all rules, with govern alone."""
    made = rules(sizes.rules)
    write_manifests(folder / "most", sizes.most_manifests)
    ours = _contenders("policies", "most", 1)[:1]
    found = expected(sizes.most_manifests, made)
    scores = contest(ours, found, rounds=1, folder=folder)
    return Task(
        f"{sizes.most_manifests:,} manifests, {sizes.rules} rules", commands_of(ours), scores
    )


def more_rules(sizes: Sizes, folder: Path) -> list[Task]:
    """Hold the same manifests against more and more rules."""
    count = sizes.rule_documents
    write_manifests(folder / "same", count)
    tasks = []
    for number in sizes.rule_counts:
        made = rules(number)
        write_policies(folder / f"rules-{number}", made)
        everybody = _contenders(f"rules-{number}", "same", 1)
        some = tuple(one for one in everybody if one.name in {GOVERN, "conftest", "opa exec"})
        scores = contest(some, expected(count, made), rounds=min(3, sizes.rounds), folder=folder)
        tasks.append(Task(f"{count:,} manifests, {number} rules", commands_of(some), scores))
    return tasks


def _contenders(policies: str, inputs: str, code: int) -> tuple[Contender, ...]:
    """Return the programs that are installed.

    Args:
        policies: The folder with the rules in all forms.
        inputs: The folder of manifests.
        code: 1 when something is broken, else 0.
    """
    json = ("-o", "json")
    ours = (
        (GOVERN, "native"),
        (GOVERN_CONFTEST, "conftest"),
        (GOVERN_GATEKEEPER, "gatekeeper"),
    )
    found = [
        Contender(label, (*CHECK, "-p", f"{policies}/{form}", inputs), of_govern, code, FINDINGS)
        for label, form in ours
    ]
    if program := path_of("conftest"):
        command: tuple[str, ...] = (program, "test", "-p", f"{policies}/conftest", inputs)
        found.append(Contender("conftest", command, of_conftest, code, json))
    if program := path_of("opa"):
        bundle = ("--bundle", f"{policies}/conftest", inputs)
        command = (program, "exec", "--decision", "main/deny", *bundle)
        found.append(Contender("opa exec", command, of_opa_exec, 0))
    if program := path_of("gator"):
        command = (program, "test", "-f", inputs, "-f", f"{policies}/gatekeeper")
        found.append(Contender("gator", command, of_gator, code, json))
    if program := path_of("kyverno"):
        command = (program, "apply", f"{policies}/kyverno", "--resource", inputs)
        found.append(Contender("kyverno", command, of_kyverno, code))
    return tuple(found)


def _eval(policies: str, manifest: str) -> tuple[Contender, ...]:
    program = path_of("opa")
    if program is None:
        return ()
    asked = ("-d", f"{policies}/conftest", "-i", manifest, "--format", "raw", "data.main.deny")
    return (Contender("opa eval", (program, "eval", *asked), of_opa_eval, 0),)
