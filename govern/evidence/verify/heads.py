"""Heads of the log that somebody else knows, held against the stretch that a bundle holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import UsageError, VerificationError
from govern.evidence.verify.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.evidence.verify.merkle import Frontier
    from govern.evidence.verify.notes import Checkpoint


def require_within(head: Checkpoint, first: int, last: int, path: str) -> None:
    """Refuse a checkpoint that the entries first <= index < last say nothing about.

    Raises:
        UsageError: as said.
    """
    if head.size < first:
        raise UsageError(
            f"the bundle begins with entry {first}, and the checkpoint is over {head.size}",
            path=path,
            hint=f"export from an earlier time on, or ask for: govern log growth {head.size}",
        )
    if head.size > last:
        raise UsageError(
            f"the bundle ends with entry {last - 1}, and the checkpoint is over {head.size}",
            path=path,
            hint="ask for a later bundle",
        )


def require_heads(
    heads: Sequence[tuple[str, Checkpoint]], edge: Frontier, lines: Sequence[bytes]
) -> None:
    """Demand that a stretch fits each head in it: that the log was not forked or rewritten since.

    Args:
        heads: Where each is from, and the head; those before the stretch are passed over.
        edge: The edge of the tree to the left of the stretch; it grows.
        lines: The entries of the stretch.

    Raises:
        VerificationError: it does not.
    """
    ahead = sorted(heads, key=lambda one: one[1].size, reverse=True)
    for line in lines:
        _pass_by(ahead, edge)
        edge.append(leaf_hash(line))
    _pass_by(ahead, edge)


def _pass_by(ahead: list[tuple[str, Checkpoint]], edge: Frontier) -> None:
    while ahead and ahead[-1][1].size <= edge.size:
        path, head = ahead.pop()
        if head.size == edge.size and head.root != edge.root():
            raise VerificationError(
                f"the log in the bundle does not fit this head over {head.size} entries",
                path=path,
                cause="the log was forked, or entries were changed, removed or reordered",
            )
