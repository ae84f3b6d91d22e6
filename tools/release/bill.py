"""Bills of materials (CycloneDX 1.6): the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.tool import Tool
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.release.resolution import Part

PREDICATE = "https://cyclonedx.org/bom"  # its type, when a bill is attested
_US = "The govern authors"


def main_component(
    purl: PackageURL, kind: ComponentType, version: str, sha256: str, reference: str = "self"
) -> Component:
    """Return something of ours, what a bill is about; `sha256` (hex) is of its one file."""
    return Component(
        type=kind, name=purl.name, version=version, bom_ref=reference, purl=purl,
        hashes=[_sha256(sha256)], supplier=OrganizationalEntity(name=_US),
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )  # fmt: skip


def python_components(parts: Iterable[Part]) -> list[Component]:
    """Return distributions as components, each with the hashes of all its locked files."""
    return [
        Component(
            type=ComponentType.LIBRARY, name=part.name, version=part.version,
            bom_ref=f"pypi:{part.name}", purl=PackageURL("pypi", None, part.name, part.version),
            supplier=OrganizationalEntity(name=part.supplier),
            licenses=[LicenseFactory().make_from_string(part.licence)] if part.licence else [],
            hashes=[_sha256(one) for one in part.sha256],
        )
        for part in parts
    ]  # fmt: skip


def render(
    main: Component,
    components: Iterable[Component],
    needs: Mapping[str, Iterable[str]],
    *,
    epoch: int,
    version: str,
) -> bytes:
    """Return a bill as JSON.

    Args:
        main: What it is about.
        components: What that holds.
        needs: References (`bom_ref`) to what a component needs directly.
        epoch: Its time, in seconds since 1970; that of the commit, so that it can be made again.
        version: Of govern, whose release tools wrote it.
    """
    found = {str(one.bom_ref): one for one in components} | {"self": main}
    bom = Bom(components=[one for one in found.values() if one is not main])
    bom.metadata.component = main
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.metadata.authors = [_author()]
    bom.metadata.tools.tools = [Tool(vendor=_US, name="govern tools/release", version=version)]
    for reference, component in found.items():
        wanted = [found[one] for one in sorted(needs.get(reference, ()))]
        bom.register_dependency(component, wanted)
    seed = "\n".join(sorted(f"{one.purl or one.name} {one.version}" for one in found.values()))
    seed += "".join(sorted(str(one.content) for one in main.hashes))
    bom.serial_number = uuid.UUID(bytes=hashlib.sha256(seed.encode()).digest()[:16], version=4)
    outputter = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    return outputter.output_as_string(indent=1).encode() + b"\n"


def _author() -> OrganizationalContact:
    return OrganizationalContact(name=_US)


def _sha256(value: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=value)
