"""All documents of one kind as one Document, for rules with `scope: set`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from govern.documents.kubernetes.redaction import KubernetesRedactor
from govern.model import Document, JsonObject, JsonValue, Location, Resource

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from govern.model.document import Redactor


def document_set(documents: Sequence[Document]) -> Document:
    """Return one Document whose content is `{"documents": [{"path", "document"}, …]}`.

    Its first resource stands for the whole set; then come the resources of every document, so
    that a finding is attributed to, and located in, the document that its path leads to.
    """
    members: list[JsonValue] = [
        {"path": document.source.sayable_path, "document": document.content}
        for document in documents
    ]
    content: JsonObject = {"documents": members}
    whole = Resource(kind="set", name="all inputs", address=f"all {documents[0].kind.value} inputs")
    resources = [
        replace(resource, pointer=f"/documents/{index}/document{resource.pointer}")
        for index, document in enumerate(documents)
        for resource in document.resources
    ]
    return Document(
        source=documents[0].source,
        kind=documents[0].kind,
        name=whole.address,
        content=content,
        resources=(whole, *resources),
        positions=_SetPositions(tuple(documents)),
        redactor=_SetRedactor(tuple(documents)),
        format="set",
    )


@dataclass(frozen=True, slots=True)
class _SetPositions:
    documents: tuple[Document, ...]

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return each place in the file of its own document, with the pointer inside that."""
        inner: dict[int, dict[str, str]] = defaultdict(dict)
        for pointer in pointers:
            index, rest = self._split(pointer)
            inner[index][rest] = pointer
        found: dict[str, Location] = {}
        for index, wanted in inner.items():
            for rest, location in self.documents[index].positions.locate(wanted.keys()).items():
                found[wanted[rest]] = location
        # Two spellings of one place (`/documents` and the empty pointer) are both answered.
        return {p: found.get(p) or self._home(p) for p in pointers}

    def _split(self, pointer: str) -> tuple[int, str]:
        keys = pointer.split("/", 4)  # "", "documents", index, "document", rest
        if len(keys) < 3 or not keys[2].isdigit() or int(keys[2]) >= len(self.documents):
            return 0, ""
        return int(keys[2]), "/" + keys[4] if len(keys) == 5 else ""

    def _home(self, pointer: str) -> Location:
        index, _ = self._split(pointer)
        return self.documents[index].positions.locate([""])[""]


@dataclass(frozen=True)
class _SetRedactor:
    documents: tuple[Document, ...]

    @cached_property
    def withholds_values(self) -> bool:
        """Whether any document of the set must show no value."""
        return any(document.redactor.withholds_values for document in self.documents)

    def scrub(self, text: str) -> str:
        """Return `text` without the secrets of any document."""
        for redactor in self._busy:
            text = redactor.scrub(text)
        return text

    @cached_property
    def _busy(self) -> tuple[Redactor, ...]:
        """The redactors that have anything to keep back: of a cluster's objects, few."""
        every = (document.redactor for document in self.documents)
        return tuple(
            one for one in every if not (isinstance(one, KubernetesRedactor) and one.is_idle)
        )
