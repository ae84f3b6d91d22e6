"""Documents → Questions → Results: asks the engine as documents arrive, and holds few at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from govern.documents.document_set import document_set
from govern.documents.intake import Unreadable
from govern.engine.interface import Question
from govern.engine.outcomes import questions_for, results_but_passes, results_of
from govern.facts.gathering import gather_ahead
from govern.facts.interface import GatherContext
from govern.facts.merging import agreed
from govern.model import Document, FactsRecord, Kind, Location, Outcome, Resource, Result, Severity
from govern.model.result import fingerprint
from govern.policies.selection import RunContext, Selector, input_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from govern.engine.interface import Engine
    from govern.facts.interface import AttestedInput, FactSource
    from govern.model import JsonObject, Rule, Source
    from govern.policies.cluster import Cluster

    Origins: TypeAlias = Callable[[Document], Mapping[str, Location]]

INPUT_RULE = "govern:input"  # the id under which an unreadable input is reported


class Evaluation:
    """One pass over inputs; iterate `results` once, then ask for `unmatched`."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        engine: Engine,
        context: RunContext,
        *,
        sources: tuple[FactSource, ...] = (),
        origins: Origins | None = None,
        cluster: Cluster | None = None,
        read: Callable[[Source, Kind], Iterable[Document | Unreadable]] | None = None,
    ) -> None:
        self.rules = rules
        self.passed = 0  # results that pass and were only counted
        self._cluster = cluster
        self._origins = origins or source_origins(None)
        self._selector = Selector(rules)
        self._engine = engine
        self._context = context
        self._matched: set[str] = set()
        self._latest: tuple[Rule, ...] = ()  # rules that were asked last, and their paths
        self._paths: tuple[str, ...] = ()
        self._unreadable: list[Unreadable] = []
        self._asked: deque[tuple[Document, tuple[Rule, ...]]] = deque()
        self._sets: dict[Kind, list[Document]] = {
            rule.match.kind: [] for rule in rules if rule.match.scope == "set" and rule.match.kind
        }
        self._sources = sources
        self._read = read
        self._attested: dict[str, AttestedInput] = {}  # by path
        self._facts: list[FactsRecord] = []
        self._everything: list[Document] | None = (
            [] if any(rule.match.scope == "everything" for rule in rules) else None
        )

    def results(
        self, intake: Iterable[Document | Unreadable], *, passes: bool = True
    ) -> Iterator[Result]:
        """Yield the Results of every input, then of every set.

        Without `passes` those that pass are only counted, as `passed`.
        """
        # The engine takes questions ahead of its answers; answers come back in the same order.
        for answers in self._engine.evaluate(self._questions(intake)):
            document, rules = self._asked.popleft()
            if passes:
                yield from results_of(document, rules, answers, self._origins)
            else:
                found, passed = results_but_passes(document, rules, answers, self._origins)
                self.passed += passed
                yield from found
        for unreadable in self._unreadable:
            yield unreadable_result(unreadable)

    def unmatched(self) -> Iterator[Result]:
        """Yield one `not_applicable` Result for each rule that matched no input."""
        nowhere = Resource(kind="", name="", address="")
        for rule in self.rules:
            if rule.id not in self._matched:
                yield Result(
                    rule_id=rule.id,
                    title=rule.title,
                    severity=rule.severity,
                    outcome=Outcome.NOT_APPLICABLE,
                    message=rule.idle or "no input matched this rule",
                    resource=nowhere,
                    location=Location(""),
                    fingerprint=fingerprint(rule.id, "", nowhere, ""),
                    controls=rule.controls,
                    remediation=rule.remediation,
                    enforcement=rule.enforcement,
                )

    @property
    def facts(self) -> tuple[FactsRecord, ...]:
        """What rules saw of each document besides its content, once `results` came to its end."""
        return tuple(self._facts)

    def _questions(self, intake: Iterable[Document | Unreadable]) -> Iterator[Question]:
        gathering = gather_ahead(self._sources, intake, self._is_asked_about, self._gather_context)
        for item, gathered in gathering:
            self._attested |= {one.source.path: one for one in gathered.inputs}
            yield from self._about(item, gathered.to_object())
        for one in self._attested.values():
            yield from self._about_attested(one)
        for documents in self._sets.values():
            if documents:
                yield from self._ask(document_set(documents), "set", self._facts_of(documents))
        if self._everything:
            facts = self._facts_of(self._everything)
            yield from self._ask(document_set(self._everything), "everything", facts)

    def _about(self, item: Document | Unreadable, facts: JsonObject) -> Iterator[Question]:
        if isinstance(item, Unreadable):
            self._unreadable.append(item)
            return
        if facts:
            self._facts.append(FactsRecord(item.source.path, item.index, facts))
        if item.kind in self._sets:
            self._sets[item.kind].append(item)
        if self._everything is not None:
            self._everything.append(item)
        yield from self._ask(item, "document", facts)

    def _about_attested(self, one: AttestedInput) -> Iterator[Question]:
        """Ask about what a statement brought along, if any rule is about such inputs."""
        wanted = any(rule.match.kind in {one.kind, None} for rule in self.rules)
        if self._read is not None and (wanted or self._everything is not None):
            for item in self._read(one.source, one.kind):
                yield from self._about(item, one.facts)

    def _is_asked_about(self, document: Document) -> bool:
        in_a_set = document.kind in self._sets or self._everything is not None
        return in_a_set or bool(self._selector.rules_for(document))

    def _facts_of(self, documents: list[Document]) -> JsonObject:
        """Return the facts about the members of a set, as one object."""
        if not self._facts:
            return {}
        members = {(one.source.path, one.index) for one in documents}
        of_members = (one.facts for one in self._facts if (one.path, one.index) in members)
        return agreed(of_members)

    @property
    def _gather_context(self) -> GatherContext:
        context = self._context
        metadata = (context.namespace or {}).get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        return GatherContext(
            at=context.at,
            environment=context.environment,
            tier=context.tier,
            namespace=name if isinstance(name, str) else None,
        )

    def _ask(self, document: Document, scope: str, facts: JsonObject) -> Iterator[Question]:
        context = self._context
        if self._cluster is not None:
            context = replace(context, namespace=self._cluster.namespace_of(document))
        rules = self._selector.rules_for(document, scope=scope, namespace=context.namespace)
        if rules:
            if rules is not self._latest:  # documents of one type come in rows
                self._latest, self._paths = rules, questions_for(rules)
                self._matched.update(rule.id for rule in rules)
            self._asked.append((document, rules))
            yield Question(input_of(document, context, facts=facts), self._paths)


def source_origins(source_root: str | None) -> Origins:
    """Return what tells where the resources of a plan are written, below this folder."""

    def find(document: Document) -> Mapping[str, Location]:
        if document.kind is not Kind.TERRAFORM_PLAN or source_root is None:
            return {}
        # Only runs with the source at hand need to read HCL.
        from govern.documents.terraform_plan.origins import origins  # noqa: PLC0415 - as said

        return origins(source_root, document)

    return find


def unreadable_result(unreadable: Unreadable) -> Result:
    """Return the finding that an input cannot be read, under the id INPUT_RULE."""
    error = unreadable.error
    resource = Resource(kind="input", name=unreadable.path, address=unreadable.path)
    return Result(
        rule_id=INPUT_RULE,
        title="The input can be read",
        severity=Severity.HIGH,
        outcome=Outcome.UNDECIDED,
        message=error.message + (f": {error.cause}" if error.cause else ""),
        resource=resource,
        location=Location(error.path or unreadable.path, error.line, error.column),
        fingerprint=fingerprint(INPUT_RULE, unreadable.path, resource, ""),
        remediation=error.hint or "",
    )
