"""Which paths of its input a rule refers to, told from its text.

Rules of other dialects rarely say where in the input they found something. What they refer to
shows it, together with the words of their message (see `places`). This is a guide for people, not
an analysis that anything is decided by: what is not understood is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from govern.model import Reads
from govern.policies.rego_lexer import QUIET, tokens
from govern.policies.rego_text import heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.model import Module
    from govern.policies.rego_lexer import Token

Path: TypeAlias = "tuple[str, ...]"

ANY = "*"
_MAX_PATHS = 100
_ROUNDS = 3  # how often aliases of aliases are followed
_PAIRS = {"[": "]", "{": "}", "(": ")"}


@dataclass(slots=True)
class _Definition:
    """All definitions of one rule or function, or one of them: its words, and what names mean."""

    words: list[Token] = field(default_factory=list)
    aliases: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    element: str | None = None  # the variable that a set of findings is made of
    parameters: tuple[str, ...] = ()  # of a function; empty for what is no plain name


def reads_of(modules: tuple[Module, ...], rule: str, root: Path) -> tuple[Reads, ...]:
    """Return what each definition of a rule refers to below `root`, itself and by what it uses.

    Args:
        modules: The rule's package and its libraries.
        rule: The rule's name.
        root: What stands for the document: `("input", "review", "object")`.
    """
    known, chunks = _surveyed(modules)
    bodies = [_Definition(list(words)) for name, words in chunks if name == rule]
    for body in bodies:
        for _ in range(_ROUNDS):
            _follow(body, known)
    return tuple(_reads(body, known, root) for body in bodies)


@lru_cache(maxsize=4)  # every rule of a package asks for the same
def _surveyed(
    modules: tuple[Module, ...],
) -> tuple[dict[str, _Definition], list[tuple[str, list[Token]]]]:
    """Return all definitions by name, and one by one."""
    definitions: dict[str, _Definition] = defaultdict(_Definition)
    chunks = list(_chunks(modules))
    for name, words in chunks:
        definition = definitions[name]
        definition.words += words
        definition.element = _element(words) or definition.element
        definition.parameters = _parameters(words) or definition.parameters
    known = dict(definitions)
    for _ in range(_ROUNDS):
        for definition in known.values():
            _follow(definition, known)
    return known, chunks


def _reads(body: _Definition, definitions: dict[str, _Definition], root: Path) -> Reads:
    used = [body, *(definitions[name] for name in _used_by(body, definitions))]
    paths: dict[Path, None] = {}
    for definition in used:
        for _, path in _references(definition, definitions):
            if path[: len(root)] == root and len(path) > len(root):
                paths[path[len(root) :]] = None
    texts = {
        word.text[1:-1]: None
        for definition in used
        for word in definition.words
        if word.kind == "string"
    }
    return Reads(tuple(paths)[:_MAX_PATHS], tuple(texts)[:_MAX_PATHS])


def _chunks(modules: Iterable[Module]) -> Iterator[tuple[str, list[Token]]]:
    """Yield each definition: its name, and its words."""
    for module in modules:
        lines = module.text.split("\n")
        starts = list(heads(module.text))
        for head, following in zip(starts, [*starts[1:], None], strict=True):
            last = following.line - 1 if following else len(lines)
            text = "\n".join(lines[head.line - 1 : last])
            yield head.name, [one for one in tokens(text, module.path) if one.kind not in QUIET]


def _parameters(words: Sequence[Token]) -> tuple[str, ...]:
    """Return the parameters in `name(a, b) …`."""
    if len(words) < 3 or words[1].text != "(" or not _touch(words, 0):
        return ()
    return tuple(
        words[start].text if end - start == 1 and words[start].kind == "word" else ""
        for start, end in _arguments(words, 1)
    )


def _arguments(words: Sequence[Token], opening: int) -> Iterator[tuple[int, int]]:
    """Yield where each argument starts and ends; `opening` is the index of the parenthesis."""
    closing = _closing(words, opening)
    start, depth = opening + 1, 0
    for index in range(opening + 1, closing + 1):
        text = words[index].text
        if index == closing or (text == "," and depth == 0):
            yield start, index
            start = index + 1
        depth += (text in _PAIRS) - (text in _PAIRS.values())


def _element(words: Sequence[Token]) -> str | None:
    """Return the variable in `name[v] {` or `name contains v if`."""
    if len(words) > 3 and words[1].text in {"[", "contains"} and words[2].kind == "word":
        return words[2].text
    return None


def _used_by(body: _Definition, definitions: dict[str, _Definition]) -> list[str]:
    """Return the names of all that a definition uses."""
    seen: list[str] = []
    own = body.words[0].text
    waiting = [body]
    while waiting:
        for word in waiting.pop().words:
            name = word.text
            if word.kind == "word" and name in definitions and name not in {own, *seen}:
                seen.append(name)
                waiting.append(definitions[name])
    return seen


def _follow(definition: _Definition, definitions: dict[str, _Definition]) -> None:
    """Note what names stand for: `v := path`, `v = path`, `some v in path`, `f(path)`."""
    words = definition.words
    for start, path in list(_references(definition, definitions)):
        before = words[max(0, start - 2) : start]
        if len(before) < 2 or before[0].kind != "word":
            continue
        name, mark = before[0].text, before[1].text
        if mark in {":=", "="}:
            definition.aliases[name].add(path)
        elif mark == "in":
            definition.aliases[name].add((*path, ANY))
    for index, word in enumerate(words[:-1]):
        function = definitions.get(word.text)
        if function and function.parameters and words[index + 1].text == "(" and index:
            _pass_on(definition, definitions, function, index + 1)


def _pass_on(
    definition: _Definition,
    definitions: dict[str, _Definition],
    function: _Definition,
    opening: int,
) -> None:
    """Note what the parameters of a function stand for in one call of it."""
    words = definition.words
    for name, (start, end) in zip(function.parameters, _arguments(words, opening), strict=False):
        if name and start < end and words[start].kind == "word":
            keys = _keys(words[:end], start + 1)
            paths = _paths(words[start].text, keys, definition, definitions)
            function.aliases[name].update(paths[:_MAX_PATHS])


def _references(
    definition: _Definition, definitions: dict[str, _Definition]
) -> Iterator[tuple[int, Path]]:
    """Yield each reference as (index of its first word, path from `input` or `data`)."""
    words = definition.words
    for index, word in enumerate(words):
        after_dot = index > 0 and words[index - 1].text == "." and _touch(words, index - 1)
        if word.kind == "word" and not after_dot:
            keys = _keys(words, index + 1)
            for path in _paths(word.text, keys, definition, definitions):
                yield index, path


def _paths(
    name: str, keys: Path, definition: _Definition, definitions: dict[str, _Definition]
) -> list[Path]:
    """Return the paths that a name and its keys may stand for."""
    if name in {"input", "data"}:
        return [(name, *keys)]
    if name in definition.aliases:
        return [(*path, *keys) for path in sorted(definition.aliases[name])][:_MAX_PATHS]
    other = definitions.get(name)
    if other and other.element in other.aliases and keys[:1] == (ANY,):
        return [(*path, *keys[1:]) for path in sorted(other.aliases[other.element])][:_MAX_PATHS]
    return []


def _keys(words: Sequence[Token], index: int) -> Path:
    """Read `.name`, `["name"]` and `[…]` as long as they touch what is before them."""
    keys: list[str] = []
    while index + 1 < len(words) and _touch(words, index - 1):
        if words[index].text == "." and words[index + 1].kind == "word":
            keys.append(words[index + 1].text)
            index += 2
        elif words[index].text == "[":
            end = _closing(words, index)
            inside = words[index + 1 : end]
            text = len(inside) == 1 and inside[0].kind == "string"
            keys.append(inside[0].text[1:-1] if text else ANY)
            index = end + 1
        else:
            break
    return tuple(keys)


def _closing(words: Sequence[Token], index: int) -> int:
    depth = 0
    for at in range(index, len(words)):
        if words[at].text in _PAIRS:
            depth += 1
        elif words[at].text in _PAIRS.values():
            depth -= 1
            if depth == 0:
                return at
    return len(words) - 1


def _touch(words: Sequence[Token], index: int) -> bool:
    """Whether nothing stands between a word and the one after it."""
    return index + 1 < len(words) and words[index].end == words[index + 1].start
