"""What every source of facts offers: a Document in, facts (or reasons why not) out.

`input.facts` of a rule is what all sources of a run gathered for its document, merged:

    images           {reference: {digest, signatures, attestations, sboms, …, error}}   images.py
    artifacts        {file name: {sha256, signatures, error}}                          artifacts.py
    sbom             {subject, deployed, signatures, error}
    decision, approvals, revocations, people, promotion, evidence   about the `change` of a run
    incumbent, registry
    errors           [{fact, about, reason, message}], one for each fact that is missing, and why

**How to plug in.** Write a class with `name` and `gather` (a `FactSource`), give an instance to
`pipeline.RunSettings.facts`, and read the key in Rego. Content of attestations on images (SBOM,
vulnerabilities, provenance) is read by an `AttestationReader`, which is given to `ImageFacts`: it
sees only statements whose signature, subject and signer were verified, and what it returns becomes
keys beside `signatures` in `images[reference]`. A reader may return `inputs` too: rules about SBOMs
are asked about an SBOM that is attested as they are about one in a file.

**The laws.** A fact is there only if it was verified. What could not be established is absent,
never a default, with a `FactError`; rules that need it become `undecided`. An empty list says that
somebody looked and found none. Two sources may fill the same object or list (`merging.py`); where
they contradict each other the fact is absent and an error tells so. Facts hold no secrets: they go
into the evidence as they are. `gather` is called by several threads at once and may block; it reads
no clock (`context.at` is now) and no network that its configuration did not ask for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.model import Document, JsonObject, Kind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherContext:
    """What a source may know of the run.

    Attributes:
        at: The instant that is decided for, with a time zone.
        environment: Such as `prod`; None when it was not given.
        tier: Such as `critical`; None when it was not given.
        namespace: The namespace of an admission request; None in CI, where the document says.
    """

    at: datetime
    environment: str | None = None
    tier: str | None = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class FactError:
    """Why a fact is absent; an entry of `facts.errors`.

    Attributes:
        fact: The key of `input.facts` that is concerned, such as `images`.
        reason: One word for programs, such as `offline`, `rate_limited`, `signature_invalid`.
        message: One sentence for people.
        about: What the fact would have been about, such as an image reference.
    """

    fact: str
    reason: str
    message: str
    about: str = ""

    def to_object(self) -> JsonObject:
        """Return the error as rules see it."""
        return {
            "fact": self.fact,
            "about": self.about,
            "reason": self.reason,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class AttestedInput:
    """What a verified statement says, when rules are to be asked about it as about a file.

    Attributes:
        source: Its bytes as they were signed; the path says where it is attested, and is the same
            for the same bytes attested in the same place under the same trust.
        kind: What it is, as the predicate type says.
        facts: `input.facts` about it.
    """

    source: Source
    kind: Kind
    facts: JsonObject


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a source found out: facts by key, why others are missing, and inputs that came along."""

    facts: JsonObject = field(default_factory=dict)
    errors: tuple[FactError, ...] = ()
    inputs: tuple[AttestedInput, ...] = ()

    def to_object(self) -> JsonObject:
        """Return `input.facts` as rules see them: the facts, and `errors` where there are any."""
        if not self.errors:
            return self.facts
        return {**self.facts, "errors": [one.to_object() for one in self.errors]}


class FactSource(Protocol):
    """One way of establishing facts about a Document. Thread-safe."""

    name: str  # for messages, such as `images`

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        """Return what is established about a document; nothing when it is of no concern here.

        A govern Error that is raised becomes a FactError under the source's name, and the other
        sources' facts stay.
        """
        ...


class AttestationReader(Protocol):
    """Reads the predicates of verified attestations on one image. Pure and thread-safe."""

    name: str
    predicate_types: frozenset[str]  # what it wants to see; other attestations are not passed on

    def read(self, image: str, digest: str, attested: Sequence[Claims], at: datetime) -> Gathered:
        """Return keys for `facts.images[image]`, such as `{"sboms": […]}`.

        Args:
            image: The reference as the document writes it.
            digest: What it stands for: `sha256:<hex>`, the subject of every statement.
            attested: The verified attestations; each has a `statement` and a `signer`.
            at: The instant that is decided for.
        """
        ...
