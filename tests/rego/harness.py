"""Samples of rules: found by name, read by the real parsers, judged by the real engine."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.documents.change import change_of
from govern.documents.document_set import document_set
from govern.documents.intake import Intake, Unreadable
from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml
from govern.engine.factory import open_engine
from govern.engine.interface import Question, Undefined, Value
from govern.engine.settings import EngineSettings
from govern.model import Kind
from govern.policies.inputs import RunContext, input_of
from govern.policies.loader import load
from tests import surroundings

if TYPE_CHECKING:
    from govern.engine.interface import Answer
    from govern.model import Document, JsonObject, Rule
    from govern.policies.policy_set import PolicySet

LIBRARY = surroundings.ROOT / "policies" / "rego"
AT = datetime(2026, 11, 21, tzinfo=UTC)
VERDICTS = ("allowed", "denied", "undecided", "warned")


@dataclass(frozen=True)
class Sample:
    """One sample: `verdict` is what its name promises, `given` what stands in `.given.json`."""

    rule: Rule
    path: Path
    verdict: str
    given: JsonObject = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.rule.id}/{self.path.name}"


@cache
def library() -> PolicySet:
    return load([str(LIBRARY)])


def samples_of(rule: Rule) -> list[Sample]:
    folder = Path(rule.file).with_suffix("")
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.endswith(".given.json"):
            continue
        beside = path.with_name(f"{path.stem}.given.json")
        given = json.loads(beside.read_text()) if beside.is_file() else {}
        found.append(Sample(rule, path, path.stem.partition("_")[0], given))
    return found


def inputs_of(sample: Sample) -> list[JsonObject]:
    """Return the Rego `input` for each document of a sample, as the host builds it."""
    documents: list[Document] = []
    if sample.rule.match.kind is Kind.CHANGE:
        text = sample.path.read_text()
        content: Any = read_yaml(text, sample.path.name, Limits())
        return [_input(change_of(content), sample)]
    path = sample.path / "README.md" if sample.path.is_dir() else sample.path
    for item in Intake((str(path),), kind=sample.rule.match.kind):
        if isinstance(item, Unreadable):
            raise item.error
        documents.append(item)
    if sample.rule.match.scope == "set":
        documents = [document_set(documents)]
    return [_input(document, sample) for document in documents]


def _input(document: Document, sample: Sample) -> dict[str, Any]:
    facts: Any = sample.given.get("facts", {})
    built: dict[str, Any] = json.loads(input_of(document, RunContext(at=AT), facts=facts))
    built["context"].update(sample.given.get("context", {}))
    built["source"]["path"] = sample.path.name
    if sample.rule.match.scope == "set":
        for entry in built["document"]["documents"]:
            entry["path"] = sample.path.name
    return built


def params_of(sample: Sample) -> dict[str, Any]:
    """Return `data.params` for a sample: what its rule declares, and what the sample gives."""
    params = {group: dict(names) for group, names in sample.rule.parameters.items()}
    given: Any = sample.given.get("params", {})
    for group, names in given.items():
        unknown = set(names) - set(params[group])
        assert not unknown, f"{sample.name} gives unknown parameters: {unknown}"
        params[group].update(names)
    return params


def policies_for(
    rule: Rule, params: dict[str, Any], text: str | None = None, package: str | None = None
) -> PolicySet:
    """Return the library with one rule alone, under these parameters.

    `text` replaces its Rego, or that of the library's `package`.
    """
    whole = library()
    changed = package or rule.package
    modules = tuple(
        replace(module, text=text) if text is not None and module.package == changed else module
        for module in whole.modules
        if module.package == rule.package or module.package.startswith("govern.lib.")
    )
    return replace(whole, rules=(rule,), modules=modules, data={**whole.data, "params": params})


def judge(
    samples: list[Sample], text: str | None = None, package: str | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return, for each sample of one rule, what each verb says of each document.

    `text` and `package` are those of `policies_for`. An engine has its data fixed, so there is one
    engine for each set of parameters.
    """
    by_params: dict[str, list[Sample]] = {}
    for sample in samples:
        by_params.setdefault(json.dumps(params_of(sample), sort_keys=True), []).append(sample)
    found: dict[str, list[dict[str, Any]]] = {}
    for params, group in by_params.items():
        rule = group[0].rule
        policies = policies_for(rule, json.loads(params), text, package)
        with open_engine(policies, EngineSettings(workers=1)) as engine:
            for sample in group:
                questions = [
                    Question(json.dumps(one).encode(), tuple(rule.entrypoints.values()))
                    for one in inputs_of(sample)
                ]
                found[sample.name] = [
                    {
                        verb: _value(sample, answer)
                        for verb, answer in zip(rule.entrypoints, answers, strict=True)
                    }
                    for answers in engine.evaluate(questions)
                ]
    return found


def _value(sample: Sample, answer: Answer) -> Any:
    if isinstance(answer, Undefined):  # a mutant that lost all of its `deny`
        return []
    assert isinstance(answer, Value), f"{sample.name}: {answer}"
    return answer.value


def verdict_of(said: list[dict[str, Any]]) -> str:
    """Return the verdict over all documents of a sample, in one of VERDICTS."""
    for verb, verdict in (("deny", "denied"), ("undecided", "undecided"), ("warn", "warned")):
        if any(one.get(verb) for one in said):
            return verdict
    return "allowed"
