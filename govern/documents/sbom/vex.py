"""VEX: what somebody says about a vulnerability in a product, from CycloneDX or OpenVEX.

Only words are read here. Whether they may be believed (who signed them) is not known to this
module, and a rule sees them only once that is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from govern.documents.sbom.completeness import BOM_LINK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from govern.documents.sbom.model import Component, Sbom
    from govern.documents.sbom.vulnerability import AffectedVersion, Affects, Vulnerability


class VexStatus(StrEnum):
    """The four statuses of VEX ("Minimum Requirements for VEX", CISA, April 2023)."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


# CycloneDX `analysis.state`
_STATES = {
    "not_affected": VexStatus.NOT_AFFECTED,
    "false_positive": VexStatus.NOT_AFFECTED,
    "exploitable": VexStatus.AFFECTED,
    "resolved": VexStatus.FIXED,
    "resolved_with_pedigree": VexStatus.FIXED,
    "in_triage": VexStatus.UNDER_INVESTIGATION,
}


@dataclass(frozen=True, slots=True)
class BomLink:
    """A reference to an element of another BOM: `urn:cdx:serial/version#ref`."""

    serial_number: str
    version: int
    ref: str

    @classmethod
    def parse(cls, text: str) -> BomLink | None:
        """Return the BOM-Link in `text`; None when it is none, or names no element."""
        serial, slash, rest = text.removeprefix(BOM_LINK).partition("/")
        version, hash_mark, ref = rest.partition("#")
        complete = slash and hash_mark and version.isascii() and version.isdigit()
        if not (text.startswith(BOM_LINK) and complete and len(version) <= 18):
            return None
        return cls(f"urn:uuid:{serial}", int(version), unquote(ref))


@dataclass(frozen=True, slots=True)
class VexProduct:
    """What a statement is about.

    Attributes:
        id: The reference or IRI as written.
        purl: Its package URL, where known.
        cpe: Its CPE, where known.
        link: The element of another BOM that it stands for.
        hashes: (algorithm, digest) pairs.
        versions: The versions or ranges that the statement speaks of; empty: the one that the
            product itself names.
        subcomponents: The parts of the product that carry the vulnerability.
    """

    id: str
    purl: str | None = None
    cpe: str | None = None
    link: BomLink | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    versions: tuple[AffectedVersion, ...] = ()
    subcomponents: tuple[VexProduct, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VexStatement:
    """One statement.

    Attributes:
        vulnerability: Its id; `aliases` are others for the same.
        justification: Why it is not affected, in the words of the format.
        detail: Impact statement or analysis, for people.
        action: What to do about it.
        response: CycloneDX `analysis.response`.
        timestamp: When the statement was last changed, as written.
    """

    vulnerability: str
    status: VexStatus
    products: tuple[VexProduct, ...]
    aliases: tuple[str, ...] = ()
    justification: str | None = None
    detail: str | None = None
    action: str | None = None
    response: tuple[str, ...] = ()
    timestamp: str | None = None


def statements_of(sbom: Sbom) -> tuple[VexStatement, ...]:
    """Return the VEX statements in a CycloneDX BOM: its vulnerabilities that have a state."""
    main = (sbom.metadata.component,) if sbom.metadata.component else ()
    components = {one.ref: one for one in (*main, *sbom.components) if one.ref}
    return tuple(
        statement
        for vulnerability in sbom.vulnerabilities
        if (statement := _statement(vulnerability, components, sbom.metadata.timestamp))
    )


def _statement(
    vulnerability: Vulnerability, components: Mapping[str, Component], written: str | None
) -> VexStatement | None:
    analysis = vulnerability.analysis
    status = _STATES.get(analysis.state or "") if analysis else None
    if analysis is None or status is None or vulnerability.id is None:
        return None
    return VexStatement(
        vulnerability=vulnerability.id,
        status=status,
        products=tuple(_product(target, components) for target in vulnerability.affects),
        aliases=tuple(alias.id for alias in vulnerability.aliases),
        justification=analysis.justification,
        detail=analysis.detail,
        action=vulnerability.recommendation or vulnerability.workaround,
        response=analysis.response,
        timestamp=analysis.last_updated
        or analysis.first_issued
        or vulnerability.updated
        or written,
    )


def _product(target: Affects, components: Mapping[str, Component]) -> VexProduct:
    component = components.get(target.ref)
    return VexProduct(
        id=target.ref,
        purl=component.purl if component else None,
        cpe=component.cpe if component else None,
        link=BomLink.parse(target.ref),
        hashes=tuple((one.alg, one.content) for one in component.hashes) if component else (),
        versions=target.versions,
    )


def current(statements: Iterable[VexStatement]) -> Iterator[tuple[str, str, VexStatement]]:
    """Yield (vulnerability, product id, statement): the latest word on each such pair.

    Where the times are equal or missing, the statement that comes later in order counts.
    """
    latest: dict[tuple[str, str], VexStatement] = {}
    for statement in statements:
        for product in statement.products:
            key = (statement.vulnerability, product.id)
            if key not in latest or time_of(statement) >= time_of(latest[key]):
                latest[key] = statement
    for (vulnerability, product_id), statement in latest.items():
        yield vulnerability, product_id, statement


def time_of(statement: VexStatement) -> datetime:
    """Return the time of a statement; one without a readable time is older than all others."""
    try:
        time = datetime.fromisoformat(statement.timestamp or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
