"""OpenVEX 0.0.1 and 0.2.0 JSON → VexStatements (OpenVEX specification, github.com/openvex/spec)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.json_reader import JsonPositions, read_json
from govern.documents.sbom.fields import child, items, number, strings, text
from govern.documents.sbom.vex import VexProduct, VexStatement, VexStatus
from govern.documents.text import decode
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.model import JsonObject, JsonValue, Source
    from govern.model.document import Positions

_CONTEXT = "https://openvex.dev/ns"
_MOST_DEPTH = 8  # of subcomponents
_JUSTIFICATIONS = {
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
}


@dataclass(frozen=True, slots=True)
class OpenVex:
    """An OpenVEX document: who says it, when, and what."""

    id: str | None
    author: str | None
    role: str | None
    timestamp: str | None
    version: int | None
    statements: tuple[VexStatement, ...]


def read_openvex(source: Source, limits: Limits) -> OpenVex:
    """Read an OpenVEX file.

    Raises:
        InputError: it is no OpenVEX, or a statement lacks what its status demands; the error
            names pointer and line.
        LimitExceeded: it exceeds the limits.
    """
    whole = decode(source.data, source.path)
    value = read_json(whole, source.path, limits)
    return openvex_of(value, source.path, JsonPositions(source.path, whole))


def is_openvex(value: JsonValue) -> bool:
    """Return whether a JSON value calls itself OpenVEX."""
    context = value.get("@context") if isinstance(value, dict) else None
    return isinstance(context, str) and context.startswith(_CONTEXT)


def openvex_of(value: JsonValue, path: str, positions: Positions | None = None) -> OpenVex:
    """Read OpenVEX that is already JSON, such as the predicate of an attestation.

    Raises:
        InputError: as `read_openvex`.
    """
    reader = _Reader(path, positions)
    if not isinstance(value, dict) or not is_openvex(value):
        raise reader.fault("/@context", f"it does not begin with {_CONTEXT}")
    entries = value.get("statements")
    if not isinstance(entries, list):
        raise reader.fault("/statements", "it is no array")
    timestamp = text(value, "last_updated") or text(value, "timestamp")
    version = number(value, "version")
    return OpenVex(
        id=text(value, "@id"),
        author=text(value, "author"),
        role=text(value, "role"),
        timestamp=timestamp,
        version=int(version) if version is not None else None,
        statements=tuple(
            reader.statement(entry, f"/statements/{index}", timestamp)
            for index, entry in enumerate(entries)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    path: str
    positions: Positions | None

    def fault(self, pointer: str, cause: str) -> InputError:
        """Return the error for a document that breaks the specification at `pointer`."""
        place = self.positions.locate([pointer])[pointer] if self.positions else None
        return InputError(
            f"not valid OpenVEX: {pointer}",
            path=self.path,
            line=place.line if place else None,
            column=place.column if place else None,
            cause=cause,
            hint="see the OpenVEX specification for what a statement needs",
        )

    def statement(self, raw: JsonValue, pointer: str, written: str | None) -> VexStatement:
        """Return one statement; its time is the document's where it has none of its own."""
        if not isinstance(raw, dict):
            raise self.fault(pointer, "a statement is an object")
        status, justification = text(raw, "status"), text(raw, "justification")
        if status not in set(VexStatus):
            raise self.fault(f"{pointer}/status", f"it is none of {', '.join(VexStatus)}")
        if justification is not None and justification not in _JUSTIFICATIONS:
            raise self.fault(
                f"{pointer}/justification", f"{justification!r} is not a justification"
            )
        if status == VexStatus.NOT_AFFECTED and not (
            justification or text(raw, "impact_statement")
        ):
            raise self.fault(pointer, "not_affected needs a justification or an impact_statement")
        if status == VexStatus.AFFECTED and not text(raw, "action_statement"):
            raise self.fault(pointer, "affected needs an action_statement")
        name, aliases = self._vulnerability(raw, pointer)
        return VexStatement(
            vulnerability=name,
            status=VexStatus(status),
            products=tuple(self._products(raw, "products", pointer)),
            aliases=aliases,
            justification=justification,
            detail=text(raw, "impact_statement") or text(raw, "status_notes"),
            action=text(raw, "action_statement"),
            timestamp=text(raw, "last_updated") or text(raw, "timestamp") or written,
        )

    def _vulnerability(self, raw: JsonObject, pointer: str) -> tuple[str, tuple[str, ...]]:
        value = raw.get("vulnerability")  # 0.0.1: the name itself
        name = value if isinstance(value, str) else text(child(raw, "vulnerability"), "name")
        if not name:
            raise self.fault(f"{pointer}/vulnerability", "it has no name")
        return name, strings(child(raw, "vulnerability"), "aliases")

    def _products(
        self, raw: JsonObject, key: str, pointer: str, depth: int = 0
    ) -> Iterator[VexProduct]:
        if depth > _MOST_DEPTH:
            raise self.fault(pointer, f"subcomponents nested deeper than {_MOST_DEPTH}")
        for index, entry in enumerate(items(raw, key)):
            place = f"{pointer}/{key}/{index}"
            product: JsonObject = {"@id": entry} if isinstance(entry, str) else {}  # 0.0.1
            product = entry if isinstance(entry, dict) else product
            identifiers, hashes = child(product, "identifiers"), child(product, "hashes")
            name = text(product, "@id") or text(identifiers, "purl")
            if name is None:
                raise self.fault(place, "a product has an @id, or identifiers with a purl")
            yield VexProduct(
                id=name,
                purl=text(identifiers, "purl") or (name if name.startswith("pkg:") else None),
                cpe=text(identifiers, "cpe23") or text(identifiers, "cpe22"),
                hashes=tuple((alg, str(digest).lower()) for alg, digest in hashes.items()),
                subcomponents=tuple(self._products(product, "subcomponents", place, depth + 1)),
            )
