"""One parsed input, and the addressable things in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.model.json import JsonObject
    from govern.model.location import Location
    from govern.model.source import Source


class Kind(StrEnum):
    """What a Document is; `match.kind` in a rule's METADATA uses the same words.

    All but `change` are read from inputs; the host makes one `change` a run, out of all of them.
    """

    KUBERNETES = "kubernetes"
    TERRAFORM_PLAN = "terraform_plan"
    MODEL_CARD = "model_card"
    SBOM = "sbom"
    CHANGE = "change"


READ_KINDS = tuple(kind for kind in Kind if kind is not Kind.CHANGE)  # what an input can be


@dataclass(frozen=True, slots=True)
class Resource:
    """An addressable thing inside a Document.

    Attributes:
        kind: `Deployment`, `aws_s3_bucket`, `model`, `library`: the type word of its own world.
        name: The name within its kind and namespace.
        namespace: Kubernetes namespace; empty elsewhere.
        address: The whole identity, stable over runs: `apps/v1/Deployment/payments/api`,
            `module.x.aws_s3_bucket.y[0]`, a purl, a model id.
        pointer: JSON pointer of the resource in `Document.content`.
        api_version: Kubernetes `apiVersion`; empty elsewhere.
        actions: What a plan would do with it: `create`, `update`, `delete`, `no-op`, `read`.
    """

    kind: str
    name: str
    address: str
    namespace: str = ""
    pointer: str = ""
    api_version: str = ""
    actions: tuple[str, ...] = ()


class Positions(Protocol):
    """Finds where content stands in its source; only when asked, since most documents pass."""

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return a Location for each pointer into `Document.content`.

        A pointer to a missing key gets the place of its deepest existing parent. Every pointer
        asked for is in the answer; its `Location.pointer` is the pointer that was asked for.
        """
        ...


class Redactor(Protocol):
    """Knows what of a Document must not leave the process."""

    def scrub(self, text: str) -> str:
        """Return `text` with every secret that the Document holds replaced by `(sensitive)`."""
        ...

    @property
    def withholds_values(self) -> bool:
        """Whether no value of the Document may be shown at all (its secrets are not marked)."""
        ...


@dataclass(frozen=True, slots=True)
class OpenRedactor:
    """For a Document that holds no secrets: shows everything."""

    withholds_values: bool = False

    def scrub(self, text: str) -> str:
        """Return `text` unchanged."""
        return text


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed input.

    Attributes:
        source: The bytes it was read from.
        kind: What it is.
        name: What a person calls it in a report, unique within a run as far as the input allows.
        content: What rules see as `input.document`. Never changed after parsing.
        resources: Everything addressable in it; the first is the document's own resource.
        positions: Where content stands in the source.
        redactor: What must not leave the process.
        index: 0-based position among the documents of one source.
        format: The format read: `yaml`, `json`, `huggingface`, `cyclonedx-1.6`, …
        diagnostics: What the parser noticed and a rule may care about, in plain words.
        related: Further files that were read as part of this document (path → sha256).
    """

    source: Source
    kind: Kind
    name: str
    content: JsonObject = field(repr=False)
    resources: tuple[Resource, ...]
    positions: Positions = field(repr=False)
    redactor: Redactor = field(default_factory=OpenRedactor, repr=False)
    index: int = 0
    format: str = ""
    diagnostics: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()

    @property
    def resource(self) -> Resource:
        """The document's own resource."""
        return self.resources[0]
