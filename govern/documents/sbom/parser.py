"""The parser of `Kind.SBOM` (govern.documents.interface.Parser)."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from govern.model import Document, Kind, Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import ParseContext
    from govern.documents.probe import Probe
    from govern.documents.sbom.model import Component, Sbom
    from govern.model import Source

_HEAD = 64 * 1024  # characters in which an XML root element has begun
_XML_NAMESPACE = re.compile(r"xmlns(?::[\w.-]+)?\s*=\s*[\"']http://cyclonedx\.org/schema/bom/")
_SCHEMA_KEY = re.compile(r"\"\$schema\"\s*:\s*\"https?://cyclonedx\.org/schema/bom-")
_SPDX_3 = re.compile(r"\"@context\"\s*:\s*\"https?://spdx\.org/rdf/3")


class SbomParser:
    """Reads CycloneDX and SPDX; SPDX 3 is recognised in order to be refused with a reason."""

    kind = Kind.SBOM

    def recognises(self, probe: Probe) -> bool:
        """Return whether the content is a BOM, as its own first words tell."""
        if probe.is_xml:
            return bool(_XML_NAMESPACE.search(probe.text[:_HEAD]))
        if not probe.is_json:
            return False
        keys = probe.top_level_keys
        if "bomFormat" in keys or "spdxVersion" in keys:
            return True
        head = probe.text[:_HEAD]
        if "@graph" in keys:
            return bool(_SPDX_3.search(head))
        return "specVersion" in keys and bool(_SCHEMA_KEY.search(head))

    def parse(self, source: Source, context: ParseContext) -> Iterator[Document]:
        """Yield the one Document of a BOM.

        Raises:
            InputError: it is no BOM, or does not fit its schema.
            LimitExceeded: it exceeds the context's limits.
        """
        from govern.documents.sbom.content import content_of  # noqa: PLC0415 - only for BOMs
        from govern.documents.sbom.reader import read_sbom  # noqa: PLC0415 - as above

        with _collector_paused():
            reading = read_sbom(source, context.limits)
            sbom = reading.sbom
            content = content_of(sbom)
        if reading.positions is None:
            raise AssertionError("a BOM that was read from a file has positions")
        main = sbom.metadata.component
        name = main.label if main else sbom.name or source.path
        own = Resource(kind="sbom", name=name, address=sbom.serial_number or source.path)
        yield Document(
            source=source,
            kind=Kind.SBOM,
            name=name,
            content=content,
            resources=(own, *_resources(sbom)),
            positions=reading.positions,
            format=f"{sbom.format}-{sbom.spec_version}"
            + ("-xml" if sbom.encoding == "xml" else ""),
            diagnostics=reading.diagnostics,
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the cycle collector from walking a BOM's values again and again while they are made.

    They hold no cycles, and the walks cost a third of the time. Whoever paused it lets it go on.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _resources(sbom: Sbom) -> Iterator[Resource]:
    for index, component in enumerate(sbom.components):
        yield Resource(
            kind=component.type,
            name=component.label,
            address=_address(component),
            pointer=f"/components/{index}",
        )


def _address(component: Component) -> str:
    return component.purl or component.ref or component.label
