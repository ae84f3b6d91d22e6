"""Validates BOMs against the schemas that ship in the cyclonedx-python-lib wheel, offline.

The schemas are found without importing the library, which would cost seconds. Validation is by
jsonschema-rs, with `format` asserted: the specification's own valid and invalid files are judged
exactly as the specification says.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from govern.documents.sbom.faults import Fault, explain
from govern.errors import AssetsMissing, InputError

if TYPE_CHECKING:
    from jsonschema_rs import Validator

    from govern.model import JsonObject
    from govern.model.document import Positions

# 1.2 and 1.3 come in two strictnesses; the specification tests its own files with the strict one.
CYCLONEDX_SCHEMAS = {
    "1.2": "bom-1.2-strict.SNAPSHOT.schema.json",
    "1.3": "bom-1.3-strict.SNAPSHOT.schema.json",
    "1.4": "bom-1.4.SNAPSHOT.schema.json",
    "1.5": "bom-1.5.SNAPSHOT.schema.json",
    "1.6": "bom-1.6.SNAPSHOT.schema.json",
    "1.7": "bom-1.7.SNAPSHOT.schema.json",
}
SPDX_SCHEMAS = {"2.2": "spdx_2.schema.json", "2.3": "spdx_2.schema.json"}
_REFERENCED = (
    "spdx.SNAPSHOT.schema.json",
    "jsf-0.82.SNAPSHOT.schema.json",
    "cryptography-defs.SNAPSHOT.schema.json",
)
_MOST_FAULTS = 1000  # looked at to find the first one in the file


def validate(
    value: JsonObject, schema: str, title: str, path: str, positions: Positions | None
) -> None:
    """Check a value against a schema by its file name.

    Args:
        value: The document, as read from JSON or converted from XML.
        schema: One of the file names in `CYCLONEDX_SCHEMAS` or `SPDX_SCHEMAS`.
        title: What the document should be, for the message: `CycloneDX 1.6`.
        path: The file, for the message.
        positions: Where the value's members stand in the file, where known.

    Raises:
        InputError: the value does not fit; it names pointer, line, cause, and how many more.
    """
    validator = _validator(schema)
    if validator.is_valid(value):
        return
    faults = [
        explain(error)
        for error, _ in zip(validator.iter_errors(value), range(_MOST_FAULTS), strict=False)
    ]
    raise _invalid(faults, title, path, positions)


def _invalid(faults: list[Fault], title: str, path: str, positions: Positions | None) -> InputError:
    located = positions.locate({fault.pointer for fault in faults}) if positions else {}
    places = {pointer: (at.line or 0, at.column or 0) for pointer, at in located.items()}
    faults = sorted(faults, key=lambda fault: places.get(fault.pointer, (0, 0)))
    first, more = faults[0], len(faults) - 1
    place = located.get(first.pointer)
    return InputError(
        f"not valid {title}: {first.pointer or 'the whole document'}",
        path=path,
        line=place.line if place else None,
        column=place.column if place else None,
        cause=first.cause + (f" (and {more} more)" if more else ""),
        hint=f"correct it, or have the tool that wrote it write valid {title}",
    )


@cache
def _validator(schema: str) -> Validator:
    from jsonschema_rs import Draft7Validator, Registry  # noqa: PLC0415 - 20 ms, only for BOMs

    if schema in SPDX_SCHEMAS.values():
        return Draft7Validator(own_schema(schema), validate_formats=True, offline=True)
    main = shipped_schema(schema)
    base = str(main["$id"]).rsplit("/", 1)[0]  # what relative references are resolved against
    registry = Registry([(f"{base}/{name}", shipped_schema(name)) for name in _REFERENCED])
    return Draft7Validator(main, registry=registry, validate_formats=True, offline=True)


@cache
def shipped_schema(name: str) -> JsonObject:
    """Return a schema of the cyclonedx-python-lib wheel by its file name.

    Raises:
        AssetsMissing: the wheel is not installed, or holds no such schema.
    """
    spec = find_spec("cyclonedx")  # finds the package without running any of it
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        file = Path(folder) / "schema" / "_res" / name
        if file.is_file():
            return cast("JsonObject", json.loads(file.read_bytes()))
    raise AssetsMissing(
        f"the schema {name} was not found",
        cause="it ships in the cyclonedx-python-lib package",
        hint="reinstall govern-engine",
    )


@cache
def own_schema(name: str) -> JsonObject:
    """Return a schema that lies beside this module."""
    return cast("JsonObject", json.loads((Path(__file__).parent / name).read_bytes()))
