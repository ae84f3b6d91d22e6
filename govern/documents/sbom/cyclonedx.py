"""CycloneDX 1.2 to 1.7 (JSON, or XML turned into the same shape) → Sbom.

The input has been validated, so a member that is missing was optional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom import completeness, cyclonedx_parts
from govern.documents.sbom.cyclonedx_vulnerabilities import vulnerability
from govern.documents.sbom.fields import child, flag, items, number, objects, strings, text
from govern.documents.sbom.model import (
    Component,
    Composition,
    Dependency,
    Metadata,
    Sbom,
    Service,
    Tool,
)
from govern.documents.sbom.parts import Contact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.model import JsonObject

_UNREAD = ("annotations", "formulation", "declarations", "definitions", "citations", "signature")
_UNREAD_WITHIN = ("evidence", "releaseNotes", "cryptoProperties", "patentAssertions", "signature")


def read(bom: JsonObject, encoding: str = "json") -> tuple[Sbom, dict[str, str]]:
    """Return the BOM, and the pointer in `bom` of each component and service of the content.

    The pointers' keys are content pointers: `/components/7` → `/components/3/components/1`.
    """
    found, nested, services = _walks(bom)
    pointers = {
        f"/{kind}/{index}": pointer
        for kind, walk in (("components", (*found, *nested)), ("services", services))
        for index, (pointer, _, _) in enumerate(walk)
    }
    metadata = _metadata(child(bom, "metadata"))
    components = tuple(_component(raw, parent) for _, raw, parent in (*found, *nested))
    read_services = tuple(_service(raw, parent) for _, raw, parent in services)
    dependencies = tuple(
        Dependency(str(raw["ref"]), strings(raw, "dependsOn"))
        for raw in objects(bom, "dependencies")
    )
    compositions = tuple(_composition(raw) for raw in objects(bom, "compositions"))
    vulnerabilities = tuple(vulnerability(raw) for raw in objects(bom, "vulnerabilities"))
    version = number(bom, "version")
    sbom = Sbom(
        format="cyclonedx",
        spec_version=str(bom["specVersion"]),
        encoding=encoding,
        serial_number=text(bom, "serialNumber"),
        version=1 if version is None else int(version),  # the specification's default
        metadata=metadata,
        components=components,
        services=read_services,
        dependencies=dependencies,
        compositions=compositions,
        vulnerabilities=vulnerabilities,
        external_references=cyclonedx_parts.references(bom),
        properties=cyclonedx_parts.properties(bom),
        completeness=completeness.measure(
            metadata, components, read_services, dependencies, compositions, vulnerabilities
        ),
        unread=_unread(bom, components=(*found, *nested), services=services),
    )
    return sbom, pointers


def _walks(bom: JsonObject) -> tuple[list[_Found], list[_Found], list[_Found]]:
    main = child(child(bom, "metadata"), "component")
    found = list(_flat(bom, "components", "", None))
    nested = list(_flat(main, "components", "/metadata/component", text(main, "bom-ref")))
    return found, nested, list(_flat(bom, "services", "", None))


_Found = tuple[str, "JsonObject", "str | None"]  # pointer, object, ref of the parent


def _flat(owner: JsonObject, key: str, pointer: str, parent: str | None) -> Iterator[_Found]:
    """Yield what `owner` holds under `key`, each followed by what is nested in it."""
    for index, raw in enumerate(items(owner, key)):
        if isinstance(raw, dict):
            here = f"{pointer}/{key}/{index}"
            yield here, raw, parent
            yield from _flat(raw, key, here, text(raw, "bom-ref"))


def _metadata(raw: JsonObject) -> Metadata:
    main = raw.get("component")
    stages = (text(stage, "phase") or text(stage, "name") for stage in objects(raw, "lifecycles"))
    maker = "manufacturer" if "manufacturer" in raw else "manufacture"  # the name before 1.6
    return Metadata(
        timestamp=text(raw, "timestamp"),
        lifecycles=tuple(stage for stage in stages if stage),
        authors=cyclonedx_parts.contacts(raw, "authors"),
        supplier=cyclonedx_parts.organization(raw, "supplier"),
        manufacturer=cyclonedx_parts.organization(raw, maker),
        tools=tuple(_tools(raw)),
        component=_component(main, None) if isinstance(main, dict) else None,
        licenses=cyclonedx_parts.licenses(raw),
        properties=cyclonedx_parts.properties(raw),
    )


def _tools(raw: JsonObject) -> Iterator[Tool]:
    for tool in objects(raw, "tools"):  # until 1.4, and deprecated since
        yield Tool(text(tool, "name"), text(tool, "version"), text(tool, "vendor"))
    for kind, maker in (("components", "supplier"), ("services", "provider")):
        for tool in objects(child(raw, "tools"), kind):
            vendor = (
                text(child(tool, maker), "name")
                or text(child(tool, "manufacturer"), "name")
                or text(tool, "group")
            )
            yield Tool(text(tool, "name"), text(tool, "version"), vendor)


def _component(raw: JsonObject, parent: str | None) -> Component:
    model_card = raw.get("modelCard")
    authors = cyclonedx_parts.contacts(raw, "authors")
    author = text(raw, "author")  # the one name before 1.6
    return Component(
        type=str(raw["type"]),
        name=str(raw["name"]),
        ref=text(raw, "bom-ref"),
        parent=parent,
        group=text(raw, "group"),
        version=text(raw, "version"),
        purl=text(raw, "purl"),
        cpe=text(raw, "cpe"),
        swid=text(child(raw, "swid"), "tagId"),
        omnibor=strings(raw, "omniborId"),
        swhid=strings(raw, "swhid"),
        description=text(raw, "description"),
        supplier=cyclonedx_parts.organization(raw, "supplier"),
        manufacturer=cyclonedx_parts.organization(raw, "manufacturer"),
        publisher=text(raw, "publisher"),
        authors=authors or ((Contact(author),) if author else ()),
        scope=text(raw, "scope"),
        copyright=text(raw, "copyright"),
        licenses=cyclonedx_parts.licenses(raw),
        hashes=cyclonedx_parts.hashes(raw),
        external_references=cyclonedx_parts.references(raw),
        properties=cyclonedx_parts.properties(raw),
        tags=strings(raw, "tags"),
        pedigree=cyclonedx_parts.pedigree(raw),
        model_card=model_card if isinstance(model_card, dict) else None,
        data=tuple(objects(raw, "data")),
    )


def _service(raw: JsonObject, parent: str | None) -> Service:
    return Service(
        name=str(raw["name"]),
        ref=text(raw, "bom-ref"),
        parent=parent,
        group=text(raw, "group"),
        version=text(raw, "version"),
        provider=cyclonedx_parts.organization(raw, "provider"),
        endpoints=strings(raw, "endpoints"),
        authenticated=flag(raw, "authenticated"),
        crosses_trust_boundary=flag(raw, "x-trust-boundary"),
        licenses=cyclonedx_parts.licenses(raw),
        properties=cyclonedx_parts.properties(raw),
    )


def _composition(raw: JsonObject) -> Composition:
    return Composition(
        aggregate=str(raw["aggregate"]),
        assemblies=strings(raw, "assemblies"),
        dependencies=strings(raw, "dependencies"),
        vulnerabilities=strings(raw, "vulnerabilities"),
    )


def _unread(bom: JsonObject, **walks: Iterable[_Found]) -> dict[str, int]:
    counts = {key: _size(bom[key]) for key in _UNREAD if key in bom}
    for kind, walk in walks.items():
        for key in _UNREAD_WITHIN:
            if count := sum(key in raw for _, raw, _ in walk):
                counts[f"{kind}.{key}"] = count
    return counts


def _size(value: object) -> int:
    return len(value) if isinstance(value, list) else 1
