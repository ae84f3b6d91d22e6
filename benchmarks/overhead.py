"""What it costs to answer as OPA does, against bare regorus: rewritten policies, builtins of ours.

    .venv/bin/python -m benchmarks.overhead [--documents 1000] [--rounds 5]

Fifty simple policies over manifests, in this process, all rules of a document asked at once. Rounds
of both kinds alternate, and the ratio is that of their fastest rounds, in CPU time: a busy machine
slows both. Also prints how long the policies of the library take to be loaded the first time, and
when their rewritten form is kept. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from typing import TYPE_CHECKING, Any

import regorus  # type: ignore[import-untyped]  # it has no types
import yaml

from benchmarks.manifests import deployment
from govern.engine.embedded.interpreter import Interpreter
from govern.engine.embedded.rewrite.module import prepare
from govern.engine.embedded.rewrite.prepared import Source
from govern.engine.embedded.shelf import Shelf
from govern.engine.factory import open_engine
from govern.policies.assembly import PolicySettings, assemble

if TYPE_CHECKING:
    from collections.abc import Callable

_POLICIES = 50
_RULES = (
    """deny contains sprintf("%s has no label owner-{n}", [input.document.metadata.name]) if {{
	not input.document.metadata.labels["owner-{n}"]
}}""",
    """deny contains {{"msg": msg, "path": ["spec", "containers", i]}} if {{
	some i, container in input.document.spec.template.spec.containers
	not startswith(container.image, "registry-{n}.example.com/")
	msg := sprintf("container %q pulls %q", [container.name, container.image])
}}""",
    """deny contains msg if {{
	some container in input.document.spec.template.spec.containers
	not container.securityContext.readOnlyRootFilesystem
	msg := sprintf("container %s writes to its file system ({n})", [container.name])
}}""",
    """deny contains msg if {{
	input.document.spec.replicas < {n}
	msg := sprintf("%d replicas, fewer than {n}", [input.document.spec.replicas])
}}""",
    """deny contains "latest ({n})" if {{
	some container in input.document.spec.template.spec.containers
	regex.match(`:latest$`, container.image)
}}""",
)


def sources() -> list[Source]:
    """Return the policies, ten of each kind."""
    return [
        Source(f"p{n}.rego", f"package p{n}\n\n{_RULES[n % len(_RULES)].format(n=n)}\n", 1)
        for n in range(_POLICIES)
    ]


def plain(modules: list[Source], rules: list[str]) -> Callable[[str], Any]:
    """Return a function that asks bare regorus."""
    engine = regorus.Engine()
    for module in modules:
        engine.add_policy(module.path, module.text)
    query = f"[{','.join(rules)}]"

    def ask(text: str) -> Any:
        engine.set_input_json(text)
        return json.loads(engine.eval_query_as_json(query))["result"]

    return ask


def full(modules: list[Source], rules: list[str]) -> Callable[[str], Any]:
    """Return a function that asks as the workers do."""
    prepared, refused = prepare(modules, Interpreter().parse)
    assert not refused  # noqa: S101 - they are ours
    shelf = Shelf(modules, prepared.texts, "{}", prepared.careful)

    def ask(text: str) -> Any:
        interpreter = shelf.for_rules(rules)
        interpreter.read(text)
        return interpreter.ask_together(rules)

    return ask


def seconds(ask: Callable[[str], Any], documents: list[str]) -> float:
    """Return the CPU seconds of one round."""
    start = time.process_time()
    for text in documents:
        ask(text)
    return time.process_time() - start


def start_up() -> tuple[float, float]:
    """Return the seconds until the library is loaded: rewritten, and as it was kept."""
    policies = assemble(PolicySettings())
    times = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        for _ in range(2):
            start = time.perf_counter()
            open_engine(policies).close()
            times.append(time.perf_counter() - start)
    return times[0], times[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    modules = sources()
    rules = [f"data.p{n}.deny" for n in range(_POLICIES)]
    documents = [
        json.dumps({"document": yaml.safe_load(deployment(index))})
        for index in range(given.documents)
    ]
    asks = plain(modules, rules), full(modules, rules)
    for ask in asks:
        ask(documents[0])
    rounds = [[seconds(ask, documents) for ask in asks] for _ in range(given.rounds)]
    bare, ours = (min(times) for times in zip(*rounds, strict=True))
    first, second = start_up()
    print(f"{_POLICIES} policies, {given.documents} documents, {given.rounds} rounds")
    print(
        f"  bare regorus {bare:.2f} s CPU   as OPA answers {ours:.2f} s   {ours / bare:.2f} times"
    )
    print(f"library loaded: {first:.2f} s the first time, {second:.2f} s from then on")


if __name__ == "__main__":
    main()
