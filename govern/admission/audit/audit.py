"""Documents → findings and counts: the steps of `govern check`, without holding what passes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from govern.decision import counting_unheld, decide
from govern.documents.intake import Intake
from govern.engine.evaluation import Evaluation
from govern.engine.factory import open_engine
from govern.model import Document, Kind, Outcome
from govern.pipeline import report_of
from govern.policies.baseline import read_baseline
from govern.policies.cluster import cluster_of, needs_inventory, needs_namespaces, with_inventory
from govern.policies.selection import RunContext
from govern.policies.waivers import read_waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from govern.admission.audit.live import LiveObjects
    from govern.documents.intake import Unreadable
    from govern.model import Decision, InputRecord, Report, Result
    from govern.pipeline import RunSettings
    from govern.policies.cluster import Cluster
    from govern.policies.policy_set import PolicySet

_UNHELD = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})


class Objects(Protocol):
    """Where the objects of an audit come from; a dump (Intake) or a cluster (LiveObjects)."""

    @property
    def inputs(self) -> list[InputRecord]:
        """What was read, once the iteration came to its end."""
        ...

    def __iter__(self) -> Iterator[Document | Unreadable]:
        """Yield each object once, and what could not be read."""
        ...


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        report: The findings, and a count of everything; what passed is counted and not held.
        objects: How many objects were read, by namespace; empty for what is in none.
        outcomes: A count of outcomes by namespace.
        source: Where the objects came from, for people.
        missing: Kinds that rules name and the cluster does not serve.
        incomplete: Whether something could not be read.
    """

    report: Report
    objects: Mapping[str, int]
    outcomes: Mapping[str, Mapping[Outcome, int]]
    source: str
    missing: tuple[str, ...] = ()
    incomplete: bool = False


class _Tally:
    """Counts on the way; holds the findings alone."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress = progress
        self.objects: Counter[str] = Counter()
        self.outcomes: dict[str, Counter[Outcome]] = {}
        self.incomplete = False

    def over(self, items: Iterable[Document | Unreadable]) -> Iterator[Document | Unreadable]:
        """Pass objects on, counted."""
        for read, item in enumerate(items, start=1):
            self._progress(read)
            if isinstance(item, Document):
                self.objects[item.resource.namespace] += 1
            else:
                self.incomplete = True
            yield item

    def findings(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass on what has to be told."""
        for result in results:
            if result.outcome in _UNHELD:
                counts = self.outcomes.setdefault(result.resource.namespace, Counter())
                counts[result.outcome] += 1
            else:
                yield result

    def close(self, decision: Decision) -> None:
        """Count findings by what became of them: waivers and enforcement are known by now."""
        for result in decision.results:
            self.outcomes.setdefault(result.resource.namespace, Counter())[result.outcome] += 1


def audit(
    policies: PolicySet,
    objects: Objects,
    settings: RunSettings,
    source: str,
    cluster: Cluster | None = None,
    progress: Callable[[int], None] = lambda _read: None,
) -> Audit:
    """Judge objects.

    Args:
        policies: The rules (govern.policies.assembly.assemble).
        objects: Iterated once; one of them is held at a time, except for rules about all objects
            together, rules that look at the objects around one, and rules that look at Namespaces
            when those are among the objects.
        settings: Engine, waivers, baseline, threshold and context; facts as well.
        source: Where the objects come from, for people.
        cluster: The Namespaces; None: those among the objects.
        progress: Called with the number of objects read, as the audit goes on.

    Raises:
        PolicyError: a waiver or baseline file is wrong.
        EngineError: the engine cannot be started.
        Error: the objects cannot be read at all.
    """
    at = settings.at or datetime.now(UTC)
    waivers = (*read_waivers(settings.waiver_files), *settings.waivers)
    baseline = read_baseline(settings.baseline) if settings.baseline else None
    rules = tuple(one for one in policies.rules if one.match.kind is not Kind.CHANGE)
    tally, shown = _Tally(progress), policies
    items: Iterable[Document | Unreadable] = tally.over(objects)
    if needs_inventory(policies) or (cluster is None and needs_namespaces(policies)):
        items = tuple(items)
        documents = [one for one in items if isinstance(one, Document)]
        cluster, shown = cluster or cluster_of(documents), with_inventory(policies, documents)
    attested = Intake((), limits=settings.limits)  # SBOMs of images, where facts bring any
    with open_engine(shown, settings.engine) as engine:
        context = RunContext(at=at, environment=settings.environment, tier=settings.tier)
        asked = Evaluation(
            rules, engine, context, sources=settings.facts, cluster=cluster, read=attested.read
        )
        findings = list(tally.findings(asked.results(items)))
        unmatched = Counter(result.outcome for result in asked.unmatched())
    decision = decide(
        findings,
        at=at,
        waivers=waivers,
        baseline=baseline,
        fail_on=settings.fail_on,
        rules=policies.rules,
        inputs=len(objects.inputs) + len(attested.inputs),
    )
    decision = counting_unheld(decision, sum(tally.outcomes.values(), unmatched))
    tally.close(decision)
    inputs = (*objects.inputs, *attested.inputs)
    report = report_of(decision, policies, engine, settings, inputs)
    return Audit(report, tally.objects, tally.outcomes, source, incomplete=tally.incomplete)


def audit_cluster(
    live: LiveObjects,
    policies: PolicySet,
    settings: RunSettings,
    progress: Callable[[int], None] = lambda _read: None,
) -> Audit:
    """Judge what runs in a cluster; raises what `audit` does.

    Raises:
        ClusterError: the API server cannot be reached.
    """
    cluster = live.cluster() if needs_namespaces(policies) else None
    where = f"the cluster at {live.client.server}"
    found = audit(policies, live, settings, where, cluster, progress)
    return replace(
        found,
        report=replace(found.report, notes=tuple(live.notes)),
        missing=live.missing,
        incomplete=found.incomplete or live.incomplete,
    )
