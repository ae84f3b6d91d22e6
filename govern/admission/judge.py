"""Review → Judgement: the rules that apply, what they say, and what is decided.

The steps are those of `govern check`, on one object: select, ask, read, decide.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from govern.admission.attested import AttestedDocuments
from govern.admission.known import NOTHING, Known
from govern.admission.subject import document_of, request_of
from govern.decision import FailOn, allowed_by_all, decide
from govern.engine.evaluation import unreadable_result
from govern.engine.interface import Question
from govern.engine.outcomes import are_quiet, questions_for, results_of
from govern.model import (
    Document,
    Enforcement,
    FailurePolicy,
    InputRecord,
    Kind,
    Outcome,
    Verdict,
)
from govern.policies.cluster import Cluster, needs_namespaces
from govern.policies.selection import RunContext, Selector, input_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from govern.admission.review import Review
    from govern.documents.intake import Unreadable
    from govern.engine.interface import Answer
    from govern.model import Decision, JsonObject, Result, Rule, Waiver
    from govern.policies.policy_set import PolicySet


class Lane(StrEnum):
    """Which of the two webhooks asks: the one that can deny, or the one that only watches."""

    ENFORCE = "enforce"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is recorded of judgements.

    Attributes:
        allows: Share of the allowed ones, 0 to 1; what denies or would have denied is always kept.
        messages: Keep what rules say and where, redacted; else their titles alone.
    """

    allows: float = 0.0
    messages: bool = False


class Evaluator(Protocol):
    """The part of govern.engine.interface.Engine that a review needs."""

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        """Yield the answers to each question, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """What a judgement depends on besides the policies.

    Attributes:
        waivers: Live ones turn findings into accepted ones, as in CI.
        fail_on: The lowest severity that denies.
        environment: As of `govern check --environment`.
        tier: As of `govern check --tier`.
        audit_only: Every rule only watches, whatever it says of itself.
        keeping: What is recorded of judgements; None for nothing.
        cluster: Namespaces that are known beforehand.
    """

    waivers: tuple[Waiver, ...] = ()
    fail_on: FailOn = FailOn.LOW
    environment: str | None = None
    tier: str | None = None
    audit_only: bool = False
    keeping: Keeping | None = None
    cluster: Cluster = field(default_factory=Cluster)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of one review.

    Attributes:
        id: Names it in messages, audit annotations and records: 32 hex digits.
        allowed: What the API server is told.
        decision: Over all results; None when no rule applies to the object.
        object_sha256: sha256 (hex) of the object's JSON with sorted keys.
        unanswered: Results that denied or were passed over because nobody could decide them.
        evaluation_cpu: CPU seconds that evaluating the rules took.
        attested: What was judged beside the object, because it is attested about its images.
    """

    id: str
    lane: Lane
    review: Review
    allowed: bool
    decision: Decision | None
    object_sha256: str
    at: datetime
    unanswered: tuple[Result, ...] = ()
    evaluation_cpu: float = 0.0
    attested: tuple[InputRecord, ...] = ()

    @property
    def denials(self) -> tuple[Result, ...]:
        """The findings that deny, the most severe first."""
        return tuple(sorted(self._blocking(Outcome.FAIL, Outcome.WARN), key=_by_severity))

    def _blocking(self, *outcomes: Outcome) -> Iterator[Result]:
        results = self.decision.results if self.decision else ()
        return (one for one in results if one.blocking and one.outcome in outcomes)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One document and the rules that are asked about it."""

    document: Document
    rules: tuple[Rule, ...]
    facts: JsonObject
    namespace: JsonObject | None = None


class Judge:
    """Judges reviews by one PolicySet; knows nothing of bytes, deadlines or processes."""

    def __init__(
        self, policies: PolicySet, evaluator: Evaluator, settings: JudgeSettings | None = None
    ) -> None:
        self._settings = settings or JudgeSettings()
        self._revision = policies.revision
        # As in CI, rules see a Namespace only when one of them looks at it.
        self._cluster = self._settings.cluster if needs_namespaces(policies) else Cluster()
        self._evaluator = evaluator
        lanes = lanes_of(policies.rules, audit_only=self._settings.audit_only)
        self._rules = {rule.id: rule for rule in policies.rules}
        about = attested_rules(policies.rules, audit_only=self._settings.audit_only)
        self._selectors = {lane: Selector((*lanes[lane], *about[lane])) for lane in Lane}
        self._judges_attested = {lane: bool(about[lane]) for lane in Lane}
        self._attested = AttestedDocuments()

    def judge(self, review: Review, lane: Lane, at: datetime, known: Known = NOTHING) -> Judgement:
        """Judge one review; never raises for what a policy or an object does.

        Args:
            review: What the API server asks.
            lane: Which webhook it asks through.
            at: The instant to decide for, with a time zone.
            known: What is known of its images and of its Namespace.
        """
        document = document_of(review)
        namespace = known.namespace or self._namespace_of(review)
        rules = self._selectors[lane].rules_for(document, review.operation, namespace=namespace)
        asked = [_Asked(document, rules, known.facts, namespace)] if rules else []
        further, unread = self._beside(review, lane, known)
        asked += further
        decision, spent = (
            self._decide(review, asked, unread, at) if asked or unread else (None, 0.0)
        )
        unanswered = _unanswered(decision)
        fatal = any(
            self._fails_closed(result) and result.rule_id not in known.tolerated
            for result in unanswered
        )
        denied = decision is not None and decision.verdict is Verdict.DENIED
        return Judgement(
            id=judgement_id(self._revision, review, document.source.sha256),
            lane=lane,
            review=review,
            allowed=lane is Lane.AUDIT or not (denied or fatal),
            decision=decision,
            object_sha256=document.source.sha256,
            at=at,
            unanswered=unanswered,
            evaluation_cpu=spent,
            attested=tuple(_record(one.document) for one in further),
        )

    def _beside(
        self, review: Review, lane: Lane, known: Known
    ) -> tuple[list[_Asked], list[Unreadable]]:
        """Return what is attested about the images, with the rules about it."""
        asked: list[_Asked] = []
        unread: list[Unreadable] = []
        if not self._judges_attested[lane]:
            return asked, unread
        for given, documents in self._attested.of(known.inputs):
            for one in documents:
                if not isinstance(one, Document):
                    unread.append(one)
                elif rules := self._selectors[lane].rules_for(one, review.operation):
                    asked.append(_Asked(one, rules, given.facts))
        return asked, unread

    def _decide(
        self, review: Review, asked: list[_Asked], unread: list[Unreadable], at: datetime
    ) -> tuple[Decision, float]:
        """Return the decision, and the CPU seconds that evaluating the rules took."""
        settings = self._settings
        context = RunContext(at=at, environment=settings.environment, tier=settings.tier)
        request = request_of(review)
        questions = [
            Question(
                input_of(
                    one.document,
                    replace(context, namespace=one.namespace) if one.namespace else context,
                    request=request,
                    facts=one.facts,
                ),
                questions_for(one.rules),
            )
            for one in asked
        ]
        begun = time.thread_time()
        answers = list(self._evaluator.evaluate(questions))
        spent = time.thread_time() - begun
        if not unread and all(map(are_quiet, answers)):
            return allowed_by_all(sum(len(one.rules) for one in asked), settings.fail_on), spent
        results = [
            result
            for one, its in zip(asked, answers, strict=True)
            for result in results_of(one.document, one.rules, its)
        ]
        decision = decide(
            [*results, *map(unreadable_result, unread)],
            at=at,
            waivers=settings.waivers,
            fail_on=settings.fail_on,
            rules=tuple({rule.id: rule for one in asked for rule in one.rules}.values()),
            inputs=len(asked) + len(unread),
        )
        return decision, spent

    def _namespace_of(self, review: Review) -> JsonObject | None:
        own = review.kind == "Namespace" and not review.group
        return None if own else self._cluster.namespaces.get(review.namespace)

    def _fails_closed(self, result: Result) -> bool:
        rule = self._rules.get(result.rule_id)  # none for an input that cannot be read
        return rule is None or rule.failure_policy is FailurePolicy.FAIL


def lanes_of(rules: Iterable[Rule], *, audit_only: bool = False) -> Mapping[Lane, tuple[Rule, ...]]:
    """Return the rules that each webhook asks; a rule is asked by one of them."""
    return _in_lanes(rules, frozenset({Kind.KUBERNETES, None}), audit_only)


def attested_rules(
    rules: Iterable[Rule], *, audit_only: bool = False
) -> Mapping[Lane, tuple[Rule, ...]]:
    """Return the rules about SBOMs by webhook: asked of what is attested about images."""
    return _in_lanes(rules, frozenset({Kind.SBOM}), audit_only)


def _in_lanes(
    rules: Iterable[Rule], kinds: frozenset[Kind | None], audit_only: bool
) -> Mapping[Lane, tuple[Rule, ...]]:
    lanes: dict[Lane, list[Rule]] = {lane: [] for lane in Lane}
    for rule in rules:
        if rule.match.kind in kinds and rule.match.scope == "document":
            watches = audit_only or rule.enforcement is not Enforcement.DENY
            lanes[Lane.AUDIT if watches else Lane.ENFORCE].append(rule)
    return {lane: tuple(found) for lane, found in lanes.items()}


def _record(document: Document) -> InputRecord:
    source = document.source
    return InputRecord(source.path, document.kind.value, source.sha256, 1, document.format)


def judgement_id(revision: str, review: Review, object_sha256: str) -> str:
    """Return what names the judgement of a review by a set of policies."""
    identity = f"{revision}\0{review.uid}\0{review.operation}\0{object_sha256}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _unanswered(decision: Decision | None) -> tuple[Result, ...]:
    results = decision.results if decision else ()
    return tuple(one for one in results if one.blocking and one.outcome is Outcome.UNDECIDED)


def _by_severity(result: Result) -> tuple[int, str]:
    return -result.severity.rank, result.rule_id
