"""Bytes → Sbom: tells the format, validates, reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.documents.json_reader import JsonPositions, read_json
from govern.documents.sbom import cyclonedx, schema, spdx
from govern.documents.sbom.positions import CYCLONEDX_NAMES, SPDX_NAMES, SbomPositions
from govern.documents.text import decode
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.documents.sbom.model import Sbom
    from govern.model import JsonObject, JsonValue, Source
    from govern.model.document import Positions

_SPDX_PREFIX = "SPDX-"


@dataclass(frozen=True, slots=True)
class Reading:
    """One BOM that was read.

    Attributes:
        sbom: The BOM.
        positions: Where the content (`govern.sbom/v1`) stands in the file; None for a BOM that
            came out of another document.
        diagnostics: What was noticed on the way, in plain words.
    """

    sbom: Sbom
    positions: SbomPositions | None = field(repr=False)
    diagnostics: tuple[str, ...] = ()


def read_sbom(source: Source, limits: Limits) -> Reading:
    """Read CycloneDX 1.2 to 1.7 (JSON or XML) or SPDX 2.2 and 2.3 (JSON).

    Raises:
        InputError: it is neither, or does not fit its schema; the error names pointer and line.
        LimitExceeded: it exceeds the limits.
    """
    text = decode(source.data, source.path)
    if text.lstrip()[:1] == "<":
        return _read_xml(source, limits)
    value = read_json(text, source.path, limits)
    return sbom_of(value, source.path, JsonPositions(source.path, text))


def sbom_of(value: JsonValue, path: str, positions: Positions | None = None) -> Reading:
    """Read a BOM that is already JSON, such as the predicate of an attestation.

    Args:
        value: The JSON value.
        path: What to call it in errors.
        positions: Where its members stand, where known.

    Raises:
        InputError: as `read_sbom`.
    """
    if not isinstance(value, dict):
        raise InputError("not an SBOM: the document is no object", path=path, line=1)
    if "spdxVersion" in value:
        return _read_spdx(value, path, positions)
    if "@context" in value and "@graph" in value:
        raise InputError(
            "SPDX 3 is not read",
            path=path,
            cause="govern reads SPDX 2.2 and 2.3 JSON",
            hint="have the tool write SPDX 2.3 or CycloneDX",
        )
    return _read_cyclonedx(value, path, positions)


def _read_spdx(value: JsonObject, path: str, positions: Positions | None) -> Reading:
    version = str(value["spdxVersion"]).removeprefix(_SPDX_PREFIX)
    title = f"SPDX {version}"
    if version not in schema.SPDX_SCHEMAS:
        raise _unknown_version(title, "SPDX 2.2 and 2.3", "/spdxVersion", path, positions)
    schema.validate(value, schema.SPDX_SCHEMAS[version], title, path, positions)
    sbom, moved = spdx.read(value)
    return _reading(sbom, SbomPositions(positions, moved, SPDX_NAMES) if positions else None)


def _read_cyclonedx(
    value: JsonObject, path: str, positions: Positions | None, encoding: str = "json"
) -> Reading:
    version = value.get("specVersion")
    if not isinstance(version, str) or version not in schema.CYCLONEDX_SCHEMAS:
        what = f"CycloneDX {version}" if version is not None else "a BOM without specVersion"
        raise _unknown_version(what, "CycloneDX 1.2 to 1.7", "/specVersion", path, positions)
    title = f"CycloneDX {version}"
    schema.validate(value, schema.CYCLONEDX_SCHEMAS[version], title, path, positions)
    sbom, moved = cyclonedx.read(value, encoding)
    return _reading(sbom, SbomPositions(positions, moved, CYCLONEDX_NAMES) if positions else None)


def _read_xml(source: Source, limits: Limits) -> Reading:
    from govern.documents.sbom import cyclonedx_xml  # noqa: PLC0415 - most BOMs are JSON

    converted = cyclonedx_xml.convert(source, limits)
    reading = _read_cyclonedx(converted.value, source.path, converted.positions, "xml")
    return replace(
        reading,
        sbom=replace(reading.sbom, unread={**reading.sbom.unread, **converted.unread}),
        diagnostics=(*converted.diagnostics, *reading.diagnostics),
    )


def _reading(sbom: Sbom, positions: SbomPositions | None) -> Reading:
    return Reading(sbom, positions, tuple(_license_problems(sbom)))


def _license_problems(sbom: Sbom) -> Iterator[str]:
    main = (sbom.metadata.component,) if sbom.metadata.component else ()
    for component in (*main, *sbom.components):
        for statement in component.licenses:
            if statement.problem:
                yield (
                    f"{component.label}: the licence expression {statement.expression!r} "
                    f"is not understood: {statement.problem}"
                )


def _unknown_version(
    what: str, known: str, pointer: str, path: str, positions: Positions | None
) -> InputError:
    place = positions.locate([pointer])[pointer] if positions else None
    return InputError(
        f"{what} is not read",
        path=path,
        line=place.line if place else None,
        column=place.column if place else None,
        cause=f"govern reads {known}",
        hint="have the tool write one of these versions",
    )
