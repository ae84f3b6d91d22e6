"""What is fuzzed: for each parser, a function of bytes that must only ever raise govern's errors.

Whatever a parser accepts must be JSON, have a place for each pointer, and survive redaction.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from govern.admission.exchange import Exchange
from govern.admission.judge import Judge, Lane
from govern.documents import detect
from govern.documents.interface import Limits
from govern.documents.json_reader import JsonPositions, read_json
from govern.documents.kubernetes import PARSER as KUBERNETES
from govern.documents.kubernetes.workloads import images, pod_specs
from govern.documents.model_card import PARSER as MODEL_CARD
from govern.documents.sbom import PARSER as SBOM
from govern.documents.terraform_plan import PARSER as TERRAFORM_PLAN
from govern.documents.text import decode
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml, split_stream
from govern.engine.factory import inline_engine
from govern.errors import Error
from govern.model import Source
from govern.policies.assembly import PolicySettings, assemble
from tests.documents.reading import nothing_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.documents.interface import Parser
    from govern.model import Document, JsonValue

LIMITS = Limits(max_bytes=1 << 20, max_plan_bytes=1 << 20, max_nodes=50_000, max_documents=1_000)
POINTERS = (
    "",
    "/kind",
    "/metadata/name",
    "/resource_changes/0/change/after",
    "/items/0",
    "/a~1b/0",
)
CARD_NAMES = ("README.md", "MLmodel", "Kitfile", "card.json", "govern.yaml")
ANY_NAMES = (*CARD_NAMES, "f.yaml", "f.json", "f.xml", "Chart.yaml", "<stdin>")


def fuzz_yaml(data: bytes) -> None:
    """Every schema, and the places of everything."""
    schema = list(Schema)[data[0] % len(Schema)] if data else Schema.KUBECTL
    for chunk in split_stream(decode(data[1:], "f")):
        value = read_yaml(chunk.text, "f", LIMITS, first_line=chunk.first_line, schema=schema)
        check_json(value)
        positions = YamlPositions("f", chunk.text, chunk.first_line, schema)
        for location in positions.locate(POINTERS).values():
            assert location.line is not None
            assert location.line >= chunk.first_line


def fuzz_json(data: bytes) -> None:
    """The strict reader, and the places of everything."""
    text = decode(data, "f")
    check_json(read_json(text, "f", LIMITS))
    assert JsonPositions("f", text).locate(POINTERS).keys() == set(POINTERS)


def fuzz_kubernetes(data: bytes) -> None:
    """Manifests."""
    for document in parsed(KUBERNETES, data, "f.yaml"):
        pod_specs(document.content)
        images(document.content)


def fuzz_terraform_plan(data: bytes) -> None:
    """Plans."""
    parsed(TERRAFORM_PLAN, data, "plan.json")


def fuzz_sbom(data: bytes) -> None:
    """BOMs, JSON and XML."""
    parsed(SBOM, data, "bom.xml" if data.lstrip().startswith(b"<") else "bom.json")


def fuzz_model_card(data: bytes) -> None:
    """Cards of every format; the first byte chooses the name."""
    parsed(MODEL_CARD, data[1:], CARD_NAMES[data[0] % len(CARD_NAMES)] if data else "README.md")


def fuzz_detect(data: bytes) -> None:
    """Telling what a source is; the first byte chooses the name."""
    source = Source.of(ANY_NAMES[data[0] % len(ANY_NAMES)] if data else "f", data[1:])
    if not detect.parsers_for(source, ()):
        assert detect.why_not(source, ())


@cache
def _exchange() -> Exchange:
    """The webhook's handler, with real policies."""
    policies = assemble(PolicySettings()).only(["K001", "K002", "K003", "K020"])
    return Exchange(Judge(policies, inline_engine(policies)), policies.revision)


def fuzz_admission(data: bytes) -> None:
    """Reviews, judged: a decision with the request's own uid, or a status that says whose fault."""
    lane = list(Lane)[data[0] % len(Lane)] if data else Lane.ENFORCE
    reply = _exchange().reply(data[1:], lane)
    if reply.status != 200:
        assert reply.status in {400, 413}
        assert reply.body
        return
    response = json.loads(reply.body)["response"]
    assert response["uid"] == json.loads(data[1:])["request"]["uid"]
    assert response["allowed"] is True or response["status"]["code"] == 403
    assert sum(map(len, response.get("warnings", []))) <= 4096
    check_json(reply.summary)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "yaml": fuzz_yaml,
    "json": fuzz_json,
    "kubernetes": fuzz_kubernetes,
    "terraform_plan": fuzz_terraform_plan,
    "sbom": fuzz_sbom,
    "model_card": fuzz_model_card,
    "detect": fuzz_detect,
    "admission": fuzz_admission,
}


def run(name: str, data: bytes) -> None:
    """Hand `data` to a target; an error of govern's own is an answer, any other is a find."""
    story = "accepted"
    try:
        TARGETS[name](data)
    except Error as error:
        story = error.diagnostics()
    assert story


def parsed(parser: Parser, data: bytes, path: str) -> list[Document]:
    """Return the documents in `data`, each looked at as the pipeline would."""
    documents = list(parser.parse(Source.of(path, data), nothing_beside(LIMITS)))
    for document in documents:
        check_json(document.content)
        assert document.resources
        pointers = {*POINTERS, *(resource.pointer for resource in document.resources)}
        assert document.positions.locate(pointers).keys() == pointers
        document.redactor.scrub("a text with a token=hunter2 in it")
    return documents


def check_json(value: JsonValue) -> None:
    """Refuse what JSON cannot say: other keys than strings, NaN, infinities, other types."""
    assert json.loads(json.dumps(value, allow_nan=False)) == value
