"""Whether CI and the webhook say the same of the same objects, finding by finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.admission.asking import review_of
from govern.admission.judge import Judge, JudgeSettings, Lane, lanes_of
from govern.admission.review import read_review
from govern.engine.factory import inline_engine
from govern.model import Document, Kind, Outcome
from govern.pipeline import check, intake_of
from govern.policies.assembly import assemble
from govern.policies.cluster import cluster_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.model import Report, Result
    from govern.pipeline import RunSettings
    from govern.policies.cluster import Cluster
    from govern.policies.policy_set import PolicySet

_SILENT = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One finding, without what depends on where the object came from."""

    rule_id: str
    outcome: str
    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One object, and what only one of the two says of it.

    Attributes:
        path: The file it is in.
        address: Which object it is.
        object_sha256: sha256 (hex) of its JSON with sorted keys: both judged these bytes.
        findings: How many findings both have.
    """

    path: str
    address: str
    object_sha256: str
    findings: int
    only_ci: tuple[Said, ...] = ()
    only_webhook: tuple[Said, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not (self.only_ci or self.only_webhook)


def compare(paths: Iterable[str], settings: RunSettings) -> tuple[Compared, ...]:
    """Return the comparison for every Kubernetes object in the inputs, in order.

    Only rules that the webhook knows are compared: those about one Kubernetes object at a time.

    Raises:
        Error: as `govern.pipeline.check` does.
    """
    at = settings.at or datetime.now(UTC)
    settings = replace(settings, at=at)
    paths = tuple(paths)
    policies = assemble(settings.policy)
    ci = _by_object(check(paths, settings), policies)
    documents = [
        document
        for document in intake_of(paths, settings)
        if isinstance(document, Document) and document.kind is Kind.KUBERNETES
    ]
    judge = _judge(policies, settings, cluster_of(documents))
    return tuple(
        _compared(document, ci.get(_key_of(document), Counter()), judge, at)
        for document in documents
    )


def _judge(policies: PolicySet, settings: RunSettings, cluster: Cluster) -> Judge:
    return Judge(
        policies,
        inline_engine(policies),
        JudgeSettings(
            fail_on=settings.fail_on,
            environment=settings.environment,
            tier=settings.tier,
            cluster=cluster,
        ),
    )


def _key_of(document: Document) -> tuple[str, str]:
    return document.source.path, document.resource.address


def _by_object(report: Report, policies: PolicySet) -> dict[tuple[str, str], Counter[Said]]:
    """Return what CI says of each object, by file and address."""
    shared = {rule.id for rules in lanes_of(policies.rules).values() for rule in rules}
    found: dict[tuple[str, str], Counter[Said]] = {}
    for result in report.decision.results:
        if result.rule_id in shared and result.outcome not in _SILENT:
            key = (result.location.path, result.resource.address)
            found.setdefault(key, Counter())[_said(result)] += 1
    return found


def _compared(document: Document, ci: Counter[Said], judge: Judge, at: datetime) -> Compared:
    review = read_review(review_of(document.content))
    judgements = [judge.judge(review, lane, at) for lane in Lane]
    webhook = Counter(
        _said(result)
        for judgement in judgements
        for result in (judgement.decision.results if judgement.decision else ())
        if result.outcome not in _SILENT
    )
    return Compared(
        path=document.source.path,
        address=document.resource.address,
        object_sha256=judgements[0].object_sha256,
        findings=(ci & webhook).total(),
        only_ci=tuple(sorted((ci - webhook).elements())),
        only_webhook=tuple(sorted((webhook - ci).elements())),
    )


def _said(result: Result) -> Said:
    pointer = result.location.pointer.removeprefix(result.resource.pointer)
    return Said(result.rule_id, result.outcome.value, pointer, result.message)
