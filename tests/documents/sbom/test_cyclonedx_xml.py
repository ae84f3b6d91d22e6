from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from govern.errors import InputError, LimitExceeded
from tests.documents.sbom.builders import SERIAL, parse, read, xml
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

COMPONENT = '<component type="library" bom-ref="r"><name>left-pad</name>{}</component>'


def component(inside: str = "", version: str = "1.6") -> str:
    return xml(f"<components>{COMPONENT.format(inside)}</components>", version)


@pytest.mark.parametrize(
    "path",
    corpus_params(
        "sbom/cyclonedx-examples/SBOM/[clp]*/*.json",
        "sbom/cyclonedx-examples/VEX/**/*.json",
        "sbom/cyclonedx-spec/*/valid-bom-*.json",
        "sbom/cyclonedx-spec/*/valid-component-*.json",
        "sbom/cyclonedx-spec/*/valid-license-*.json",
        "sbom/cyclonedx-spec/*/valid-metadata-*.json",
        "sbom/cyclonedx-spec/*/valid-service-1.*.json",
        "sbom/cyclonedx-spec/*/valid-vulnerability-*.json",
        "sbom/cyclonedx-spec/*/valid-properties-*.json",
        "sbom/cyclonedx-spec/*/valid-patch-*.json",
        "sbom/cyclonedx-spec/*/valid-assembly-*.json",
    ),
)
@pytest.mark.filterwarnings("ignore")  # the library warns of old members and missing edges
def test_xml_and_json_by_the_official_library_read_alike(path: Path) -> None:
    """cyclonedx-python-lib writes one BOM in both formats; we read the same from each."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    raw = json.loads(path.read_text())
    version = SchemaVersion.from_version(raw["specVersion"])
    bom = Bom.from_json(raw)  # type: ignore[attr-defined]  # added by a class decorator
    as_json, as_xml = (
        make_outputter(bom, form, version).output_as_string()
        for form in (OutputFormat.JSON, OutputFormat.XML)
    )
    if "BomRef." in as_json:  # what has no reference gets a random one, which orders the graph
        as_json = json.dumps({**json.loads(as_json), "dependencies": []})
        as_json, as_xml = (re.sub(r"BomRef\.[0-9.e-]+", "r", text) for text in (as_json, as_xml))
        as_xml = re.sub(r"<dependencies>.*</dependencies>", "<dependencies/>", as_xml)
    from_json, from_xml = read(as_json).sbom, read(as_xml).sbom
    assert from_xml.encoding == "xml"
    assert replace(from_xml, encoding="json") == from_json


def test_the_bom_itself_is_read() -> None:
    document = parse(xml("", attributes=f'serialNumber="{SERIAL}" version="3"'), "bom.xml")
    assert document.content["serial_number"] == SERIAL
    assert document.content["version"] == 3
    assert document.content["encoding"] == "xml"
    assert document.format == "cyclonedx-1.6-xml"


def test_a_model_card_has_the_shape_of_json() -> None:
    card = """<modelCard bom-ref="mc"><modelParameters>
      <approach><type>supervised</type></approach><task>ner</task>
      <datasets><dataset><type>dataset</type><name>d</name>
        <contents><url>https://example.com/d</url></contents>
        <sensitiveData>none</sensitiveData>
        <governance><owners><owner><contact><name>Ada</name></contact></owner></owners>
        </governance>
      </dataset><ref>data-1</ref></datasets>
      <inputs><input><format>text</format></input></inputs></modelParameters>
    <quantitativeAnalysis><performanceMetrics><performanceMetric><type>f1</type><value>0.9</value>
      <confidenceInterval><lowerBound>0.8</lowerBound><upperBound>0.95</upperBound>
      </confidenceInterval>
      </performanceMetric></performanceMetrics>
      <graphics><collection><graphic><name>g</name>
        <image encoding="base64" content-type="image/png">AAAA</image></graphic></collection>
      </graphics>
    </quantitativeAnalysis>
    <considerations><users><user>staff</user></users>
      <technicalLimitations><technicalLimitation>English</technicalLimitation></technicalLimitations>
      <environmentalConsiderations><energyConsumptions><energyConsumption>
        <activity>training</activity>
        <energyProviders><organization><name>o</name></organization><energySource>wind</energySource>
          <energyProvided><value>3.5</value><unit>kWh</unit></energyProvided></energyProviders>
        <activityEnergyCost><value>3</value><unit>kWh</unit></activityEnergyCost>
      </energyConsumption></energyConsumptions></environmentalConsiderations>
    </considerations></modelCard>"""
    model = f'<component type="machine-learning-model"><name>m</name>{card}</component>'
    (found,) = read(xml(f"<components>{model}</components>")).sbom.components
    assert found.model_card == {
        "bom-ref": "mc",
        "modelParameters": {
            "approach": {"type": "supervised"},
            "task": "ner",
            "datasets": [
                {
                    "type": "dataset",
                    "name": "d",
                    "contents": {"url": "https://example.com/d"},
                    "sensitiveData": ["none"],
                    "governance": {"owners": [{"contact": {"name": "Ada"}}]},
                },
                {"ref": "data-1"},
            ],
            "inputs": [{"format": "text"}],
        },
        "quantitativeAnalysis": {
            "performanceMetrics": [
                {
                    "type": "f1",
                    "value": "0.9",
                    "confidenceInterval": {"lowerBound": "0.8", "upperBound": "0.95"},
                }
            ],
            "graphics": {
                "collection": [
                    {
                        "name": "g",
                        "image": {
                            "content": "AAAA",
                            "contentType": "image/png",
                            "encoding": "base64",
                        },
                    }
                ]
            },
        },
        "considerations": {
            "users": ["staff"],
            "technicalLimitations": ["English"],
            "environmentalConsiderations": {
                "energyConsumptions": [
                    {
                        "activity": "training",
                        "energyProviders": [
                            {
                                "organization": {"name": "o"},
                                "energySource": "wind",
                                "energyProvided": {"value": 3.5, "unit": "kWh"},
                            }
                        ],
                        "activityEnergyCost": {"value": 3, "unit": "kWh"},
                    }
                ]
            },
        },
    }


def test_services_of_old_and_new_versions_are_read() -> None:
    old = '<data><classification flow="inbound">PII</classification></data>'
    new = """<data><dataflow name="n"><classification flow="outbound">public</classification>
      <source><url>https://a.example</url></source></dataflow></data>"""
    for version, data in (("1.4", old), ("1.6", new)):
        service = f"""<service bom-ref="s"><name>api</name><endpoints><endpoint>https://e</endpoint>
          </endpoints><authenticated>true</authenticated><x-trust-boundary>0</x-trust-boundary>{data}
          <services><service><name>inner</name></service></services></service>"""
        outer, inner = read(xml(f"<services>{service}</services>", version)).sbom.services
        assert (outer.authenticated, outer.crosses_trust_boundary) == (True, False)
        assert (outer.endpoints, inner.parent) == (("https://e",), "s")


def test_dependencies_and_compositions_are_references() -> None:
    body = """<components><component type="library" bom-ref="a"><name>a</name></component>
      </components>
      <dependencies><dependency ref="a"><dependency ref="b"/><provides ref="c"/></dependency>
      <dependency ref="b"/></dependencies>
      <compositions><composition><aggregate>incomplete</aggregate>
        <assemblies><assembly ref="a"/></assemblies>
        <dependencies><dependency ref="b"/></dependencies></composition></compositions>"""
    sbom = read(xml(body)).sbom
    assert [(one.ref, one.depends_on) for one in sbom.dependencies] == [("a", ("b",)), ("b", ())]
    (composition,) = sbom.compositions
    assert (composition.assemblies, composition.dependencies) == (("a",), ("b",))


def test_places_are_those_of_the_elements() -> None:
    text = xml(
        '\n <components>\n  <component type="library">\n   <name>a</name>\n'
        "   <licenses>\n    <license>\n     <id>MIT</id>\n    </license></licenses>\n"
        "  </component>\n </components>\n"
    )
    document = parse(text, "bom.xml")
    pointers = [
        "",
        "/components/0",
        "/components/0/name",
        "/components/0/licenses/0/id",
        "/components/0/purl",
    ]
    found = document.positions.locate(pointers)
    assert [found[pointer].line for pointer in pointers] == [1, 3, 4, 7, 3]
    assert [found[pointer].column for pointer in pointers] == [1, 3, 4, 6, 3]


def test_other_namespaces_are_ignored_and_a_signature_is_counted() -> None:
    text = xml(
        f"""<components>{COMPONENT.format('<x:own xmlns:x="urn:x">1</x:own>')}</components>
        <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>""",
        attributes='xmlns:y="urn:y" y:mark="1" own="2"',
    )
    sbom = read(text).sbom
    assert len(sbom.components) == 1
    assert sbom.unread == {"signature": 1}


def test_prefixed_elements_are_the_same_elements() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
    <b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.4"><b:components>
    <b:component type="library"><b:name>a</b:name></b:component></b:components></b:bom>"""
    assert [one.name for one in read(text).sbom.components] == ["a"]


def test_a_time_without_zone_is_read_as_utc_and_said_so() -> None:
    text = xml("<metadata><timestamp>2026-01-01T00:00:00</timestamp></metadata>")
    reading = read(text)
    assert reading.sbom.metadata.timestamp == "2026-01-01T00:00:00Z"
    assert reading.diagnostics == ("metadata/timestamp has no time zone; read as UTC",)


def test_skipped_sections_are_counted() -> None:
    text = xml(
        f"<components>{COMPONENT.format('<evidence><copyright/></evidence>')}</components>"
        "<annotations><annotation/><annotation/></annotations>"
    )
    assert read(text).sbom.unread == {"components.evidence": 1, "annotations": 2}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (component("<licences/>"), "'licences' is not known here"),
        (component("<name>again</name>"), "<name> appears twice in <component>"),
        (component("<hashes><hash>00</hash></hashes>"), '"alg" is a required property'),
        (component("<scope>maybe</scope>"), '"maybe" is not one of'),
        (component("<modified>yes</modified>"), '"yes" is not of type "boolean"'),
        (component("<licenses><id>MIT</id></licenses>"), "<id> cannot stand in <licenses>"),
        (component("loose words"), "<component> holds text beside its elements"),
        (xml("<components><library/></components>"), "<library> cannot stand in <components>"),
        (xml("<metadata><timestamp>2020-04-13</timestamp></metadata>"), "date-time"),
        (xml("<components><component><name>a</name></component></components>"), '"type" is'),
    ],
)
def test_what_does_not_belong_is_refused_with_its_line(text: str, cause: str) -> None:
    with pytest.raises(InputError, match=r"not valid CycloneDX 1\.6") as caught:
        read("\n" + text)
    assert cause in (caught.value.cause or "")
    assert caught.value.line == 2


BOMB = """<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4">&b;</bom>"""
OUTSIDE = """<!DOCTYPE bom [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4">&x;</bom>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.replace("<!ENTITY b", "<!ENTITY % b")])
def test_a_document_type_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="document type") as caught:
        read(text)
    assert caught.value.line == 1
    assert "passwd" not in caught.value.diagnostics()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<bom", "not well-formed"),
        ("<bom>&undefined;</bom>", "not well-formed"),
        ("<a></b>", "not well-formed"),
        ("<project/>", "not CycloneDX: the root element is <project>"),
        ("<bom/>", "not CycloneDX"),
        (xml("", "1.1"), "CycloneDX 1.1 is not read"),
        (xml("", "9"), "CycloneDX 9 is not read"),
    ],
)
def test_what_is_no_cyclonedx_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(text)
    assert caught.value.line == 1


def test_depth_is_bounded() -> None:
    with pytest.raises(LimitExceeded, match="nested deeper than 100"):
        read(xml("<components>" * 50_000))
