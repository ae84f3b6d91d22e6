"""Writes the Rego test beside each rule from its samples, so that any OPA can run them.

`pytest tests/rego --update-golden` writes them anew: what a rule says of its samples then shows
in the diff. `opa test` and `govern policy test` run them without Python.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.documents.model_card.shape import SHAPE, empty_object
from tests.rego.harness import Sample, inputs_of, judge, params_of, samples_of

if TYPE_CHECKING:
    from govern.model import Rule

_WIDTH = 88
_HEADER = """\
# Written from the samples in {folder}/ by `pytest tests/rego --update-golden`.
package {package}_test

{imports}
"""
NOW_NS = 1795219200000000000  # what lib/testing_test.rego takes for now


def path_of(rule: Rule) -> Path:
    return Path(rule.file).with_name(Path(rule.file).stem + "_test.rego")


def render(rule: Rule) -> str:
    """Return the text of a rule's test, laid out as `opa fmt` lays it out."""
    samples = samples_of(rule)
    said = judge(samples)
    imports = "\n".join(sorted([f"import data.{rule.package}", "import data.govern.lib.testing"]))
    parts = [_HEADER.format(folder=Path(rule.file).stem, package=rule.package, imports=imports)]
    if rule.parameters:
        parts.append(f"_params := {literal(dict(rule.parameters))}\n")
    for sample in samples:
        inputs = inputs_of(sample)
        for number, (given, answers) in enumerate(zip(inputs, said[sample.name], strict=True)):
            suffix = f"_{number + 1}" if len(inputs) > 1 else ""
            parts.append(_case(sample, suffix, given, answers))
    return "\n".join(parts)


def _case(sample: Sample, suffix: str, given: Any, answers: dict[str, Any]) -> str:
    name = sample.path.name.replace(".", "_").removesuffix("_yaml").removesuffix("_json") + suffix
    alias = sample.rule.package.rpartition(".")[2]
    lines = _input(sample, given, name)
    params = _params(sample)
    if params not in {"", "_params"}:
        lines.append(f"_params_of_{name} := {params}\n")
        params = f"_params_of_{name}"
    for verb, value in answers.items():
        lines += [
            f"test_{name}_{verb} if {{",
            f"\tfound := {alias}.{verb} with input as _{name}",
            *([f"\t\twith data.params as {params}"] if params else []),
            f"\tfound == {_set(value)}",
            "}\n",
        ]
    return "\n".join(lines)


def _params(sample: Sample) -> str:
    if not sample.rule.parameters:
        return ""
    params = params_of(sample)
    return "_params" if params == sample.rule.parameters else literal(params)


def _set(value: list[Any]) -> str:
    if not value:
        return "set()"
    items = (literal(one).replace("\n", "\n\t\t") for one in value)
    return "{\n" + "".join(f"\t\t{item},\n" for item in items) + "\t}"


def _indented(text: str) -> str:
    return "\t" + text.replace("\n", "\n\t")


def _input(sample: Sample, given: Any, name: str) -> list[str]:
    rest = {key: given[key] for key in ("facts", "request") if given[key]}
    context = {key: value for key, value in given["context"].items() if value is not None}
    if context.get("now_ns") == NOW_NS:
        del context["now_ns"]
    if context:
        rest["context"] = context
    build = {"model_card": "card", "sbom": "bom"}.get(given["kind"], given["kind"])
    document = {"model_card": _card, "sbom": _bom}.get(given["kind"], lambda _, one: one)
    beside = f"_rest_of_{name}" if rest else "{}"
    return [
        f"_document_of_{name} := {literal(document(sample, given['document']))}\n",
        *([f"_rest_of_{name} := {literal(rest)}\n"] if rest else []),
        f"_{name} := testing.{build}(_document_of_{name}, {beside})\n",
    ]


def _card(sample: Sample, document: Any) -> Any:
    """Return what a card says beyond the empty one; `testing.card` knows the empty one."""
    empty = {**empty_object(SHAPE), "sections": {}, "provenance": {}}
    said = {key: _beyond(document[key], empty[key]) for key in empty if document[key] != empty[key]}
    said["source"] = {"diagnostics": document["source"]["diagnostics"]}
    if "min_confidence" not in sample.rule.parameters.get("model_card", {}):
        said.pop("provenance", None)
    return said


def _beyond(value: Any, empty: Any) -> Any:
    if isinstance(value, dict) and isinstance(empty, dict) and empty:
        return {
            key: _beyond(one, empty.get(key)) for key, one in value.items() if one != empty.get(key)
        }
    return value


def _bom(_sample: Sample, document: Any) -> Any:
    """Return what a BOM says: keys without a value are filled in by `testing.bom`."""
    keys = ("metadata", "components", "dependencies", "vulnerabilities")
    return {key: _said(document[key]) for key in keys if _said(document[key])}


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items() if one not in (None, [], {})}
    return [_said(one) for one in value] if isinstance(value, list) else value


def literal(value: Any) -> str:
    """Return a value in Rego as `opa fmt` leaves it: on one line where it is short."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) <= _WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {literal(one)}" for key, one in value.items()]
        opening, closing = "{", "}"
    else:
        items = [literal(one) for one in value]
        opening, closing = "[", "]"
    body = "".join(f"{_indented(item)},\n" for item in items)
    return f"{opening}\n{body}{closing}"
