"""What people said: approvals, their uses, revocations and signed waivers."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from govern.evidence.reports.model import ApprovalRow, RevocationRow, UseRow, WaiverRow
from govern.evidence.verify.entry import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.evidence.reports.source import Record


@dataclass(slots=True)
class People:
    """Collects the records that are about people, and what decisions say of waivers."""

    _records: dict[EntryKind, list[Record]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # waiver → last word on it
    _suppressed: Counter[str] = field(default_factory=Counter)
    _used: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Take in a record that is no decision."""
        self._records[record.entry.kind].append(record)

    def decided(self, predicate: Mapping[str, Any]) -> None:
        """Take in what a decision says of waivers."""
        for one in predicate["waivers"]:
            self._said[one["id"]] = one
            self._suppressed[one["id"]] += one["count"]
            self._used[one["id"]] += bool(one["count"])

    def approvals(self, as_of: datetime) -> tuple[ApprovalRow, ...]:
        """Return approvals, rejections and observations, in the order of the log."""
        found = [*self._records[EntryKind.APPROVAL], *self._records[EntryKind.OBSERVATION]]
        return tuple(self._approval(one, as_of) for one in sorted(found, key=lambda one: one.index))

    def uses(self) -> tuple[UseRow, ...]:
        """Return each time that approvals let something through."""
        return tuple(self._use(one) for one in self._records[EntryKind.USE])

    def revocations(self) -> tuple[RevocationRow, ...]:
        """Return what was taken back."""
        return tuple(
            RevocationRow(
                index=one.index,
                effective_at=one.predicate["effective_at"],
                target=one.predicate["target"]["sha256"],
                person=one.signer,
                reason=one.predicate["reason"],
            )
            for one in self._records[EntryKind.REVOCATION]
        )

    def waivers(self, as_of: datetime, covered: Counter[str]) -> tuple[WaiverRow, ...]:
        """Return every waiver that a decision named or a person signed; next to end first."""
        names = {*self._said, *(_waiver(one)["id"] for one in self._records[EntryKind.WAIVER])}
        rows = [self._waiver_row(name, as_of, covered) for name in names]
        return tuple(sorted(rows, key=lambda one: (one.expires, one.id)))

    def _approval(self, record: Record, as_of: datetime) -> ApprovalRow:
        said = record.predicate
        return ApprovalRow(
            index=record.index,
            signed_at=said["signed_at"],
            person=self._person(record),
            role=said["role"],
            verdict=said["verdict"],
            how=said["source"]["kind"] if "source" in said else "signature",
            environment=said["scope"]["environment"],
            action=said["scope"]["action"],
            decision=said["decision"]["sha256"],
            shown=said["shown"]["sha256"],
            expires=said["expires"],
            reason=said.get("reason") or "",
            state=self._state(record, as_of),
            file=record.file,
        )

    @staticmethod
    def _person(record: Record) -> str:
        account = record.predicate.get("source", {}).get("account")
        return f"{account}, as {record.signer} observed" if account else record.signer

    def _state(self, record: Record, as_of: datetime) -> str:
        digests = {record.entry.sha256, record.statement_sha256}
        if digests & {one.target for one in self.revocations()}:
            return "revoked"
        if record.predicate["verdict"] == "reject":
            return "rejection"
        if digests & self._used_approvals():
            return "used"
        return "expired" if _ended(record.predicate["expires"], as_of) else "unused"

    def _used_approvals(self) -> set[str]:
        uses = self._records[EntryKind.USE]
        return {one["sha256"] for use in uses for one in use.predicate["approvals"]}

    def _use(self, record: Record) -> UseRow:
        said = record.predicate
        request: Mapping[str, Any] = next(
            (
                one.predicate
                for one in self._records[EntryKind.REQUEST]
                if said["request"]["sha256"] in (one.statement_sha256, one.entry.sha256)
            ),
            {},
        )
        counted = {one["sha256"] for one in said["approvals"]}
        signed = [*self._records[EntryKind.APPROVAL], *self._records[EntryKind.OBSERVATION]]
        return UseRow(
            index=record.index,
            used_at=said["used_at"],
            decision=said["decision"]["sha256"],
            environment=said["scope"]["environment"],
            action=said["scope"]["action"],
            requester=request.get("requester", ""),
            authors=tuple(request.get("authors", ())),
            approvers=tuple(
                f"{self._person(one)} ({one.predicate['role']})"
                for one in signed
                if counted & {one.entry.sha256, one.statement_sha256}
            ),
        )

    def _waiver_row(self, name: str, as_of: datetime, covered: Counter[str]) -> WaiverRow:
        signed = [one for one in self._records[EntryKind.WAIVER] if _waiver(one)["id"] == name]
        said = self._said.get(name) or _waiver(signed[0])
        approvers = {one.signer for one in signed if one.predicate["role"] == "approver"}
        targets = {one.target for one in self.revocations()}
        revoked = any(targets & {one.entry.sha256, one.statement_sha256} for one in signed)
        return WaiverRow(
            id=name,
            state=_waiver_state(said["expires"], as_of, revoked, used=bool(self._used[name])),
            rules=tuple(said["rules"]),
            resource=said["resource"],
            owner=said["owner"],
            reason=said["reason"],
            compensating_control=said.get("compensating_control") or "",
            ticket=said.get("ticket") or "",
            expires=said["expires"],
            days_left=(_instant(said["expires"]) - as_of).days,
            covers=covered[name],
            suppressed=self._suppressed[name],
            decisions=self._used[name],
            signed=bool(signed) or bool(said.get("signed_sha256")),
            approved_by=tuple(said.get("approved_by") or sorted(approvers)),
        )


def _waiver(record: Record) -> Mapping[str, Any]:
    found: Mapping[str, Any] = record.predicate["waiver"]
    return found


def _waiver_state(expires: str, as_of: datetime, revoked: bool, *, used: bool) -> str:
    if revoked:
        return "revoked"
    if _ended(expires, as_of):
        return "expired"
    return "live" if used else "unused"


def _ended(time: str, as_of: datetime) -> bool:
    return _instant(time) <= as_of


def _instant(time: str) -> datetime:
    at = datetime.fromisoformat(time)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
