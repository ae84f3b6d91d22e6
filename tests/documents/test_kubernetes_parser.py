from __future__ import annotations

import itertools
import json
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.kubernetes import PARSER
from govern.errors import Error, InputError, LimitExceeded
from govern.model import Document, Kind, Source
from tests.documents.kubectl_oracle import same
from tests.documents.reading import nothing_beside, parse
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"


def read(data: str | bytes, path: str = "f.yaml", limits: Limits | None = None) -> list[Document]:
    return parse(PARSER, data, path, limits)


def refusal(data: str | bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, limits=limits)
    return caught.value


def place(document: Document, pointer: str) -> tuple[int | None, int | None, int | None]:
    location = document.positions.locate([pointer])[pointer]
    assert (location.path, location.pointer) == ("f.yaml", pointer)
    return (location.line, location.column, location.end_column)


def test_each_object_of_a_stream_is_a_document() -> None:
    first, second = read(f"# c\n{HEAD % 'a'}---\n---\n{HEAD % 'b'}data: {{x: y}}\n")
    assert (first.kind, first.format, first.index, second.index) == (Kind.KUBERNETES, "yaml", 0, 1)
    assert second.content == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "b"},
        "data": {"x": True},
    }
    assert place(first, "/metadata/name") == (4, 18, 19)
    assert place(second, "/data/x") == (10, 11, 12)


@pytest.mark.parametrize(
    ("metadata", "name", "namespace", "address", "title"),
    [
        ("{name: a}", "a", "", "apps/v1/Deployment/a", "Deployment/a"),
        ("{name: a, namespace: p}", "a", "p", "apps/v1/Deployment/p/a", "Deployment/p/a"),
        (
            "{generateName: a-}",
            "a-(generated)",
            "",
            "apps/v1/Deployment/a-(generated)",
            "Deployment/a-(generated)",
        ),
        ("{}", "(unnamed)", "", "apps/v1/Deployment/(unnamed)", "Deployment/(unnamed)"),
        ("", "(unnamed)", "", "apps/v1/Deployment/(unnamed)", "Deployment/(unnamed)"),
        ("{name: 5}", "5", "", "apps/v1/Deployment/5", "Deployment/5"),
        ("{name: [x]}", "(unnamed)", "", "apps/v1/Deployment/(unnamed)", "Deployment/(unnamed)"),
    ],
)
def test_an_object_is_named(
    metadata: str, name: str, namespace: str, address: str, title: str
) -> None:
    (document,) = read(f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {metadata}\n")
    resource = document.resource
    assert (resource.kind, resource.api_version) == ("Deployment", "apps/v1")
    assert (resource.name, resource.namespace, resource.address) == (name, namespace, address)
    assert (document.name, resource.pointer) == (title, "")


YAML_LIST = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  metadata: {name: a}
  data:
    k: eA==
# between
-   {apiVersion: v1, kind: Pod, metadata: {name: b},
     spec: {x: 1}}
- apiVersion: v1
  kind: List
  items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: c
---
apiVersion: apps/v1
kind: DeploymentList
items: [{metadata: {name: d}}, {kind: Other, apiVersion: v1, metadata: {name: e}}]
"""


def test_lists_are_flattened_and_every_item_has_its_own_place() -> None:
    documents = read(YAML_LIST)
    assert [document.resource.address for document in documents] == [
        "v1/Secret/a",
        "v1/Pod/b",
        "v1/Service/c",
        "apps/v1/Deployment/d",  # kind and version of the list, as kubectl has it
        "v1/Other/e",
    ]
    secret, pod, service, deployment, other = documents
    assert [document.index for document in documents] == [0, 1, 2, 3, 4]
    assert place(secret, "/data/k") == (8, 8, 12)
    assert place(secret, "") == (4, 3, 17)
    assert place(secret, "/absent") == (4, 3, 17)
    assert place(pod, "/metadata/name") == (10, 50, 51)
    assert place(pod, "/spec/x") == (11, 16, 17)
    assert place(service, "/metadata/name") == (18, 13, 14)
    assert place(deployment, "/metadata/name") == (22, 27, 28)
    assert place(other, "/metadata/name") == (22, 79, 80)


def test_items_tied_by_aliases_have_their_places_too() -> None:
    first, second = read(
        "apiVersion: v1\nkind: List\nitems:\n"
        "- &a {apiVersion: v1, kind: Pod, metadata: {name: x}}\n- <<: *a\n  spec: {z: 1}\n"
    )
    assert place(first, "/metadata/name") == (4, 51, 52)
    assert place(second, "/metadata/name") == (4, 51, 52)
    assert place(second, "/spec/z") == (6, 13, 14)


def test_whatever_has_items_is_a_list_to_kubectl() -> None:
    (document,) = read(f"{HEAD % 'a'}items: [{{apiVersion: v1, kind: Pod}}]")
    assert document.resource.kind == "Pod"
    assert read(f"{HEAD % 'a'}items: []") == []
    assert read(f"{HEAD % 'a'}items: ~")[0].resource.kind == "ConfigMap"


def obj(name: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, **more}


@pytest.mark.parametrize("indent", [None, 2])
def test_json_lists(indent: int | None) -> None:
    text = json.dumps(
        {"kind": "List", "apiVersion": "v1", "items": [obj("a"), obj("é", spec={"x": [1]})]},
        indent=indent,
        ensure_ascii=False,
    )
    documents = read(text)
    assert [document.resource.name for document in documents] == ["a", "é"]
    assert {document.format for document in documents} == {"json"}
    for document in documents:
        location = document.positions.locate(["/metadata/name"])["/metadata/name"]
        line = text.split("\n")[location.line - 1]  # type: ignore[operator]  # known
        shown = line[location.column - 1 : location.end_column - 1]  # type: ignore[operator]  # known
        assert json.loads(shown) == document.resource.name


def test_a_stream_of_json_objects() -> None:
    text = f"{json.dumps(obj('a'))}{json.dumps(obj('b'))}\n\n {json.dumps(obj('c'), indent=1)}"
    first, second, third = read(text)
    size = len(json.dumps(obj("a")))
    column = text.index('"Pod"') + 1
    assert place(first, "/kind") == (1, column, column + 5)
    assert place(second, "/kind") == (1, size + column, size + column + 5)
    assert place(third, "/kind") == (5, 10, 15)


def test_objects_before_a_fault_are_given() -> None:
    stream = PARSER.parse(Source.of("f", (HEAD % "a" + "---\na: [").encode()), nothing_beside())
    assert next(stream).resource.name == "a"
    with pytest.raises(InputError):
        next(stream)
    text = json.dumps(obj("a")) + '\n{"apiVersion": '
    stream = PARSER.parse(Source.of("f", text.encode()), nothing_beside())
    assert next(stream).resource.name == "a"
    with pytest.raises(InputError) as caught:
        next(stream)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD % "a" + "---\nkind: Pod\n", 5, "no apiVersion"),
        ("apiVersion: v1\nmetadata: {}\n", 1, "no kind"),
        ("apiVersion: 1\nkind: Pod\n", 1, "no apiVersion"),
        ("apiVersion: v1\nkind: ''\n", 1, "no kind"),
        (HEAD % "a" + "---\n- x\n", 4, "document 2 is not a Kubernetes object"),
        ("--- \n'text'\n", 1, "document 1 is not a Kubernetes object"),
        ("apiVersion: v1\nkind: Pod\nmetadata: [x]\n", 3, "metadata is no mapping"),
        ("apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  apiVersion: v1\n- x\n", 6, "item 1"),
        ("apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n", 4, "no apiVersion"),
        ('{"apiVersion": "v1", "kind": "Pod", "kind": "Pod"}', 1, "twice"),
        (HEAD % "a" + "data: {a: 1, a: 2}\n", 4, "twice"),
        ('{"a": 1', 1, "not valid JSON"),
    ],
)
def test_what_is_no_object_is_refused_by_its_place(text: str, line: int, says: str) -> None:
    error = refusal(text)
    assert says in error.message
    assert (error.path, error.line) == ("f.yaml", line)


def test_lists_in_lists_are_bounded() -> None:
    text = "{apiVersion: v1, kind: List, items: [" * 9 + "]}" * 9
    assert isinstance(refusal("# c\n" + text), LimitExceeded)


def test_the_number_of_documents_is_bounded() -> None:
    assert isinstance(refusal("---\n" + HEAD % "a" * 1, Limits(max_documents=0)), LimitExceeded)


def test_the_number_of_values_is_bounded() -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [obj("a")] * 100})
    assert len(read(text, limits=Limits(max_nodes=1_000))) == 100
    error = refusal(text, Limits(max_nodes=200))
    assert isinstance(error, LimitExceeded)
    assert isinstance(refusal("# YAML\n" + text, Limits(max_nodes=200)), LimitExceeded)
    # Commas and braces inside of texts are no values.
    noise = json.dumps({**obj("a"), "data": {"k": ",{[" * 1_000}})
    assert len(read(noise, limits=Limits(max_nodes=1_000))) == 1


def test_a_long_stream_of_json_takes_no_square_time() -> None:
    text = "\n".join(json.dumps(obj(f"p{i}", data={"k": "v" * 200})) for i in range(20_000))
    started = time.process_time()
    assert len(read(text)) == 20_000
    assert time.process_time() - started < 10


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_that_kubectl_takes(encoding: str) -> None:
    (document,) = read((HEAD % "é").encode(encoding))
    assert document.resource.name == "é"


def test_a_nul_character_is_refused() -> None:
    assert refusal(HEAD % "a" + "data: {k: '\0'}").line == 4


# Acceptance: a stream is never held whole, and an item of a long List is found without a pass
# over all of them.
def test_documents_of_a_long_stream_are_not_kept() -> None:
    one = HEAD % "a" + "data:\n" + "".join(f"  k{i}: value {i}\n" for i in range(300))
    source = Source.of("f", ("---\n" + one).encode() * 300)
    tracemalloc.start()
    count = sum(1 for _ in PARSER.parse(source, nothing_beside()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 2.5 * len(source.data)  # the decoded text, and a document or two


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("odd", ["", "\u2028"])
def test_finding_each_of_many_items_takes_no_square_time(form: str, odd: str) -> None:
    items = [
        obj(f"p{i}", spec={"containers": [{"name": "c", "image": "x:y"}]}) for i in range(1500)
    ]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=1)
    documents = read(text if form == "json" else "# YAML\n" + text)
    started = time.process_time()
    for document in documents:
        document.positions.locate(["/spec/containers/0/image"])
    assert time.process_time() - started < 5


@pytest.mark.corpus
@pytest.mark.parametrize("path", corpus_params("kubernetes/large/*.yaml", "kubernetes/kserve/**/*"))
def test_published_manifests(path: Path) -> None:
    if path.suffix not in {".yaml", ".yml"} or path.name == "kustomization.yaml":
        return
    try:
        documents = read(path.read_bytes(), path.as_posix())
    except InputError as refused:
        # Four of the samples have a `{user}` in them that somebody is to fill in.
        broken = (refused.message, path.parent.name)
        assert broken in itertools.product(
            ["not valid YAML"], ["bentoml", "bert-sample", "torchserve"]
        )
        return
    assert documents
    lines = path.read_text(encoding="utf-8").split("\n")
    for document in documents:
        assert document.resource.name != "(unnamed)"
        location = document.positions.locate(["/kind"])["/kind"]
        assert document.resource.kind in lines[location.line - 1]  # type: ignore[operator]  # known


@given(st.text("{}[]:,\"' \n-apiVersonkd&*|#1", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        documents = read(text + "\n" + HEAD % "a")
    except Error:
        return
    for document in documents:
        assert document.resource.kind
        document.positions.locate([""])


@given(st.permutations(range(4)), st.booleans())
def test_a_list_says_what_its_items_say_in_a_stream(order: list[int], flow: bool) -> None:
    bodies: list[dict[str, Any]] = [
        {"data": {"a": "b"}},
        {"spec": {"containers": [{"image": "x"}]}},
        {"items": None},
        {"metadata": {"name": "z", "labels": {}}},
    ]
    objects = [{**obj(f"o{i}"), **bodies[i]} for i in order]
    stream = "\n---\n".join(json.dumps(value) for value in objects)
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    alone = [document.content for document in read("# c\n" + stream)]
    together = [document.content for document in read(listed if flow else "# c\n" + listed)]
    assert len(alone) == len(together)
    assert all(itertools.starmap(same, zip(alone, together, strict=True)))
