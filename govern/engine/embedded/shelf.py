"""Interpreters by what they have loaded: one for each set of rules that is asked for together.

Every evaluation costs regorus some time for each module that is loaded, needed or not. So a set of
rules gets an interpreter with just their modules and whatever those refer to, however indirectly.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from govern.engine.embedded.interpreter import Interpreter
from govern.policies.rego_text import blanked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from govern.engine.embedded.rewrite.prepared import Source

Path: TypeAlias = "tuple[str, ...]"

_MOST = 24  # interpreters kept; documents of few types need few
_MOST_KEYS = 1000  # different sets of rules that are remembered
_PACKAGE = re.compile(
    r"^package[ \t]+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t\r]*(?:#.*)?$", re.MULTILINE
)
# `data` and the names that follow it; what is computed or quoted ends the path.
_REFERENCE = re.compile(r"(?<![\w.])data((?:\.[A-Za-z_]\w*)*)")


@dataclass(slots=True)
class Shelf:
    """Loads modules as they are needed.

    Attributes:
        modules: The sources, for their paths and versions.
        texts: What is loaded in their place, in the same order; imports are written out.
        data: The whole `data`, as JSON text.
        careful: What is loaded where an interpreter with `texts` would be wrong or cannot tell.
    """

    modules: Sequence[Source]
    texts: Sequence[str]
    data: str
    careful: Sequence[str] = ()
    _made: OrderedDict[frozenset[int], Interpreter] = field(default_factory=OrderedDict)
    _sets: dict[tuple[str, ...], frozenset[int]] = field(default_factory=dict)
    _alone: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    _packages: list[Path] = field(default_factory=list)
    _needs: dict[int, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._packages = [_package_of(text) for text in self.texts]

    def whole(self, loading: Callable[[int], None] = lambda _index: None) -> Interpreter:
        """Return an interpreter with every module; `loading` is told which one is next."""
        return self._take(frozenset(range(len(self.texts))), loading)

    def for_rules(self, rules: Sequence[str]) -> Interpreter:
        """Return an interpreter with what these rules need."""
        key = tuple(rules)
        if key not in self._sets:
            if len(self._sets) > _MOST_KEYS:
                self._sets.clear()
            self._sets[key] = self._closure(map(_path_of, rules))
        return self._take(self._sets[key])

    def alone(self, rules: Sequence[str]) -> frozenset[str]:
        """Return the rules that share no module with another of them.

        Nothing that one of these works out could be used by the others.
        """
        key = tuple(rules)
        if key not in self._alone:
            if len(self._alone) > _MOST_KEYS:
                self._alone.clear()
            needed = {rule: self._closure((_path_of(rule),)) for rule in rules}
            users = Counter(index for modules in needed.values() for index in modules)
            self._alone[key] = frozenset(
                rule
                for rule, modules in needed.items()
                if all(users[index] == 1 for index in modules)
            )
        return self._alone[key]

    def _take(
        self, wanted: frozenset[int], loading: Callable[[int], None] = lambda _index: None
    ) -> Interpreter:
        if wanted in self._made:
            self._made.move_to_end(wanted)
            return self._made[wanted]
        interpreter = Interpreter(
            lambda: self._load(Interpreter(), wanted, self.careful or self.texts)
        )
        self._load(interpreter, wanted, self.texts, loading)
        self._made[wanted] = interpreter
        if len(self._made) > _MOST:
            self._made.popitem(last=False)
        return interpreter

    def _load(
        self,
        interpreter: Interpreter,
        wanted: frozenset[int],
        texts: Sequence[str],
        loading: Callable[[int], None] = lambda _index: None,
    ) -> Interpreter:
        for index in sorted(wanted):
            loading(index)
            module = self.modules[index]
            interpreter.add_module(module.path, texts[index], module.rego_version)
        interpreter.add_data(self.data)
        return interpreter

    def _closure(self, paths: Iterable[Path]) -> frozenset[int]:
        found: set[int] = set()
        new = {index for path in paths for index in self._at(path)}
        while new:
            found |= new
            new = {need for index in new for need in self._needs_of(index)} - found
        return frozenset(found)

    def _needs_of(self, index: int) -> frozenset[int]:
        if index not in self._needs:
            code = blanked(self.texts[index])
            paths = {tuple(names.split(".")[1:]) for names in _REFERENCE.findall(code)}
            paths.add(self._packages[index])  # other files of the same package
            self._needs[index] = frozenset(other for path in paths for other in self._at(path))
        return self._needs[index]

    def _at(self, path: Path) -> list[int]:
        """Return the modules that a path leads into, or that lie below it."""
        return [
            index
            for index, package in enumerate(self._packages)
            if package[: len(path)] == path[: len(package)]
        ]


def _path_of(rule: str) -> Path:
    return tuple(rule.split(".")[1:])


def _package_of(text: str) -> Path:
    """Return a module's package path; the empty one, which is part of any set, when unsure."""
    found = _PACKAGE.search(text)
    return tuple(found[1].split(".")) if found else ()
