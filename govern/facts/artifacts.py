"""The FactSource for models: signatures that lie beside a model card, over its folder or a file.

Looked at are an OpenSSF model signature over the whole folder (`model.sig`), and a Sigstore bundle
beside a single file (`weights.safetensors.sigstore.json`). No network; every signed byte is read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.digest import Digest
from govern.attest.model import verify_model
from govern.attest.rejection import Rejected
from govern.attest.verify import verify
from govern.errors import InputError
from govern.facts.interface import FactError, Gathered
from govern.facts.signatures import ordered, signature_object
from govern.model import Kind
from govern.sources.beside import Beside
from govern.sources.mlflow import CARD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust_store import ModelRule, TrustStore
    from govern.facts.interface import GatherContext
    from govern.model import Document, JsonObject, JsonValue

ARTIFACTS = "artifacts"
FOLDER_SIGNATURES = ("model.sig", "model.sigstore", "model.sigstore.json", "model.bundle")
FILE_ENDINGS = (".sigstore.json", ".sigstore")
_MAX_BUNDLE = 16 * 1024 * 1024


class ArtifactFacts:
    """Verifies the signatures beside model cards.

    Args:
        store: Whose signatures count for which folder.
        base: The folder from which patterns of folders are seen.
    """

    name = ARTIFACTS

    def __init__(self, store: TrustStore, base: Path) -> None:
        self._store = store
        self._base = base

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        """Return `artifacts` for the files that a model card lists and that lie beside it."""
        names = _names(document)
        if document.kind is not Kind.MODEL_CARD or not names:
            return Gathered()
        card = Path(document.source.path)
        if not card.is_file():
            return _unseen(names, "no_folder", "the card was not read from a folder")
        shown = Path(os.path.relpath(card.parent, self._base)).as_posix()
        rule = self._store.model_rule_for(shown)
        if rule is None:
            words = f"no rule of [[trust.models]] covers the folder {shown}"
            facts: JsonObject = {name: {"signatures": [], "unmet": [words]} for name in names}
            return Gathered({ARTIFACTS: facts}, (FactError(ARTIFACTS, "not_covered", words),))
        beside = Beside(card.parent, _MAX_BUNDLE)
        return _Folder(beside, rule, context.at, card.name).look(names)


@dataclass(slots=True)
class _Folder:
    """One folder under one rule."""

    beside: Beside
    rule: ModelRule
    at: datetime
    card: str
    _errors: list[FactError] = field(default_factory=list)

    def look(self, names: list[str]) -> Gathered:
        present = set(self.beside.names())
        whole = [name for name in FOLDER_SIGNATURES if name in present]
        alone = {name: self._signatures_of(name) for name in names}
        folder = self._folder
        signatures = [*whole, *(one for each in alone.values() for one in each)]
        # A card that govern wrote beside a model's files, to look at them, is none of them.
        ours = [CARD] if self.card == CARD else []
        left_out = frozenset((folder / one).resolve() for one in (*signatures, *ours))
        of_all = self._held(whole, lambda data: self._of_folder(data, left_out))
        facts: JsonObject = {name: self._fact(name, of_all, alone[name]) for name in names}
        return Gathered({ARTIFACTS: facts}, tuple(self._errors))

    @property
    def _folder(self) -> Path:
        assert self.beside.folder is not None  # noqa: S101 - whoever builds this knows the folder
        return self.beside.folder

    def _signatures_of(self, name: str) -> list[str]:
        beside = [name + ending for ending in FILE_ENDINGS]
        return [one for one in beside if (self._folder / one).is_file()]

    def _fact(self, name: str, of_all: list[Claims], alone: list[str]) -> JsonObject:
        try:
            digest = self.beside.digest(name)
        except InputError as error:
            self._refuse(name, "unreadable", error.message)
            return {"error": error.message, "reason": "unreadable"}
        own = self._held(alone, lambda data: self._of_file(data, Digest("sha256", digest)))
        held = [*(one for one in of_all if _covers(one, name, digest)), *own]
        signers = {one.signer.who for one in held}
        unmet: list[JsonValue] = []
        if len(signers) < self.rule.threshold:
            least = self.rule.threshold
            unmet.append(f"{len(signers)} of at least {least} trusted signers signed it")
        fact: JsonObject = {
            "signatures": ordered(signature_object(one) for one in held),
            "trust_pattern": self.rule.pattern,
            "unmet": unmet,
        }
        return {**fact, "sha256": digest} if held else fact

    def _of_folder(self, data: bytes, left_out: frozenset[Path]) -> Claims:
        rule = self.rule
        return verify_model(data, self._folder, rule.trust, rule.policy, self.at, left_out)

    def _of_file(self, data: bytes, subject: Digest) -> Claims:
        return verify(data, subject, self.rule.trust, self.rule.policy, self.at)

    def _held(self, bundles: list[str], work: Callable[[bytes], Claims]) -> list[Claims]:
        """Return what holds; each of the others leaves an error."""
        found = []
        for name in bundles:
            try:
                found.append(work(self.beside.read(name) or b""))
            except Rejected as error:
                words = error.message + (f" ({error.cause})" if error.cause else "")
                self._refuse(name, error.reason.value, words)
            except InputError as error:
                self._refuse(name, "unreadable", error.message)
        return found

    def _refuse(self, name: str, reason: str, words: str) -> None:
        self._errors.append(FactError(ARTIFACTS, reason, f"{name}: {words}", name))


def _names(document: Document) -> list[str]:
    listed = document.content.get("artifacts")
    items = listed if isinstance(listed, list) else []
    paths = (one.get("path") for one in items if isinstance(one, dict))
    return list(dict.fromkeys(one for one in paths if isinstance(one, str) and "\0" not in one))


def _covers(claims: Claims, name: str, digest: str) -> bool:
    """Tell whether a folder's signature lists a file by the sha256 that it has now."""
    resources = claims.statement.predicate.get("resources") if claims.statement else None
    entries = resources if isinstance(resources, list) else []
    return any(
        isinstance(one, dict) and one.get("name") == name and _same(one, digest) for one in entries
    )


def _same(resource: JsonObject, digest: str) -> bool:
    # Every file was compared when the folder was verified; this guards against a later change.
    return resource.get("algorithm") != "sha256" or resource.get("digest") == digest


def _unseen(names: list[str], reason: str, words: str) -> Gathered:
    facts: JsonObject = {name: {"error": words, "reason": reason} for name in names}
    return Gathered({ARTIFACTS: facts}, (FactError(ARTIFACTS, reason, words),))
