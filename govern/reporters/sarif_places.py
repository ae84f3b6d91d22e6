"""Where SARIF says things are: URIs, regions, logical locations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from govern.reporters.escape import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.model import InputRecord, Location, Result
    from govern.reporters.json_text import Reportable


def artifacts(inputs: Sequence[InputRecord]) -> list[Reportable]:
    """Return `run.artifacts` (section 3.14.15): what was read, with its digest."""
    digests = {record.path: record.sha256 for record in inputs}  # each entry must be unique
    return [
        {
            "location": artifact_location(path),
            "roles": ["analysisTarget"],
            "hashes": {"sha-256": digest},
        }
        for path, digest in digests.items()
    ]


def locations(result: Result) -> dict[str, Reportable]:
    """Return `locations` and `relatedLocations` of a result.

    The primary place is the one that a person can edit: the source of a plan, when it is known.
    The plan is then the related place.
    """
    logical = _logical_location(result)
    if result.origin is None:
        primary = {"physicalLocation": _physical(result.location, result), **logical}
        return {"locations": [primary]} if result.location.path else {}
    return {
        "locations": [{"physicalLocation": _physical(result.origin, None), **logical}],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": _physical(result.location, result),
                "message": {"text": "the input that was decided on"},
            }
        ],
    }


def _logical_location(result: Result) -> dict[str, Reportable]:
    resource = result.resource
    if not resource.address:
        return {}
    location = {
        "name": visible(resource.name or resource.address),
        "fullyQualifiedName": visible(resource.address),
        "kind": "resource",
    }
    return {"logicalLocations": [location]}


def _physical(location: Location, shown: Result | None) -> dict[str, Reportable]:
    """Return a physical location; `shown` is the result whose source line belongs to it."""
    value: dict[str, Reportable] = {"artifactLocation": artifact_location(location.path)}
    if location.line is None:
        return value  # no region: SARIF has no line 0, and a made-up line 1 misleads
    numbers = {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
    value["region"] = {key: number for key, number in numbers.items() if number is not None}
    one_line = location.end_line in {None, location.line}
    if shown is not None and shown.snippet is not None and one_line:
        value["contextRegion"] = {
            "startLine": location.line,
            "snippet": {"text": visible(shown.snippet.text)},
        }
    return value


def artifact_location(path: str) -> dict[str, Reportable]:
    """Return an artifactLocation: percent-encoded, and relative to %SRCROOT% where it is below."""
    try:
        data = path.encode("utf-8", "surrogateescape")  # the bytes of a name that is no Unicode
    except UnicodeEncodeError:
        data = path.encode("utf-8", "replace")
    uri = quote(data, safe="/")  # a colon too: it would read as a scheme
    if path.startswith("oci://"):  # what is attested about an image: no file, and a URI already
        return {"uri": quote(data, safe="/:@#=&+")}
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    if path.startswith(("../", "<")):
        return {"uri": uri}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}
