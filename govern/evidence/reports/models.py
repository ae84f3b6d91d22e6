"""The register of models: what their cards said at the last decision, and who approved that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from govern.evidence.reports.model import ModelRow
from govern.model import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.evidence.reports.model import ApprovalRow, Finding, UseRow
    from govern.evidence.reports.source import Evidence, Record

_COUNTS = ("used", "unused", "expired")  # states of approvals that nobody took back


@dataclass(slots=True)
class Models:
    """Collects decisions about model cards; the last one about each card stays."""

    evidence: Evidence
    _last: dict[str, tuple[Record, str]] = field(default_factory=dict)
    _decisions: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, record: Record) -> None:
        """Take in a decision."""
        for one in record.predicate["inputs"]:
            if one["kind"] == Kind.MODEL_CARD.value:
                path, digest = str(one["path"]), str(sorted(one["digest"].items()))
                self._last[path] = record, digest
                self._decisions[path, digest].add(record.statement_sha256)

    def rows(
        self,
        findings: Sequence[Finding],
        approvals: Sequence[ApprovalRow],
        uses: Sequence[UseRow],
    ) -> tuple[ModelRow, ...]:
        """Return the register, by path.

        Raises:
            VerificationError: what is kept does not fit together.
        """
        cards: dict[int, dict[str, Any]] = {}
        rows = []
        for path, (record, digest) in sorted(self._last.items()):
            if record.index not in cards:
                cards[record.index] = dict(self._cards(record))
            about = self._decisions[path, digest]
            agreed = [one for one in approvals if one.decision in about and _counts(one)]
            used = [one.environment for one in uses if one.decision in about]
            row = _row(path, record, cards[record.index].get(path))
            rows.append(
                replace(
                    row,
                    findings=sum(_is_of(one, path) for one in findings),
                    approved_by=tuple(f"{one.person} ({one.role})" for one in agreed),
                    environments=tuple(dict.fromkeys(used)),
                )
            )
        return tuple(rows)

    def _cards(self, record: Record) -> Iterator[tuple[str, Any]]:
        """Yield path and content of the cards that a decision read, where they are kept."""
        from govern.evidence.replay.kept_run import (  # noqa: PLC0415 - loads the pipeline
            CannotReplay,
            KeptRun,
            reading,
        )

        read = reading(record.predicate, self.evidence.material, self.evidence.unsealed)
        try:
            run = KeptRun.of(record.predicate, read)
            loaded = run.loaded(run.policies(), run.settings())
        except CannotReplay:
            return
        for document in loaded.intake:
            if isinstance(document, Document) and document.kind is Kind.MODEL_CARD:
                yield document.source.path, document.content


def _row(path: str, record: Record, card: Any) -> ModelRow:
    model, governance = _part(card, "model"), _part(card, "governance")
    owners = _part(card, "parties").get("owners") or ()
    tier = governance.get("risk_tier") or ""
    return ModelRow(
        path=path,
        name=model.get("name") or model.get("id") or path,
        version=model.get("version") or "",
        tier="" if tier == "unset" else tier,
        owners=tuple(_owner(one) for one in owners),
        next_review=_part(governance, "review").get("next") or "",
        index=record.index,
        time=record.entry.time,
        verdict=record.predicate["decision"],
        findings=0,
        approved_by=(),
        environments=(),
        kept=card is not None,
    )


def _counts(one: ApprovalRow) -> bool:
    return one.verdict == "approve" and one.state in _COUNTS


def _is_of(finding: Finding, path: str) -> bool:
    place = finding.path
    return finding.state == "open" and (place == path or place.startswith(f"{path}:"))


def _owner(value: Any) -> str:
    parts = [value.get(key) for key in ("name", "team", "contact")]
    return next((str(one) for one in parts if one), "")


def _part(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
