"""What every parser of documents offers: bytes in, Documents out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from govern.documents.probe import Probe
    from govern.model import Document, Kind, Source


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a parser will read, so that no input can exhaust the machine."""

    max_bytes: int = 100 * 1024 * 1024  # bytes of one file
    max_plan_bytes: int = 256 * 1024 * 1024  # bytes of one Terraform plan
    max_depth: int = 100  # nesting of mappings and sequences
    max_nodes: int = 5_000_000  # nodes after expanding YAML aliases
    max_documents: int = 100_000  # documents in one YAML stream


def _nothing_beside(name: str) -> BinaryIO:
    raise InputError("there is no such file beside the document", path=name)


@dataclass(frozen=True, slots=True)
class ParseContext:
    """What a parser may use besides the bytes.

    Attributes:
        limits: Bounds to respect.
        read_beside: Reads a file that belongs to the source (a sidecar, weights, HCL), by a path
            relative to the source's folder; None when there is no such file or the source has no
            folder (stdin). Never leaves that folder.
        list_beside: Lists the files of the source's folder, as relative `/` paths, sorted; files
            are (path, size) pairs.
        digest_beside: The sha256 (hex) of a file beside the source, streamed, never held whole.
        head_beside: The first n bytes of a file beside the source.
        source_root: Folder with the `.tf` files that a plan was made from, or None.
        open_beside: Opens a file beside the source for reading at any place, for what is too large
            to be held; the caller closes it.
    """

    limits: Limits
    read_beside: Callable[[str], bytes | None]
    list_beside: Callable[[], tuple[tuple[str, int], ...]]
    digest_beside: Callable[[str], str]
    head_beside: Callable[[str, int], bytes]
    source_root: str | None = None
    open_beside: Callable[[str], BinaryIO] = _nothing_beside


class Parser(Protocol):
    """One way of reading one kind of document."""

    kind: Kind

    def recognises(self, probe: Probe) -> bool:
        """Return whether the content is of this kind; a name alone is never enough."""
        ...

    def parse(self, source: Source, context: ParseContext) -> Iterator[Document]:
        """Yield the Documents in `source`, in order.

        Raises:
            InputError: the bytes are not what they claim to be; the error names line and cause.
            LimitExceeded: the bytes exceed the context's limits.
        """
        ...
