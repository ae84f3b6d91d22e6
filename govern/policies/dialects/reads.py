"""Which paths of its input a rule refers to, told from its text.

Rules of other dialects rarely say where in the input they found something. What they refer to
shows it, together with the words of their message (see `places`). This is a guide for people, not
an analysis that anything is decided by: what is not understood is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from govern.policies.rego_lexer import tokens
from govern.policies.rego_text import heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.model import Module
    from govern.policies.rego_lexer import Token

Path: TypeAlias = "tuple[str, ...]"

ANY = "*"
_QUIET = frozenset({"space", "comment", "newline"})
_MAX_PATHS = 100
_ROUNDS = 3  # how often aliases of aliases are followed
_PAIRS = {"[": "]", "{": "}", "(": ")"}


@dataclass(slots=True)
class _Definition:
    """All definitions of one rule: its words, and what its variables stand for."""

    words: list[Token] = field(default_factory=list)
    aliases: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    element: str | None = None  # the variable that a set of findings is made of


def reads_of(modules: Iterable[Module], rule: str, root: Path) -> tuple[Path, ...]:
    """Return the paths below `root` that a rule refers to, by itself and by what it uses.

    Args:
        modules: The rule's package and its libraries.
        rule: The rule's name.
        root: What stands for the document: `("input", "review", "object")`.
    """
    definitions = _definitions(modules)
    for _ in range(_ROUNDS):
        for definition in definitions.values():
            _follow(definition, definitions)
    found: dict[Path, None] = {}
    for name in _used_by(rule, definitions):
        definition = definitions[name]
        for _, path in _references(definition, definitions):
            if path[: len(root)] == root and len(path) > len(root):
                found[path[len(root) :]] = None
    return tuple(found)[:_MAX_PATHS]


def _definitions(modules: Iterable[Module]) -> dict[str, _Definition]:
    found: dict[str, _Definition] = defaultdict(_Definition)
    for module in modules:
        lines = module.text.split("\n")
        starts = list(heads(module.text))
        for head, following in zip(starts, [*starts[1:], None], strict=True):
            last = following.line - 1 if following else len(lines)
            text = "\n".join(lines[head.line - 1 : last])
            words = [one for one in tokens(text, module.path) if one.kind not in _QUIET]
            definition = found[head.name]
            definition.words += words
            definition.element = _element(words) or definition.element
    return dict(found)


def _element(words: Sequence[Token]) -> str | None:
    """Return the variable in `name[v] {` or `name contains v if`."""
    if len(words) > 3 and words[1].text in {"[", "contains"} and words[2].kind == "word":
        return words[2].text
    return None


def _used_by(rule: str, definitions: dict[str, _Definition]) -> list[str]:
    """Return a rule and all that it uses, by name."""
    seen = [rule] if rule in definitions else []
    for name in seen:
        for word in definitions[name].words:
            if word.kind == "word" and word.text in definitions and word.text not in seen:
                seen.append(word.text)
    return seen


def _follow(definition: _Definition, definitions: dict[str, _Definition]) -> None:
    """Note what variables stand for: `v := path`, `v = path`, `some v in path`."""
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
