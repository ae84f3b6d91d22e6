"""The only module that touches regorus; its words and quirks stop here.

regorus runs in a worker process, never in the process that the user started. Only the `_as_json`
calls are used: the native ones recurse without bound on hostile input and confuse undefined with
null.
"""

from __future__ import annotations

import json
import os
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import orjson

from govern.engine.embedded.builtins import answers, mirror, mirror_module, overlay
from govern.policies.rego_text import blanked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govern.model import JsonValue

# Modules of govern's own, by their package, and what they need in turn.
_OWN = {overlay.PACKAGE: lambda: overlay.MODULE, mirror.MIRROR: mirror_module}
_OWN_NEEDS = {mirror.MIRROR: (overlay.PACKAGE,)}
# Characters beyond the first 65,536, which regorus counts as two; plain or as a JSON escape.
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]|\\u[dD][89abAB]")
# `data` as a whole, or with a key that is computed.
_ALL_DATA = re.compile(r"(?<![\w.])data(?!\w|\.[A-Za-z_])")
_LISTS = "govern_lists__"  # the package of rules that list the values of others
_MOST_LISTS = 32
_UNDEFINED = '"<undefined>"'
_PLACE = re.compile(r"--> (.+?):(\d+):(\d+)")
_MESSAGE = re.compile(r"^error: (.*)", re.MULTILINE)
# The fast way cannot tell; the careful one can.
_UNSURE = re.compile(r"\bAmbiguous: |TypeError: unhashable")
_ANSWERED = re.compile(
    r"^.*?raises Python error: (?:BuiltinError: )?|^(?:BuiltinError|Ambiguous): "
)
# What regorus says when a value cannot be handed to a function of ours.
_LIMITS = {
    "not an i64": "a number is wider than 64 bits; run this with --engine opa",
    "TypeError": "a set of arrays or objects cannot be given to this builtin here; "
    "run this with --engine opa",
}
_DISTRIBUTION = re.compile(r"gordon_to_regorus-(.+)\.dist-info")
# The defaults (1024 columns, 20,000 lines) refuse real policies.
_LENGTHS = {"max_col": 1_000_000, "max_file_bytes": 1 << 25, "max_lines": 500_000}


class Fault(Exception):  # noqa: N818 - crosses a process boundary as data
    """The interpreter cannot say; `path` and `line` are in the policy, where known.

    Attributes:
        panicked: The interpreter broke an invariant of its own and must not be used again.
        unsure: There may be an answer, but it is to be found the careful way.
    """

    def __init__(
        self,
        message: str,
        path: str | None = None,
        line: int | None = None,
        *,
        panicked: bool = False,
        unsure: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.panicked = panicked
        self.unsure = unsure


class Interpreter:
    """One loaded interpreter. Every method raises Fault when there is no answer.

    Args:
        careful: Makes the interpreter that is asked where this one would be wrong or cannot tell.
    """

    def __init__(self, careful: Callable[[], Interpreter] | None = None) -> None:
        # With it set, the first error costs half a second of symbol lookup.
        os.environ.pop("RUST_BACKTRACE", None)
        import regorus  # type: ignore[import-untyped]  # noqa: PLC0415 - untyped; only workers load it

        self._regorus: Any = regorus
        self._engine = _new_engine(self._regorus)
        self._pristine: Any = None
        self._input: str | None = None
        self._needed: set[str] = set()  # modules of govern's own that are needed
        self._make_careful = careful
        self._careful: Interpreter | None = None
        self._careful_input: str | None = None
        self._loaded: set[str] = set()
        self._always_careful = self._is_careful = self._measured = False
        self._reads_all_data = False
        self._lists: dict[tuple[str, ...], str] = {}  # rules → the rule that lists their values

    def parse(self, path: str, text: str, version: int) -> dict[str, Any]:
        """Return the syntax tree of a module, without loading it."""
        scratch = _new_engine(self._regorus)
        scratch.set_rego_v0(version == 0)
        self._call(scratch.add_policy, path, text, path=path)
        tree: dict[str, Any] = orjson.loads(self._call(scratch.get_ast_as_json))[0]["ast"]
        return tree

    def add_module(self, path: str, text: str, version: int) -> None:
        """Parse a module of Rego `version` 0 or 1; `path` is its name in messages."""
        self._needed |= {name for name in _OWN if f"data.{name}." in text}
        self._always_careful = self._always_careful or _has_astral(text)
        self._reads_all_data = self._reads_all_data or _reads_all_data(text)
        self._engine.set_rego_v0(version == 0)
        self._call(self._engine.add_policy, path, text, path=path)

    def add_data(self, data_json: str) -> None:
        """Take `data`, and finish loading: what is wrong with the whole is found here."""
        self._engine.set_rego_v0(False)
        self._add_own(self._needed)
        self._always_careful = self._always_careful or _has_astral(data_json)
        self._call(self._engine.add_data_json, data_json)
        self._call(self._engine.eval_query_as_json, "true")  # makes it analyse every module
        self._pristine = self._engine.clone()

    def read(self, input_json: str) -> None:
        """Take the input for what is asked next."""
        self._input = None
        self._call(self._engine.set_input_json, input_json)
        self._input = input_json
        self._is_careful = self._always_careful or _has_astral(input_json)

    def read_nothing(self) -> None:
        """Leave `input` undefined for what is asked next."""
        self._input = None
        self._is_careful = self._always_careful
        self._start_afresh()
        if self._careful is not None:
            self._careful.read_nothing()
            self._careful_input = None

    def ask(self, rule: str) -> str | None:
        """Return a rule's value as JSON text; None when it is undefined."""
        careful = self._careful_one() if self._is_careful else None
        if careful:
            return careful.ask(rule)
        try:
            return self._ask(rule)
        except Fault as fault:
            careful = self._careful_one() if fault.unsure else None
            if careful is None:
                raise
            return careful.ask(rule)

    def _ask(self, rule: str) -> str | None:
        try:
            text: str = self._call(self._engine.eval_rule_as_json, rule)
        except Fault as fault:
            if fault.message != "not a valid rule path":
                raise
            return self._ask_by_query(rule)
        if text == _UNDEFINED:  # or a rule whose value is this very text
            return self._ask_by_query(rule)
        return text

    def _careful_one(self) -> Interpreter | None:
        """Return the careful interpreter, with the same input; None when this one is it."""
        if self._make_careful is None:
            return None
        if self._careful is None:
            self._careful = self._make_careful()
            if self._measured:
                self._careful.measure_coverage()
        if self._careful_input is not self._input and self._input is not None:
            self._careful.read(self._input)
            self._careful_input = self._input
        return self._careful

    def ask_together(self, rules: Sequence[str], alone: frozenset[str] = frozenset()) -> str:
        """Return the values of many rules; what they share is then worked out only once.

        They are a JSON array that holds, for each rule, an array with its value if it has any.
        The interpreter forgets between two calls of `ask` what the first one worked out.

        Args:
            rules: Their paths.
            alone: Those that share nothing with others; asked one by one they cost a third.
        """
        careful = self._careful_one() if self._is_careful else None
        if careful:
            return careful.ask_together(rules, alone)
        sharing = tuple(rule for rule in rules if rule not in alone)
        if len(sharing) == len(rules):
            return self._values_of(sharing)
        shared: dict[str, JsonValue] = {}
        if len(sharing) > 1:
            shared = dict(zip(sharing, json.loads(self._values_of(sharing)), strict=True))
        each = (
            json.dumps(shared[rule]) if rule in shared else f"[{self.ask(rule) or ''}]"
            for rule in rules
        )
        return f"[{','.join(each)}]"

    def _values_of(self, rules: tuple[str, ...]) -> str:
        path = self._listing(rules)
        if path:
            text: str = self._call(self._engine.eval_rule_as_json, path)
            return text
        return json.dumps(self._results(_values(rules))[0]["expressions"][0]["value"])

    def _listing(self, rules: tuple[str, ...]) -> str | None:
        """Return the path of a rule that lists their values: a query would be parsed each time.

        None where that rule could be noticed: by policies that read all of `data`, or as covered.
        """
        if rules not in self._lists:
            if self._reads_all_data or self._measured or len(self._lists) >= _MOST_LISTS:
                return None
            name = f"values_{len(self._lists)}"
            module = f"package {_LISTS}\n{name} := {_values(rules)}"
            self._call(self._engine.add_policy, f"<{_LISTS}.{name}>", module)
            self._lists[rules] = f"data.{_LISTS}.{name}"
        return self._lists[rules]

    def query(self, text: str, names: Sequence[str] = ()) -> str | None:
        """Return the value of a query as JSON text, as `opa eval` would; None when undefined.

        One result without bindings is its last expression's value; anything else is the list of
        results, each with `expressions` and `bindings`.

        Args:
            text: The query; its last statements bind `govern_<name>__` for each of `names`.
            names: Variables whose values are told as well.
        """
        careful = self._careful_one()
        if careful:
            return careful.query(text, names)
        if self._lists:  # a query may read all of `data`
            self._start_afresh()
        missing = {name for name in _OWN if f"data.{name}." in text} - self._needed
        if missing:
            self._engine = self._engine.clone()
            self._add_own(missing)
        results = self._results(text)
        if not results:
            return None
        told = [_told(result, names) for result in results]
        if len(told) == 1 and not told[0]["bindings"]:
            return json.dumps(told[0]["expressions"][-1])
        return json.dumps(told)

    def measure_coverage(self) -> None:
        """Note from now on which lines are evaluated."""
        self._measured = True
        self._engine.set_enable_coverage(True)

    def coverage(self) -> dict[str, tuple[set[int], set[int]]]:
        """Return, by path, the lines that were evaluated and those that were not."""
        report = json.loads(self._engine.get_coverage_report_as_json())
        found = {
            one["path"]: (set(one["covered"]), set(one["not_covered"])) for one in report["files"]
        }
        for path, (covered, missed) in (self._careful.coverage() if self._careful else {}).items():
            found[path] = (found[path][0] | covered, found[path][1] | missed)
        return {path: (covered, missed - covered) for path, (covered, missed) in found.items()}

    def prints(self) -> list[str]:
        """Return what the policies printed since the last call."""
        found: list[str] = self._engine.take_prints()
        return found

    def _add_own(self, needed: set[str]) -> None:
        for name in sorted({*needed, *(n for one in needed for n in _OWN_NEEDS.get(one, ()))}):
            if name not in self._loaded:
                self._loaded.add(name)
                self._call(self._engine.add_policy, f"<{name}>", _OWN[name]())

    def _start_afresh(self) -> None:
        """Go back to the state after loading; after a panic no other state can be trusted."""
        if self._pristine is not None:
            self._engine = self._pristine.clone()
            self._lists.clear()
            if self._input is not None:
                self._engine.set_input_json(self._input)

    def _ask_by_query(self, rule: str) -> str | None:
        results = self._results(rule)
        return json.dumps(results[0]["expressions"][0]["value"]) if results else None

    def _results(self, text: str) -> list[dict[str, Any]]:
        answer: dict[str, JsonValue] = json.loads(self._call(self._engine.eval_query_as_json, text))
        results: list[dict[str, Any]] = answer.get("result", [])  # type: ignore[assignment]  # regorus' shape
        return results

    def _call(self, function: Any, *arguments: Any, path: str | None = None) -> Any:
        try:
            return function(*arguments)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except RuntimeError as error:
            raise _fault_of(str(error), path) from None
        except BaseException as error:  # noqa: BLE001 - a Rust panic is a BaseException of no public type
            self._start_afresh()
            raise Fault(f"the interpreter panicked: {error}", path, panicked=True) from None


def _values(rules: Sequence[str]) -> str:
    """Return Rego for an array that holds, for each rule, an array with its value if it has any."""
    return f"[{','.join(f'[govern_value | govern_value := {rule}]' for rule in rules)}]"


def _reads_all_data(text: str) -> bool:
    """Return whether code, not a text or a comment, names `data` as a whole."""
    return _ALL_DATA.search(text) is not None and _ALL_DATA.search(blanked(text)) is not None


def _has_astral(text: str) -> bool:
    if text.isascii() and "\\u" not in text:
        return False
    return _ASTRAL.search(text) is not None


def _told(result: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return a result's expressions and bindings, as they are without what was added."""
    expressions = [one["value"] for one in result["expressions"]]
    bindings = dict(result.get("bindings", {}))
    for name in names:
        bindings[name] = bindings.pop(f"govern_{name}__")
    return {
        "expressions": expressions[: len(expressions) - len(names)],
        "bindings": dict(sorted(bindings.items())),
    }


def _new_engine(regorus: Any) -> Any:
    engine = regorus.Engine()
    engine.set_gather_prints(True)  # else they go to standard error
    engine.set_policy_length_config(**_LENGTHS)
    for name, arity, function in answers():
        engine.add_extension(name, arity, function)
    return engine


def installed_version() -> str:
    """Return the version of regorus: its wheel has no `__version__`, importlib.metadata is slow."""
    spec = find_spec("regorus")
    if spec is None or spec.origin is None:
        return "unknown"
    site = os.path.dirname(os.path.dirname(spec.origin))  # noqa: PTH120 - pathlib is not loaded here
    for name in os.listdir(site):  # noqa: PTH208 - as above
        found = _DISTRIBUTION.fullmatch(name)
        if found:
            return found[1]
    return "unknown"


def _fault_of(text: str, path: str | None) -> Fault:
    """Read regorus' message: `--> file:line:column`, a quote of the source, `error: reason`."""
    place = _PLACE.search(text)
    message = _MESSAGE.search(text)
    reason = message[1] if message else text.strip().splitlines()[-1] if text.strip() else text
    unsure = _UNSURE.search(reason) is not None
    reason = _ANSWERED.sub("", reason)
    reason = _LIMITS.get(reason.partition(": unhashable")[0], reason)
    if place:
        return Fault(reason, place[1], int(place[2]), unsure=unsure)
    return Fault(reason, path, unsure=unsure)
