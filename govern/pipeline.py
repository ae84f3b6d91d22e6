"""The composition root: inputs → Documents → Answers → Results → Decision → Report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from govern.decision import FailOn, counting_unheld, decide
from govern.documents.change import TierWatch, change_document, waivers_in_use
from govern.documents.intake import Intake
from govern.documents.interface import Limits
from govern.documents.render.mode import RenderMode
from govern.engine.evaluation import Evaluation, source_origins
from govern.engine.factory import EngineSettings, open_engine
from govern.facts.checkov.results import imported
from govern.facts.checkov.scan import CheckovScan, ScanSettings
from govern.model import Document, Kind, Outcome, PolicyInfo, Report
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.baseline import read_baseline
from govern.policies.cluster import Cluster, cluster_of, needs_cluster, with_inventory
from govern.policies.policy_set import data_digest
from govern.policies.scanned import chosen
from govern.policies.selection import RunContext
from govern.policies.waivers import read_waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from govern.documents.intake import Unreadable
    from govern.engine.evaluation import Origins
    from govern.engine.interface import Engine
    from govern.facts.interface import FactSource
    from govern.model import Decision, InputRecord, Result, Skipped, Waiver
    from govern.model.baseline import Baseline
    from govern.policies.policy_set import PolicySet


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """Everything that a run depends on besides its inputs."""

    policy: PolicySettings = field(default_factory=PolicySettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    limits: Limits = field(default_factory=Limits)
    kind: Kind | None = None
    exclude: tuple[str, ...] = ()
    source_root: str | None = None
    scan: ScanSettings = field(default_factory=ScanSettings)
    import_checkov: tuple[str, ...] = ()
    render: RenderMode = RenderMode.OFF
    waiver_files: tuple[str, ...] = ()
    baseline: str | None = None
    fail_on: FailOn = FailOn.LOW
    environment: str | None = None
    tier: str | None = None
    at: datetime | None = None
    facts: tuple[FactSource, ...] = ()
    waivers: tuple[Waiver, ...] = ()  # beside those of files: signed ones, verified
    hold_passes: bool = True  # else they are counted, and the run takes little memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a run decides with: everything is read but the inputs, which are read on the way.

    Attributes:
        scan: Runs Checkov over the documents, where that is asked for.
        imported: Results that other tools gave.
        origins: Tells where the resources of a plan are written.
    """

    policies: PolicySet
    intake: Intake
    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline | None = None
    scan: CheckovScan = field(default_factory=CheckovScan)
    imported: tuple[Result, ...] = ()
    facts: tuple[FactSource, ...] = ()
    origins: Origins


def check(
    paths: Iterable[str],
    settings: RunSettings,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    watch: Callable[[Loaded], Loaded] = lambda loaded: loaded,
) -> Report:
    """Decide on inputs.

    Args:
        paths: Files, folders, or `-` for standard input.
        settings: Policies, engine, limits, waivers and context.
        progress: Called with files done and files found, as the run goes on.
        watch: Sees what the run decides with, and may watch over its parts.

    Raises:
        UsageError: a path does not exist, or the settings contradict each other.
        PolicyError: a policy, its data, or a waiver or baseline file is wrong.
        EngineError: the engine cannot be started.
    """
    origins = source_origins(settings.source_root)
    loaded = Loaded(
        policies=assemble(settings.policy),
        waivers=(*read_waivers(settings.waiver_files), *settings.waivers),
        baseline=read_baseline(settings.baseline) if settings.baseline else None,
        intake=intake_of(paths, settings, progress),
        scan=CheckovScan(settings.scan, origins, partial(chosen, settings=settings.policy)),
        imported=tuple(chosen(imported(settings.import_checkov, settings.limits), settings.policy)),
        facts=settings.facts,
        origins=origins,
    )
    return judge(watch(loaded), settings)


def judge(loaded: Loaded, settings: RunSettings) -> Report:
    """Decide with what was loaded.

    Args:
        loaded: Inputs, policies and what else decides.
        settings: Engine, threshold and context; what they say of files is not read.

    Raises:
        EngineError: the engine cannot be started.
    """
    at = settings.at or datetime.now(UTC)
    deciding = _Deciding(loaded, settings, at)
    tiers = TierWatch()
    items, cluster, shown = _with_cluster(
        tiers.over(loaded.scan.watching(loaded.intake)), loaded.policies
    )
    with open_engine(shown, settings.engine) as engine:
        on_inputs = deciding.evaluation(engine, of_change=False, cluster=cluster)
        passes = settings.hold_passes
        results = [*on_inputs.results(items, passes=passes), *on_inputs.unmatched()]
        results += [*loaded.scan.results(), *loaded.imported]
        on_change = deciding.evaluation(engine, of_change=True)
        decision = deciding.decide(results, on_inputs.passed)
        if on_change.rules:
            results += (
                on_change.unmatched()
                if decision.nothing_evaluated
                else on_change.results([_change(decision, loaded, tiers.tier)], passes=passes)
            )
            decision = deciding.decide(results, on_inputs.passed + on_change.passed)
    read = loaded.intake
    report = report_of(decision, loaded.policies, engine, settings, read.inputs, read.skipped)
    return replace(report, facts=(*on_inputs.facts, *on_change.facts))


def _with_cluster(
    items: Iterable[Document | Unreadable], policies: PolicySet
) -> tuple[Iterable[Document | Unreadable], Cluster | None, PolicySet]:
    """Read all inputs ahead, where rules need to know what is around each of them."""
    if not needs_cluster(policies):
        return items, None, policies
    read = tuple(items)
    documents = [one for one in read if isinstance(one, Document)]
    return read, cluster_of(documents), with_inventory(policies, documents)


class _Deciding:
    """What stays the same when a run decides twice: on its inputs, then on the whole change."""

    def __init__(self, loaded: Loaded, settings: RunSettings, at: datetime) -> None:
        self._loaded = loaded
        self._fail_on = settings.fail_on
        self._at = at
        self._context = RunContext(at=at, environment=settings.environment, tier=settings.tier)

    def evaluation(
        self, engine: Engine, *, of_change: bool, cluster: Cluster | None = None
    ) -> Evaluation:
        """Return the evaluation of the rules about inputs, or of those about the change."""
        loaded = self._loaded
        rules = tuple(
            one for one in loaded.policies.rules if (one.match.kind is Kind.CHANGE) is of_change
        )
        return Evaluation(
            rules,
            engine,
            self._context,
            sources=loaded.facts,
            origins=loaded.origins,
            cluster=cluster,
            read=loaded.intake.read,
        )

    def decide(self, results: Iterable[Result], passed: int) -> Decision:
        """Decide over the results so far, and so many passes that were only counted."""
        decision = decide(
            results,
            at=self._at,
            waivers=self._loaded.waivers,
            baseline=self._loaded.baseline,
            fail_on=self._fail_on,
            rules=self._loaded.policies.rules,
            inputs=len(self._loaded.intake.inputs),
        )
        return counting_unheld(decision, {Outcome.PASS: passed}) if passed else decision


def _change(decision: Decision, loaded: Loaded, tier: str) -> Document:
    policies = loaded.policies
    return change_document(
        verdict=decision.verdict.value,
        tier=tier,
        policy_revision=policies.inputs_revision or policies.revision,
        inputs=loaded.intake.inputs,
        waivers=waivers_in_use(decision),
    )


def intake_of(
    paths: Iterable[str],
    settings: RunSettings,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Intake:
    """Return what reads the inputs of a run; iterate it once."""
    return Intake(
        tuple(paths),
        kind=settings.kind,
        exclude=settings.exclude,
        limits=settings.limits,
        source_root=settings.source_root,
        render=settings.render,
        progress=progress,
    )


def report_of(
    decision: Decision,
    policies: PolicySet,
    engine: Engine,
    settings: RunSettings,
    inputs: Iterable[InputRecord],
    skipped: tuple[Skipped, ...] = (),
) -> Report:
    """Return what is told of a decision: by which policies, by which engine, about which inputs."""
    return Report(
        decision=decision,
        inputs=tuple(sorted(inputs, key=lambda record: (record.path, record.kind))),
        skipped=skipped,
        policy=PolicyInfo(
            revision=policies.revision,
            sources=policies.sources,
            engine=engine.name,
            engine_version=engine.version,
            profile=settings.policy.profile,
            data_sha256=data_digest(policies.data),
            params_sha256=data_digest(policies.data.get("params", {})),
        ),
        rules=policies.rules,
        at=settings.at.isoformat() if settings.at else None,
    )
