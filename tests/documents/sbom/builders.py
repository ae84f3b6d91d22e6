"""BOMs for tests, as small as they may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from govern.documents.interface import Limits, ParseContext
from govern.documents.sbom import PARSER
from govern.documents.sbom.reader import Reading, read_sbom
from govern.model import Source

if TYPE_CHECKING:
    from govern.model import Document

SERIAL = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"


def cyclonedx(version: str = "1.6", /, **members: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": version, "version": 1, **members}


def library(name: str = "left-pad", /, **members: Any) -> dict[str, Any]:
    return {"type": "library", "name": name, **members}


def spdx(**members: Any) -> dict[str, Any]:
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": "hello",
        "documentNamespace": "https://example.com/hello",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: syft-1.9.0"]},
        **members,
    }


def package(name: str, /, **members: Any) -> dict[str, Any]:
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "downloadLocation": "NOASSERTION", **members}


def xml(body: str, version: str = "1.6", attributes: str = "") -> str:
    return f'<bom xmlns="http://cyclonedx.org/schema/bom/{version}" {attributes}>{body}</bom>'


def read(bom: dict[str, Any] | str | bytes, path: str = "bom.json") -> Reading:
    if isinstance(bom, dict):
        bom = json.dumps(bom, indent=2)
    data = bom if isinstance(bom, bytes) else bom.encode()
    return read_sbom(Source.of(path, data), Limits())


def parse(bom: dict[str, Any] | str | bytes, path: str = "bom.json") -> Document:
    if isinstance(bom, dict):
        bom = json.dumps(bom, indent=2)
    data = bom if isinstance(bom, bytes) else bom.encode()
    (document,) = PARSER.parse(Source.of(path, data), context())
    return document


def context(limits: Limits | None = None) -> ParseContext:
    def nothing(_name: str) -> None:
        return None

    def never(*_: object) -> Any:
        raise AssertionError("an SBOM has no files beside it")

    return ParseContext(limits or Limits(), nothing, lambda: (), never, never)
