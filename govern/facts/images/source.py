"""The FactSource for images: references in a Document → what their registries hold, verified."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.documents.kubernetes.workloads import images
from govern.documents.terraform_plan.images import images as images_of_plan
from govern.errors import InputError, RegistryError
from govern.facts.images.attachments import fetch
from govern.facts.images.findings import IMAGES, image_object, is_signature, refusal_error
from govern.facts.interface import FactError, Gathered
from govern.facts.merging import joined
from govern.facts.timed_cache import TimedCache
from govern.model import Kind
from govern.sources.oci.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Executor
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust_store import ImageRule, TrustStore
    from govern.facts.images.attachments import Fetched
    from govern.facts.images.checking import Checker
    from govern.facts.interface import AttestationReader, AttestedInput, GatherContext
    from govern.model import Document, JsonObject
    from govern.sources.oci.client import Registries
    from govern.sources.oci.manifest import Platform

_MOST_FETCHED = 128 * 1024 * 1024  # bytes
_MOST_SILENT = 100
_DOWN = frozenset({"unavailable", "timeout", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """For how many seconds answers are kept.

    Attributes:
        answers: What a registry has said; a tag may have been moved since. 0 where whoever asks
            keeps what was found out.
        silence: That a registry was down: it is not asked again for so long.
    """

    answers: float = 60.0
    silence: float = 30.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one image."""

    fact: JsonObject
    errors: tuple[FactError, ...] = ()
    inputs: tuple[AttestedInput, ...] = ()


class ImageFacts:
    """Looks at the images of manifests and plans. Thread-safe; registries are read, not written.

    Args:
        store: Whose signatures count for which image.
        registries: Access to registries.
        checker: Verifies.
        threads: For the images of one document; None looks at them in turn.
        platform: Also look at an index's manifest for this platform.
        readers: Of what is attested.
        keeping: For how long answers are kept.
    """

    name = IMAGES

    def __init__(
        self,
        store: TrustStore,
        registries: Registries,
        checker: Checker,
        threads: Executor | None = None,
        platform: Platform | None = None,
        readers: tuple[AttestationReader, ...] = (),
        keeping: Keeping | None = None,
    ) -> None:
        self._store = store
        self._registries = registries
        self._checker = checker
        self._threads = threads
        self._platform = platform
        self._readers = readers
        keeping = keeping or Keeping()
        self._fetched: TimedCache[Fetched] = TimedCache(
            keeping.answers, _MOST_FETCHED, lambda fetched: fetched.size
        )
        self._silent: TimedCache[RegistryError] = TimedCache(keeping.silence, _MOST_SILENT)

    @property
    def namespaces(self) -> frozenset[str]:
        """The namespaces that have rules of their own; all others are trusted alike."""
        return frozenset(name for rule in self._store.rules for name in rule.namespaces)

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        """Return `images` for the references in a document's containers."""
        references = references_in(document)
        namespace = context.namespace or document.resource.namespace or None
        each = self._threads.map if self._threads and len(references) > 1 else map
        looked = each(lambda one: self.look(one, namespace, context.at), references)
        found = dict(zip(references, looked, strict=True))
        if not found:
            return Gathered()
        return images_fact(found)

    def at_once(self, reference: str, namespace: str | None) -> Looked | None:
        """Return what can be said of an image without asking a registry; None when one must be."""
        try:
            parsed = Reference.parse(reference)
        except InputError as error:
            return _failed(reference, "malformed_reference", error.message)
        if self._store.rule_for(parsed.name, namespace) is None:
            return Looked(_of_nobody(), (_uncovered(reference, parsed),))
        return None

    def look(self, reference: str, namespace: str | None, at: datetime) -> Looked:
        """Return what is verified of one image; a registry that gives no answer is an error."""
        try:
            parsed = Reference.parse(reference)
        except InputError as error:
            return _failed(reference, "malformed_reference", error.message)
        rule = self._store.rule_for(parsed.name, namespace)
        if rule is None:
            return Looked(_of_nobody(), (_uncovered(reference, parsed),))
        try:
            fetched = self._fetched.get(str(parsed), lambda: self._fetch(parsed))
        except RegistryError as error:
            words = error.message + (f" ({error.cause})" if error.cause else "")
            return _failed(reference, error.reason, words)
        return self._verified(reference, fetched, rule, at)

    def _verified(self, reference: str, fetched: Fetched, rule: ImageRule, at: datetime) -> Looked:
        held, refused = self._checker.check(fetched, rule, at)
        fact = image_object(fetched.digest, fetched.platform_digest, rule, held)
        read = joined(self._read(reference, fetched.digest, held, at))
        refusals = (refusal_error(reference, one) for one in refused)
        inputs = tuple(_under(rule, one) for one in read.inputs)
        return Looked({**read.facts, **fact}, (*refusals, *read.errors), inputs)

    def _read(
        self, reference: str, digest: str, held: Iterable[Claims], at: datetime
    ) -> Iterable[Gathered]:
        attested = [one for one in held if one.statement is not None and not is_signature(one)]
        for reader in self._readers:
            wanted = [
                one
                for one in attested
                if one.statement and one.statement.predicate_type in reader.predicate_types
            ]
            yield reader.read(reference, digest, wanted, at)

    def _fetch(self, reference: Reference) -> Fetched:
        """Fetch, unless the registry was down a moment ago: waiting for it once is enough."""
        silent = self._silent.peek(reference.registry)
        if silent is not None:
            raise silent
        try:
            return fetch(self._registries.repository(reference), self._platform)
        except RegistryError as error:
            if error.reason in _DOWN:
                self._silent.put(reference.registry, error)
            raise


class UnseenImages:
    """Says of each image why nobody looked at it."""

    name = IMAGES

    def __init__(self, reason: str, words: str) -> None:
        self._reason = reason
        self._words = words

    def gather(self, document: Document, _context: GatherContext) -> Gathered:
        """Return an error for each reference."""
        looked = {
            name: _failed(name, self._reason, self._words) for name in references_in(document)
        }
        return images_fact(looked) if looked else Gathered()


def images_fact(looked: Mapping[str, Looked]) -> Gathered:
    """Return what came of several images, by reference, as the fact about all of them."""
    return Gathered(
        {IMAGES: {reference: one.fact for reference, one in looked.items()}},
        tuple(error for one in looked.values() for error in one.errors),
        tuple(given for one in looked.values() for given in one.inputs),
    )


def references_in(document: Document) -> list[str]:
    """Return the image references of a document, each once, in its order.

    Of a plan that does not say what in it is sensitive, none: references stand in facts.
    """
    if document.kind is Kind.TERRAFORM_PLAN and not document.redactor.withholds_values:
        return images_of_plan(document.content)
    if document.kind is not Kind.KUBERNETES:
        return []
    return list(dict.fromkeys(reference for _, reference in images(document.content)))


def _under(rule: ImageRule, given: AttestedInput) -> AttestedInput:
    """Tell inputs apart that are known under the trust of some namespaces alone."""
    if not rule.namespaces:
        return given
    path = f"{given.source.path}&namespaces={'+'.join(sorted(rule.namespaces))}"
    return replace(given, source=replace(given.source, path=path))


def _of_nobody() -> JsonObject:
    why = "no rule of [[trust.images]] covers it, so nobody is trusted for it"
    return {"signatures": [], "attestations": [], "unmet": [why]}


def _uncovered(reference: str, parsed: Reference) -> FactError:
    message = f"no rule of [[trust.images]] covers {parsed.name}"
    return FactError(IMAGES, "not_covered", message, reference)


def _failed(reference: str, reason: str, words: str) -> Looked:
    fact: JsonObject = {"error": words, "reason": reason}
    return Looked(fact, (FactError(IMAGES, reason, words, reference),))
