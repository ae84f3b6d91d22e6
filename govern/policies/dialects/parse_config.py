"""Conftest's own builtins, `parse_config…`, worked out while policies are read.

No engine has them. What they are asked is nearly always written down as text in the policy, so
their answers become data of the PolicySet: part of its revision, the same on every machine, and
no file is opened while something is decided.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import orjson

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.yaml_reader import read_yaml, split_stream
from govern.errors import InputError, PolicyError
from govern.policies.files import read_text
from govern.policies.rego_lexer import QUIET, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govern.model import JsonValue, Module
    from govern.policies.dialects.found import Placed
    from govern.policies.rego_lexer import Token

_ROOT = "govern_parsed"
_NAMES = frozenset({"parse_config", "parse_config_file", "parse_combined_config_files"})
_BUILTINS = {"json": "json.unmarshal", "yaml": "yaml.unmarshal", "yml": "yaml.unmarshal"}


def written_out(module: Module) -> tuple[str, list[Placed]]:
    """Return a module's text with these calls replaced, and the data that it then refers to.

    Raises:
        PolicyError: an argument is not written down, a file cannot be read, or its format is none
            of JSON, YAML and TOML.
    """
    if not any(name in module.text for name in _NAMES):
        return module.text, []
    found = tokens(module.text, module.path)
    data: list[Placed] = []
    index = 0
    while index < len(found):
        if found[index].text in _NAMES and found[index].kind == "word" and _is_call(found, index):
            call = _Call(module, found, index)
            end, text, values = call.replaced()
            data += values
            found[index:end] = [replace(found[index], text=text)]
        index += 1
    return "".join(token.text for token in found), data


def _is_call(found: Sequence[Token], index: int) -> bool:
    before = found[index - 1].text if index else ""
    return before != "." and index + 1 < len(found) and found[index + 1].text == "("


class _Call:
    """One call: its tokens, from its name to its closing parenthesis."""

    def __init__(self, module: Module, found: Sequence[Token], start: int) -> None:
        self._module = module
        self._found = found
        self._start = start
        depth = 0
        for index in range(start + 1, len(found)):
            depth += {"(": 1, ")": -1}.get(found[index].text, 0)
            if depth == 0:
                self._end = index + 1
                break
        else:
            self._fail("the call does not end")
        inside = found[start + 2 : self._end - 1]
        self._words = [one for one in inside if one.kind not in QUIET]

    def replaced(self) -> tuple[int, str, list[Placed]]:
        """Return where the call ends, the Rego in its place, and the data for it."""
        name = self._found[self._start].text
        if name == "parse_config":
            return self._parse_config()
        if name == "parse_config_file":
            if len(self._words) != 1 or self._words[0].kind != "string":
                self._fail("its argument must be a path, written down as text")
            return self._from_files([self._words[0]], lambda values: values[0])
        marks = [one.text for one in self._words if one.kind != "string"]
        paths = [one for one in self._words if one.kind == "string"]
        if marks[:1] != ["["] or marks[-1:] != ["]"] or set(marks[1:-1]) - {","} or not paths:
            self._fail("its argument must be a list of paths, written down as texts")
        return self._from_files(paths, lambda values: _combined(paths, values))

    def _parse_config(self) -> tuple[int, str, list[Placed]]:
        words = self._words
        if len(words) < 3 or words[0].kind != "string" or words[1].text != ",":
            self._fail("its first argument must be the name of a parser, written down as text")
        parser = _content(words[0])
        if len(words) == 3 and words[2].kind == "string":
            value = self._parsed(parser, _content(words[2]), self._module.path)
            key = _content(words[2])
            place: Placed = (value, (_ROOT, "text", parser, key), self._module.path)
            # The text stays as it is written, so that no line moves.
            return self._end, f'data.{_ROOT}.text["{parser}"][{words[2].text}]', [place]
        if parser not in _BUILTINS:
            self._fail(f"the parser {parser!r} reads only text that is written down in the policy")
        rest = "".join(one.text for one in self._found[self._start + 2 : self._end])
        after = rest[rest.index(",") + 1 :]
        return self._end, f"{_BUILTINS[parser]}({after}", []

    def _from_files(
        self, paths: Sequence[Token], joined: Callable[[list[JsonValue]], JsonValue]
    ) -> tuple[int, str, list[Placed]]:
        folder = Path(self._module.path).parent
        values: list[JsonValue] = []
        for path in paths:
            shown = (folder / _content(path)).as_posix()
            values.append(self._parsed(Path(shown).suffix[1:], read_text(shown), shown))
        # Named by its content: the paths differ between machines.
        value = joined(values)
        key = orjson.dumps([_content(path) for path in paths]).decode()
        place: Placed = (value, (_ROOT, "files", self._module.package, key), self._module.path)
        quoted = orjson.dumps(key).decode()
        lines = "\n" * sum(one.text.count("\n") for one in self._found[self._start : self._end])
        package = orjson.dumps(self._module.package).decode()
        return self._end, f"data.{_ROOT}.files[{package}][{lines}{quoted}]", [place]

    def _parsed(self, parser: str, text: str, path: str) -> JsonValue:
        try:
            if parser == "json":
                return read_json(text, path, Limits())
            if parser in {"yaml", "yml"}:
                values = [read_yaml(chunk.text, path, Limits()) for chunk in split_stream(text)]
                return values[0] if len(values) == 1 else list(values)
            if parser != "toml":
                self._fail(f"the parser {parser!r} is none of json, yaml and toml")
            return tomllib.loads(text)
        except (InputError, tomllib.TOMLDecodeError) as error:
            self._fail(f"its text is no {parser}", cause=str(error))

    def _fail(self, reason: str, cause: str | None = None) -> NoReturn:
        start = self._found[self._start]
        raise PolicyError(
            f"`{start.text}` cannot be worked out: {reason}",
            path=self._module.path,
            line=self._module.text.count("\n", 0, start.start) + 1,
            cause=cause,
            hint="govern reads these calls while it loads policies, for JSON, YAML and TOML",
        )


def _content(token: Token) -> str:
    """Return what a string token stands for."""
    text: str = token.text[1:-1] if token.text.startswith("`") else orjson.loads(token.text)
    return text


def _combined(paths: Sequence[Token], values: Sequence[JsonValue]) -> JsonValue:
    """Return what conftest makes of several files: a list of paths and contents."""
    return [
        {"path": _content(path), "contents": content}
        for path, content in sorted(zip(paths, values, strict=True), key=lambda one: one[0].text)
    ]
