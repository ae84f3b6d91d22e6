"""The change as a whole, as one Document: what rules about approvals look at.

A run reads many inputs; people approve all of them together. So the host makes one `change` out of
what was read and found, after everything else was evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.model import Document, Kind, Location, Outcome, Resource, Severity, Source
from govern.model.waiver import WaiverState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from govern.documents.intake import Unreadable
    from govern.model import Decision, InputRecord, JsonObject, JsonValue

NAME = "change"
_TIERS = ("low", "medium", "high", "critical")  # of risk, as model cards say them


class TierWatch:
    """Passes documents on, and remembers the highest tier of risk that a model card names."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def over(self, items: Iterable[Document | Unreadable]) -> Iterator[Document | Unreadable]:
        """Yield each item as it comes."""
        for item in items:
            if isinstance(item, Document) and item.kind is Kind.MODEL_CARD:
                governance = item.content.get("governance")
                said = governance.get("risk_tier") if isinstance(governance, dict) else None
                self._seen.add(said if isinstance(said, str) else "unset")
            yield item

    @property
    def tier(self) -> str:
        """The highest tier; `unset` when none was named, or a card names none."""
        if not self._seen or not self._seen <= set(_TIERS):
            return "unset"
        return max(self._seen, key=_TIERS.index)


def change_document(
    *,
    verdict: str,
    tier: str,
    policy_revision: str,
    inputs: Iterable[InputRecord],
    waivers: Sequence[JsonObject],
) -> Document:
    """Return the change.

    Args:
        verdict: What the rules about its inputs decide.
        tier: The tier of risk that its model cards name, or `unset`.
        policy_revision: Of the rules that decided.
        inputs: What was read.
        waivers: What is in use, as rules see it.
    """
    listed: list[JsonValue] = [
        {"path": one.path, "kind": one.kind, "sha256": one.sha256}
        for one in sorted(inputs, key=lambda one: (one.path, one.kind))
    ]
    return change_of(
        {
            "verdict": verdict,
            "tier": tier,
            "policy_revision": policy_revision,
            "inputs": listed,
            "waivers": [*waivers],
        }
    )


def waivers_in_use(decision: Decision) -> list[JsonObject]:
    """Return each waiver that covers a finding, with the highest severity that it covers."""
    worst: dict[str, Severity] = {}
    for result in decision.results:
        if result.waiver is not None and result.outcome is Outcome.WAIVED:
            key = result.waiver.waiver.id
            worst[key] = max(worst.get(key, result.severity), result.severity, key=_rank)
    return [
        {
            "id": use.waiver.id,
            "owner": use.waiver.owner,
            "reason": use.waiver.reason,
            "expires": use.waiver.expires.isoformat(),
            "approved_by": [*use.waiver.approved_by],
            "signed": bool(use.waiver.signed),
            "severity": worst[use.waiver.id].value if use.waiver.id in worst else "",
            "count": use.count,
        }
        for use in decision.waivers
        if use.state is WaiverState.USED
    ]


def _rank(severity: Severity) -> int:
    return severity.rank


def change_of(content: JsonObject) -> Document:
    """Return the Document for a change with this content."""
    data = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return Document(
        source=Source.of(NAME, data),
        kind=Kind.CHANGE,
        name=NAME,
        content=content,
        resources=(Resource(kind=NAME, name=NAME, address=NAME),),
        positions=_Nowhere(),
        format=NAME,
    )


class _Nowhere:
    """A change stands in no file."""

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return a Location without a line for each pointer."""
        return {pointer: Location(NAME, pointer=pointer) for pointer in pointers}
