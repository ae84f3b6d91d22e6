"""Roots and proofs out of stored nodes (RFC 6962 sections 2.1.1 and 2.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.verify.merkle import EMPTY_ROOT, Frontier, node_hash

if TYPE_CHECKING:
    from govern.evidence.log.interface import Reader


def frontier(reader: Reader, size: int) -> Frontier:
    """Return the right edge of the tree over the first `size` entries."""
    nodes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append(reader.node(level, start >> level))
            start += 1 << level
    return Frontier(size, nodes)


def root_of(reader: Reader, start: int, end: int) -> bytes:
    """Return the hash over entries start <= index < end: a subtree that RFC 6962 would form."""
    count = end - start
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0:
        return reader.node(count.bit_length() - 1, start // count)
    half = _split(count)
    return node_hash(root_of(reader, start, start + half), root_of(reader, start + half, end))


def inclusion(reader: Reader, index: int, size: int, start: int = 0) -> list[bytes]:
    """Return the audit path of an entry in the tree over the first `size` entries."""
    if size == 1:
        return []
    half, end = _split(size), start + size
    if index < half:
        return [*inclusion(reader, index, half, start), root_of(reader, start + half, end)]
    rest = inclusion(reader, index - half, size - half, start + half)
    return [*rest, root_of(reader, start, start + half)]


def consistency(
    reader: Reader, old: int, size: int, start: int = 0, *, whole: bool = True
) -> list[bytes]:
    """Return the proof that the tree of `size` entries extends the tree of `old` entries."""
    if old == 0:
        return []
    if old == size:
        return [] if whole else [root_of(reader, start, start + old)]
    half, end = _split(size), start + size
    if old <= half:
        left = consistency(reader, old, half, start, whole=whole)
        return [*left, root_of(reader, start + half, end)]
    right = consistency(reader, old - half, size - half, start + half, whole=False)
    return [*right, root_of(reader, start, start + half)]


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
