"""Documents → Questions → Results: asks the engine as documents arrive, and holds few at a time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from govern.documents.document_set import document_set
from govern.documents.intake import Unreadable
from govern.engine.interface import Question
from govern.engine.outcomes import questions_for, results_of
from govern.model import Document, Kind, Location, Outcome, Resource, Result, Severity
from govern.model.result import fingerprint
from govern.policies.selection import RunContext, Selector, input_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from govern.engine.interface import Engine
    from govern.model import Rule

INPUT_RULE = "govern:input"  # the id under which an unreadable input is reported


class Evaluation:
    """One pass over inputs; iterate `results` once, then ask for `unmatched`."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        engine: Engine,
        context: RunContext,
        source_root: str | None = None,
    ) -> None:
        self._rules = rules
        self._source_root = source_root
        self._selector = Selector(rules)
        self._engine = engine
        self._context = context
        self._matched: set[str] = set()
        self._unreadable: list[Unreadable] = []
        self._asked: deque[tuple[Document, tuple[Rule, ...]]] = deque()
        self._sets: dict[Kind, list[Document]] = {
            rule.match.kind: [] for rule in rules if rule.match.scope == "set"
        }

    def results(self, intake: Iterable[Document | Unreadable]) -> Iterator[Result]:
        """Yield the Results of every input, then of every set."""
        # The engine takes questions ahead of its answers; answers come back in the same order.
        for answers in self._engine.evaluate(self._questions(intake)):
            document, rules = self._asked.popleft()
            yield from results_of(document, rules, answers, self._origins)
        for unreadable in self._unreadable:
            yield _unreadable_result(unreadable)

    def unmatched(self) -> Iterator[Result]:
        """Yield one `not_applicable` Result for each rule that matched no input."""
        nowhere = Resource(kind="", name="", address="")
        for rule in self._rules:
            if rule.id not in self._matched:
                yield Result(
                    rule_id=rule.id,
                    title=rule.title,
                    severity=rule.severity,
                    outcome=Outcome.NOT_APPLICABLE,
                    message="no input matched this rule",
                    resource=nowhere,
                    location=Location(""),
                    fingerprint=fingerprint(rule.id, "", nowhere, ""),
                    controls=rule.controls,
                    remediation=rule.remediation,
                    enforcement=rule.enforcement,
                )

    def _origins(self, document: Document) -> Mapping[str, Location]:
        """Return where the resources of a plan are written, when the source lies at hand."""
        if document.kind is not Kind.TERRAFORM_PLAN or self._source_root is None:
            return {}
        # Only runs with the source at hand need to read HCL.
        from govern.documents.terraform_plan.origins import origins  # noqa: PLC0415 - as said

        return origins(self._source_root, document)

    def _questions(self, intake: Iterable[Document | Unreadable]) -> Iterator[Question]:
        for item in intake:
            if isinstance(item, Unreadable):
                self._unreadable.append(item)
                continue
            if item.kind in self._sets:
                self._sets[item.kind].append(item)
            yield from self._ask(item, "document")
        for documents in self._sets.values():
            if documents:
                yield from self._ask(document_set(documents), "set")

    def _ask(self, document: Document, scope: str) -> Iterator[Question]:
        rules = self._selector.rules_for(document, scope=scope)
        if rules:
            self._matched.update(rule.id for rule in rules)
            self._asked.append((document, rules))
            yield Question(input_of(document, self._context), questions_for(rules))


def _unreadable_result(unreadable: Unreadable) -> Result:
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
