from __future__ import annotations

import dataclasses
import gc
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.sbom import model, parts, vulnerability
from govern.documents.sbom.content import content_of
from govern.documents.sbom.reader import read_sbom
from govern.errors import Error
from govern.model import Source
from govern.model.json import resolve
from tests.documents.sbom.builders import cyclonedx, library, package, parse, spdx, xml
from tests.surroundings import ROOT, corpus_params

if TYPE_CHECKING:
    from pathlib import Path

    from govern.documents.sbom.reader import Reading

SCHEMA = json.loads((ROOT / "evidence/schemas/govern.sbom.v1.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def fields_of(*modules: Any) -> dict[str, list[str]]:
    return {
        name: [field.name for field in dataclasses.fields(kind)]
        for module in modules
        for name, kind in vars(module).items()
        if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
    }


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_every_field_of_the_model_and_no_other() -> None:
    expected = fields_of(parts, vulnerability, model)
    expected["Sbom"].insert(0, "schema")
    described = {"".join(key.title().split("_")): one for key, one in SCHEMA["$defs"].items()}
    described["Sbom"] = SCHEMA
    assert {name: list(one["properties"]) for name, one in described.items()} == expected
    for name, one in described.items():
        assert one["required"] == expected[name], name
        assert one["additionalProperties"] is False, name


@pytest.mark.parametrize(
    "path",
    corpus_params(
        "sbom/cyclonedx-spec/*/valid-*.json",
        "sbom/cyclonedx-examples/SBOM/[clp]*/*.json",
        "sbom/cyclonedx-examples/VEX/**/*.json",
        "sbom/ml-bom/*.json",
    ),
)
def test_content_fits_its_schema(path: Path) -> None:
    content = parse(path.read_bytes(), path.name).content
    VALIDATOR.validate(content)
    assert content == json.loads(json.dumps(content)), "only lists, dicts and plain values"


def test_every_resource_points_at_its_component() -> None:
    document = parse(cyclonedx(components=[library("a", components=[library("b")])]))
    for resource in document.resources[1:]:
        found = resolve(document.content, resource.pointer)
        assert isinstance(found, dict)
        assert found["name"] == resource.name


def test_the_cycle_collector_goes_on_afterwards() -> None:
    parse(cyclonedx())
    assert gc.isenabled()
    with pytest.raises(Error):
        parse(cyclonedx(components=[{}]))
    assert gc.isenabled()


def test_what_is_not_said_is_null_or_empty() -> None:
    content: Any = parse(cyclonedx(components=[library()])).content
    (found,) = content["components"]
    assert found["version"] is None
    assert found["licenses"] == []
    assert found["model_card"] is None
    assert content["metadata"]["component"] is None
    assert content["version"] == 1


def test_a_number_of_any_width_in_a_model_card_is_kept() -> None:
    card = {"considerations": {"users": ["x"]}, "properties": []}
    energy = {"activity": "training", "energyProviders": [], "activityEnergyCost": {"unit": "kWh"}}
    energy["activityEnergyCost"] = {"value": 10**30, "unit": "kWh"}
    card["considerations"] = {"environmentalConsiderations": {"energyConsumptions": [energy]}}
    model_ = {"type": "machine-learning-model", "name": "m", "modelCard": card}
    content: Any = parse(cyclonedx(components=[model_])).content
    assert content["components"][0]["model_card"] == card


def outcome(source: Source) -> Reading | Error:
    try:
        return read_sbom(source, Limits())
    except Error as error:
        return error


_words = st.text(max_size=8)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=8,
)
_components = st.fixed_dictionaries(
    {"type": st.sampled_from(["library", "file", "data", "?"]), "name": _words},
    optional={
        "bom-ref": _words,
        "version": _words,
        "licenses": st.lists(
            st.fixed_dictionaries({"expression": _words})
            | st.fixed_dictionaries(
                {"license": st.fixed_dictionaries({"name": _words} | {"url": _words})}
            ),
            max_size=2,
        ),
        "supplier": _values,
        "pedigree": st.fixed_dictionaries({}, optional={"notes": _words, "ancestors": _values}),
        "properties": st.lists(st.fixed_dictionaries({"name": _words, "value": _words})),
        "modelCard": _values,
    },
)
_boms = st.builds(
    cyclonedx,
    st.sampled_from(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]),
    components=st.lists(_components, max_size=3) | _values,
    dependencies=st.lists(st.fixed_dictionaries({"ref": _words})) | _values,
)


@settings(max_examples=150, deadline=None)
@given(_boms)
def test_any_bom_is_read_or_refused_with_a_message(bom: dict[str, Any]) -> None:
    source = Source.of("bom.json", json.dumps(bom).encode())
    reading = outcome(source)
    if isinstance(reading, Error):
        assert reading.path == "bom.json"
        assert reading.cause
        return
    content = content_of(reading.sbom)
    VALIDATOR.validate(content)
    assert reading.positions is not None
    found = reading.positions.locate(["/components/0/name", "/metadata/timestamp", ""])
    assert all(location.line == 1 for location in found.values())


_SAMPLES = (
    json.dumps(cyclonedx(components=[library(licenses=[{"expression": "MIT"}])])).encode(),
    json.dumps(spdx(packages=[package("a", versionInfo="1")])).encode(),
    xml('<components><component type="library"><name>a</name></component></components>').encode(),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_SAMPLES), st.data())
def test_damaged_bytes_are_refused_not_crashed_on(sample: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sample) - 1))
    gone = data.draw(st.integers(0, 8))
    new = data.draw(
        st.binary(max_size=4) | st.sampled_from([b"{", b"<", b"]", b'"', b"&", b"null"])
    )
    source = Source.of("bom", sample[:at] + new + sample[at + gone :])
    reading = outcome(source)
    if isinstance(reading, Error):
        assert reading.diagnostics().startswith("bom:")
        return
    VALIDATOR.validate(content_of(reading.sbom))
