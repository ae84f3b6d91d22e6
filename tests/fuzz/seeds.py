"""What fuzzing starts from: real inputs, and the words that parsers look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.trials import TRIALS
from tests.surroundings import ROOT, corpus_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST = 16 * 1024  # bytes of a seed
_MOST = 60  # seeds of one target that come from the published inputs

_TRICKY = (
    b"",
    b"\xef\xbb\xbf{}",
    b"\xff\xfea\x00",
    b"a: &a [*a]",
    b"a: &a {b: 1}\nc: {<<: *a, d: !!binary aGk=}\n--- # x\n1: 0644\n...\n",
    b"--- |\n x\n---#: y\n%YAML 1.1\n",
    b"{" * 200,
    b'{"apiVersion": "v1", "kind": "List", "items": [{"metadata": {"name": "a"}}]}',
    b'{"apiVersion": "v1", "kind": "Pod"}{"apiVersion": "v1", "kind": "Pod"}',
    b'{"a": 1e999, "b": 123456789012345678901234567890, "\\ud800": "\\u0000"}',
    b"apiVersion: v1\nkind: Secret\ndata: {k: aGk=}\nstringData: {p: hunter2}\n",
    (
        b'{"format_version": "1.2", "planned_values": {}, "resource_changes": [{"address": "a.b", '
        b'"change": {"actions": ["create"], "after": {"x": 1}, "after_unknown": {"y": true}, '
        b'"after_sensitive": {"x": true}}}], "configuration": {}}'
    ),
    (
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": '
        b'"machine-learning-model", "name": "m", "modelCard": {}}]}'
    ),
    b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components/></bom>',
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b'{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": []}',
    b"---\nlicense: mit\npipeline_tag: text-generation\n---\n\n| F1 | a |\n|---|---|\n| x | 1 |\n",
    b'{"model_details": {"name": "m"}, "schema_version": "0.0.2"}',
    b"artifact_path: model\nflavors: {python_function: {loader_module: x}}\nmlflow_version: 2.0\n",
    b"manifestVersion: 1.0.0\npackage: {name: m}\nmodel: {path: m.onnx}\n",
)
_FROM_CORPUS = {
    "yaml": "kubernetes/**/*.y*ml",
    "kubernetes": "kubernetes/**/*.y*ml",
    "json": "terraform-plans/**/*.json",
    "terraform_plan": "terraform-plans/**/*.json",
    "sbom": "sbom/**/*.json",
    "model_card": "model-cards/**/*",
    "detect": "model-cards/**/*",
}
# Targets whose first byte chooses how the rest is read.
_WITH_CHOICE = frozenset({"yaml", "model_card", "detect", "admission"})

WORDS = (
    *(b"apiVersion", b"kind", b"metadata", b"items", b"spec", b"null", b"true", b"\xef\xbb\xbf"),
    *(
        b"---\n",
        b"...\n",
        b"<<: ",
        b"&a ",
        b"*a",
        b"!!binary ",
        b"!!float ",
        b"|\n ",
        b"? ",
        b"\xe2\x80\xa8",
    ),
    *(b'"uid":"', b'"oldObject":', b'"operation":"DELETE"', b'"subResource":', b'"CONNECT"'),
    *(b'":{"', b'":[', b"\\ud800", b"1e999", b"resource_changes", b"after_unknown", b"bomFormat"),
    *(b"after_sensitive", b"components", b"modelCard", b"specVersion", b"spdxVersion", b"packages"),
    *(
        b"model_details",
        b"model-index",
        b"| a | b |\n|---|---|\n",
        b"[0.1, 0.2]",
        b"<bom xmlns=",
        b"]]>",
    ),
)


def seeds(target: str) -> Iterator[bytes]:
    """Yield the seeds of a target, the same on each machine apart from the published inputs."""
    for data in (*_TRICKY, *_read(sorted((ROOT / "examples").rglob("*")))):
        yield b"\0" + data if target in _WITH_CHOICE else data
    if target == "admission":
        yield from (b"\0" + trial for trial in TRIALS)
    corpus = corpus_root()
    if corpus is None or target not in _FROM_CORPUS:
        return
    for index, data in enumerate(_read(sorted(corpus.glob(_FROM_CORPUS[target])))):
        if index == _MOST:
            break
        yield bytes([index % 11]) + data if target in _WITH_CHOICE else data


def _read(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        if path.is_file() and path.stat().st_size <= _LARGEST:
            yield path.read_bytes()
