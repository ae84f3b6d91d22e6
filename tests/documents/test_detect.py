from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.detect import parsers_for, why_not
from govern.errors import InputError
from govern.model import Kind, Source
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
PLAN = json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": []})
ML_BOM = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "machine-learning-model", "name": "m"}],
    }
)
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n"
REVIEW = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {}}
TEMPLATE = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n"


def source(data: str | bytes, path: str, *, explicit: bool = False) -> Source:
    return Source.of(path, data.encode() if isinstance(data, str) else data, explicit=explicit)


def kinds(data: str | bytes, path: str = "f.yaml", beside: tuple[str, ...] = ()) -> list[str]:
    return [parser.kind.value for parser in parsers_for(source(data, path), beside)]


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        (POD, "f.yaml", ["kubernetes"]),
        (POD, "f.json", ["kubernetes"]),
        (POD, "<stdin>", ["kubernetes"]),
        (POD, "plan.tf", ["kubernetes"]),
        (json.dumps({"kind": "Pod", "apiVersion": "v1"}), "tfplan.json", ["kubernetes"]),
        (PLAN, "f.json", ["terraform_plan"]),
        (PLAN, "manifest.yaml", ["terraform_plan"]),
        (PLAN.encode("utf-16"), "f.json", ["terraform_plan"]),
        (json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6"}), "f.json", ["sbom"]),
        (json.dumps({"spdxVersion": "SPDX-2.3"}), "f.json", ["sbom"]),
        ('<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "f.xml", ["sbom"]),
        (ML_BOM, "f.json", ["sbom", "model_card"]),
        (
            "---\nlicense: mit\npipeline_tag: text-generation\n---\n# M\n",
            "README.md",
            ["model_card"],
        ),
    ],
)
def test_the_content_decides(data: str | bytes, path: str, expected: list[str]) -> None:
    assert kinds(data, path) == expected


def test_a_kind_that_is_given_is_not_doubted() -> None:
    (parser,) = parsers_for(source("x", "f"), (), Kind.SBOM)
    assert parser.kind is Kind.SBOM


# What kubectl would apply must be seen, however its keys are written.
@pytest.mark.parametrize(
    "text",
    [
        "# c\n{apiVersion: v1, kind: Pod}\n",
        "  apiVersion: v1\n  kind: Pod\n",
        '"api\\x56ersion": v1\nkind: Pod\n',
        "? apiVersion\n: v1\n? kind\n: Pod\n",
        "&a apiVersion: v1\n!!str kind: Pod\n",
        "x: 1\n---\n{apiVersion: v1, kind: Pod}\n",
        "x: &x {apiVersion: v1, kind: Pod}\n---\n<<: {apiVersion: v1, kind: Pod}\n",
        '{"x": 1}\n{"apiVersion": "v1", "kind": "Pod"}\n',
        KUSTOMIZATION + "---\n" + POD,
        json.dumps(REVIEW) + json.dumps({"apiVersion": "v1", "kind": "Pod"}),
        POD + "data: '{{ this }}'\n",
        "model_details: {name: x}\nschema: govern.model/v1\n---\n{apiVersion: v1, kind: Pod}\n",
    ],
)
def test_no_object_hides(text: str) -> None:
    assert kinds(text)[0] == "kubernetes"


# Broken files that kubectl would apply in part, or that are evidently meant as an input.
@pytest.mark.parametrize(
    ("text", "path"),
    [
        (POD + "---\nname: {{ .x }}\n", "f.yaml"),
        (POD + "---\na: [\n", "f.yaml"),
        (POD + "data: {a: 1, a: 2}\n", "f.yaml"),
        ("!!binary a2luZA==: Pod\napiVersion: v1\n", "f.yaml"),
        ("&a kind: Pod\n*b : c\napiVersion: v1", "f.yaml"),
        (PLAN[:-5], "f.json"),
        (ML_BOM[:-5], "f.json"),
    ],
)
def test_a_broken_input_is_handed_to_its_parser_or_refused(text: str, path: str) -> None:
    try:
        found = parsers_for(source(text, path), ())
    except InputError as refused:
        line = refused.line
        assert line is not None
    else:
        assert found


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a: [\n", "f.yaml", 1),
        ("a: b\n c: d\n", "f.yml", 2),
        ('{"format_ver', "plan.json", 1),
        ('{"a": 1,\n "b": }', "f.json", 2),
        ("hello", "f.json", 1),
        ("[" * 100_000, "f.json", 1),
        ("not: \x01", "f.yaml", 1),
        (b"\xff\xfe\xff", "f.json", 1),
        (b"a: \xff", "f.yaml", 1),
    ],
)
def test_what_claims_to_be_json_or_yaml_and_is_neither_is_an_error(
    text: str | bytes, path: str, line: int
) -> None:
    with pytest.raises(InputError) as caught:
        kinds(text, path)
    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        ("", "f.yaml", "empty"),
        (" \n", "f.json", "empty"),
        (b"\x00\x01\x02", "weights.bin", "not a text file"),
        ("name: x\non: {push: ~}\n", "ci.yaml", "YAML, but no Kubernetes manifest"),
        ("Resources: {A: {Type: !Ref x}}\n", "stack.yaml", "YAML, but no Kubernetes manifest"),
        ("extra: [{apiVersion: v1, kind: Pod}]\n", "values.yaml", "YAML, but no Kubernetes"),
        ("# only a comment\n", "f.yaml", "YAML, but no Kubernetes manifest"),
        ('{"compilerOptions": {} // c\n,}', "tsconfig.json", "JSON, but no manifest"),
        ('{"a": 1}\n{"b": 2}\n', "f.json", "JSON, but no manifest"),
        ("<html/>", "f.xml", "XML, but no SBOM"),
        (
            "# Title\n\n```yaml\napiVersion: v1\nkind: Pod\n```\n",
            "doc.md",
            "text, but no model card",
        ),
        (json.dumps(REVIEW), "f.json", "an AdmissionReview"),
        (KUSTOMIZATION, "f.yaml", "a kustomization, not rendered"),
        ("resources: [a.yaml]\n", "kustomization.yaml", "a kustomization, not rendered"),
        ("apiVersion: v2\nname: c\nversion: 1.0.0\n", "Chart.yaml", "the head of a Helm chart"),
        (TEMPLATE, "templates/pod.yaml", "a template, no YAML before it is rendered"),
        ("{{- if .x }}\na: b\n{{- end }}\n", "templates/x.yaml", "a template"),
        (json.dumps({"serial": 1, "lineage": "x"}), "f.json", "this is a Terraform state file"),
    ],
)
def test_why_a_file_is_left_out(data: str | bytes, path: str, reason: str) -> None:
    assert parsers_for(source(data, path), ()) == ()
    assert why_not(source(data, path), ()).startswith(reason)


@pytest.mark.parametrize("piece", ["/*", "/* ", '"', '\\"', ", ", "//", "{{", "{", '"a": '])
def test_no_broken_text_takes_long(piece: str) -> None:
    started = time.process_time()
    for start in ("", "{", "{{"):
        with contextlib.suppress(InputError):
            kinds(start + piece * (1_000_000 // len(piece)), "f.json")
    assert time.process_time() - started < 10


def test_a_binary_plan_is_told_what_to_do() -> None:
    with pytest.raises(InputError, match="binary form"):
        parsers_for(source(b"PK\x03\x04\x14\x00\x08\x00tfplan", "plan.out", explicit=True), ())


def test_a_run_over_manifests_loads_nothing_else() -> None:
    script = (
        "import sys\n"
        "from govern.documents.detect import parsers_for\n"
        "from govern.model import Source\n"
        f"parsers_for(Source.of('f.yaml', {POD.encode()!r}), ())\n"
        "print(*sorted(name for name in sys.modules if name.startswith('govern.documents.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    others = ("terraform_plan", "model_card", "sbom")
    assert "govern.documents.kubernetes" in done.stdout
    assert not [name for name in done.stdout.split() if name.split(".")[2] in others]


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path",
    corpus_params("admission-reviews/*.json", "kubernetes/pss/*/v1.3*/*/*.yaml", "sbom/**/*.json"),
)
def test_published_files(path: Path) -> None:
    found = [parser.kind.value for parser in parsers_for(source(path.read_bytes(), str(path)), ())]
    expected = {
        "admission-reviews": ([],),
        "kubernetes": (["kubernetes"],),
        "sbom": (["sbom"], ["sbom", "model_card"]),
    }
    (folder,) = [name for name in expected if name in path.parts]
    assert found in expected[folder]


@given(
    st.binary(max_size=80), st.sampled_from(["f.yaml", "f.json", "f.md", "f", "f.xml", "MLmodel"])
)
def test_any_bytes_have_parsers_or_a_reason_or_an_error(data: bytes, path: str) -> None:
    try:
        if not parsers_for(source(data, path), ()):
            assert why_not(source(data, path), ())
    except InputError:
        return
