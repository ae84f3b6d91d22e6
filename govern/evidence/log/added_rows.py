"""What a writer of the log adds: gathered by table, so that a database takes it all at once."""

from __future__ import annotations


class AddedRows:
    """The half of interface.Writer that is the same for every database; `flush` is their own."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[object, ...]]] = {}

    def add_entry(self, index: int, entry: bytes) -> None:
        """Store an entry."""
        self._add("entry", (index, entry))

    def add_nodes(self, nodes: list[tuple[int, int, bytes]]) -> None:
        """Store nodes."""
        self._add("node", *nodes)

    def add_payload(self, sha256: str, data: bytes) -> None:
        """Store bytes once."""
        self._add("payload", (sha256, data))

    def add_salt(self, salted: str, salt: bytes) -> None:
        """Store a salt."""
        self._add("salt", (salted, salt))

    def add_checkpoint(self, size: int, note: str) -> None:
        """Store a checkpoint once."""
        self._add("checkpoint", (size, note))

    def _add(self, table: str, *rows: tuple[object, ...]) -> None:
        self._rows.setdefault(table, []).extend(rows)
