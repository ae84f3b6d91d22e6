"""The statement that a bundle's manifest signs: what it holds, of which stretch of which log."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from govern import __version__
from govern.attest.statement import STATEMENT_V1
from govern.evidence.canonical import canonical
from govern.evidence.predicates import EVIDENCE_BUNDLE
from govern.evidence.verify import layout
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.evidence.bundle import Period
    from govern.evidence.verify.notes import Checkpoint
    from govern.evidence.verify.selection import Selection


def manifest_statement(  # noqa: PLR0913 - what a manifest says
    head: Checkpoint,
    first: int,
    last: int,
    sums: str,
    *,
    period: Period,
    selection: Selection,
    counts: Mapping[str, int],
    redaction: Mapping[str, object] | None,
) -> bytes:
    """Return the statement, as canonical JSON.

    Args:
        head: The checkpoint over the stretch.
        first: The index of its first entry; `last` is that of the one behind its end.
        last: As said.
        sums: The digest of SHA256SUMS (hex).
        period: What was asked for.
        selection: Likewise.
        counts: How much of what there is.
        redaction: What was blacked out; None for nothing.
    """
    said: dict[str, object] = {}
    if selection:
        said["selection"] = selection.value()
    if redaction is not None:
        said["redaction"] = redaction
    log = {
        "origin": head.origin,
        "size": head.size,
        "root": b64encode(head.root).decode(),
        "from": first,
        "to": last,
    }
    return canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [{"name": layout.SUMS, "digest": {"sha256": sums}}],
            "predicateType": EVIDENCE_BUNDLE,
            "predicate": {
                "tool": {"name": "govern", "version": __version__},
                "period": {
                    "since": rfc3339(period.since) if period.since else None,
                    "until": rfc3339(period.until) if period.until else None,
                },
                "log": log,
                "counts": dict(counts),
                **said,
            },
        }
    )
