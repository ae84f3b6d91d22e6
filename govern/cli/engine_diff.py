"""`govern doctor --engine-diff`: the same policies and inputs on both engines."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from govern.cli.options import PolicyFlags, policy_settings
from govern.configured import read_config
from govern.documents.intake import Intake, Unreadable
from govern.engine.both import BothEngines
from govern.engine.evaluation import Evaluation
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.interface import Failure, Undefined
from govern.errors import NothingEvaluated, UsageError
from govern.policies.assembly import assemble
from govern.policies.cluster import cluster_of, needs_cluster, with_inventory
from govern.policies.selection import RunContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.both import Disagreement
    from govern.engine.interface import Answer
    from govern.model import Document

_MOST_SHOWN = 2000  # characters of one answer


def compare(paths: tuple[str, ...], form: str, options: dict[str, Any]) -> NoReturn:
    """Compare the engines, tell what was found, and exit.

    Raises:
        NothingEvaluated: no rule applies to any input.
        UsageError: no input is named.
        InputError: an input cannot be read.
        EngineError: one of the engines cannot be started.
    """
    if not paths:
        raise UsageError("nothing to compare on", hint="name files or folders after --engine-diff")
    flags = PolicyFlags.taken_from(options)
    config, base = read_config(flags.config)
    policies = assemble(policy_settings(flags, config, base))
    settings = EngineSettings(deadline=options["deadline"])
    opa = replace(settings, name="opa", opa_url=options["opa_url"])
    context = RunContext(at=datetime.now(UTC))
    documents = list(_documents(paths))
    shown, cluster = policies, None
    if needs_cluster(policies):
        shown, cluster = with_inventory(policies, documents), cluster_of(documents)
    with (
        open_engine(shown, settings) as embedded,
        open_engine(shown, opa) as other,
    ):
        both = BothEngines(embedded, other, options["mutations"], options["seed"])
        evaluation = Evaluation(policies.rules, both, context, cluster=cluster)
        deque(evaluation.results(documents), maxlen=0)
    tally = both.tally
    if not tally.same + tally.different + tally.declined + tally.lost:
        raise NothingEvaluated("no rule applies to any of the inputs")
    if form == "json":
        click.echo(json.dumps(_as_json(both), indent=2, ensure_ascii=False))
    else:
        _tell(both)
    raise click.exceptions.Exit(1 if both.found else 4 if tally.lost else 0)


def _documents(paths: tuple[str, ...]) -> Iterator[Document]:
    for item in Intake(paths):
        if isinstance(item, Unreadable):
            raise item.error
        yield item


def _tell(both: BothEngines) -> None:
    for one in both.found:
        click.echo(f"{one.difference.rule}  {_where(one, both.seed)}")
        click.echo(f"  {both.one.name}: {_shown(one.difference.one)}")
        click.echo(f"  {both.other.name}: {_shown(one.difference.other)}")
    tally = both.tally
    click.echo(
        f"{both.one.name} {both.one.version} and {both.other.name} {both.other.version}: "
        f"{tally.same} answers are the same, {tally.different} differ"
        + (f", {tally.declined} the embedded engine declines to give" if tally.declined else "")
        + (f", {tally.lost} could not be compared" if tally.lost else "")
    )
    for reason in tally.reasons:
        click.echo(f"  not compared: {reason}")


def _where(one: Disagreement, seed: int) -> str:
    document = f"{one.path} (document {one.index + 1})" if one.index else one.path
    return f"{document}, mutation {one.mutation} of seed {seed}" if one.mutation else document


def _shown(answer: Answer) -> str:
    text = json.dumps(_said(answer), ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _said(answer: Answer) -> Any:
    if isinstance(answer, Failure):
        return {"error": answer.message}
    return {} if isinstance(answer, Undefined) else {"value": answer.value}


def _as_json(both: BothEngines) -> dict[str, Any]:
    tally = both.tally
    return {
        "schema": "govern.engine-diff/v1",
        "engines": [
            {"name": engine.name, "version": engine.version} for engine in (both.one, both.other)
        ],
        "seed": both.seed,
        "same": tally.same,
        "different": tally.different,
        "declined": tally.declined,
        "lost": tally.lost,
        "lost_reasons": tally.reasons,
        "differences": [
            {
                "rule": one.difference.rule,
                "path": one.path,
                "document": one.index,
                "mutation": one.mutation,
                "answers": [_said(one.difference.one), _said(one.difference.other)],
                # What was read may hold secrets; what a seed made of it can be made again.
            }
            for one in both.found
        ],
    }
