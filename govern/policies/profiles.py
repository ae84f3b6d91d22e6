"""Profiles: which rules of the shipped library apply, with which parameters (docs/rules/README.md).

A profile is a YAML file. The shipped ones lie in `evidence/profiles/`; an own one extends one of
them, or another file, by `extends`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from govern.assets import assets_root
from govern.documents.interface import Limits
from govern.documents.yaml_reader import YamlPositions, read_yaml
from govern.errors import InputError, PolicyError
from govern.model import Enforcement, Severity
from govern.model.json import pointer_of
from govern.model.rule import SCANNER_RULES
from govern.policies.files import read_text
from govern.policies.patterns import matches
from govern.policies.policy_set import Override

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from govern.model import JsonObject, JsonValue

    _Word = TypeVar("_Word", bound=StrEnum)

_KEYS = (
    "name",
    "title",
    "description",
    "extends",
    "rules",
    "without",
    "severity",
    "enforcement",
    "params",
)
_HINT = "docs/reference/profiles.md describes the form"
_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A selection of rules.

    Attributes:
        rules: Ids and patterns (`K0*`) that are selected, those of the extended profile included.
        without: Ids and patterns that are left out again.
        params: `{group: {name: value}}`; single values win over the extended profile's.
        overrides: Severity and enforcement of single rules, by id.
        file: Where it is written.
    """

    name: str
    title: str
    description: str = ""
    extends: str = ""
    rules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    params: Mapping[str, JsonObject] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    file: str = ""

    def selects(self, rule_id: str) -> bool:
        """Return whether the rule with this id applies."""
        return _any_matches(self.rules, rule_id) and not _any_matches(self.without, rule_id)


def profile_names() -> tuple[str, ...]:
    """Return the names of the shipped profiles, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def load_profile(name: str) -> Profile:
    """Return a shipped profile by its name, or an own one by the path of its file.

    Raises:
        PolicyError: there is no such profile, it is wrong, or profiles extend one another in a
            circle; the error names file and line.
    """
    profile = _load(name, Path(), ())
    selected = {
        key: one
        for key, one in profile.overrides.items()
        if profile.selects(key) or key.startswith(SCANNER_RULES)
    }
    return replace(profile, overrides=selected)


def _folder() -> Path:
    return assets_root() / "evidence" / "profiles"


def _load(name: str, beside: Path, chain: tuple[str, ...]) -> Profile:
    path = _path_of(name, beside)
    if path in chain or len(chain) >= _LONGEST_CHAIN:
        raise PolicyError("the profile extends itself", path=path, cause=" → ".join((*chain, path)))
    own = _Reader(read_text(path), path).profile()
    if not own.extends:
        return own
    return _extended(_load(own.extends, Path(path).parent, (*chain, path)), own)


def _path_of(name: str, beside: Path) -> str:
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return (beside / name).as_posix()
    path = _folder() / f"{name}.yaml"
    if path.is_file():
        return str(path)
    raise PolicyError(
        f"there is no profile named {name!r}",
        hint=f"shipped profiles: {', '.join(profile_names())}; an own one is named by its path",
    )


def _extended(base: Profile, own: Profile) -> Profile:
    # What the own profile names again is wanted, though the extended one leaves it out.
    without = (one for one in base.without if one not in own.rules)
    return Profile(
        name=own.name,
        title=own.title,
        description=own.description,
        extends=own.extends,
        rules=(*base.rules, *own.rules),
        without=(*without, *own.without),
        params={
            group: {**base.params.get(group, {}), **own.params.get(group, {})}
            for group in sorted({*base.params, *own.params})
        },
        overrides={
            rule_id: _joined(base.overrides.get(rule_id), own.overrides.get(rule_id))
            for rule_id in sorted({*base.overrides, *own.overrides})
        },
        file=own.file,
    )


def _joined(base: Override | None, own: Override | None) -> Override:
    base, own = base or Override(), own or Override()
    return Override(own.severity or base.severity, own.enforcement or base.enforcement)


def _any_matches(patterns: tuple[str, ...], rule_id: str) -> bool:
    return any(matches(pattern, rule_id) for pattern in patterns)


class _Reader:
    """Reads one profile's text; whatever is wrong is refused with its line."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        try:
            value = read_yaml(text, path, Limits())
        except InputError as error:
            raise PolicyError(
                error.message, path=path, line=error.line, cause=error.cause, hint=_HINT
            ) from error
        self._value = self._mapping(value, ())

    def profile(self) -> Profile:
        for key in self._value:
            if key not in _KEYS:
                self._refuse((key,), f"unknown key `{key}`; known: {', '.join(_KEYS)}")
        severities = self._words("severity", Severity)
        enforcements = self._words("enforcement", Enforcement)
        return Profile(
            name=self._name("name"),
            title=self._name("title"),
            description=self._name("description") if "description" in self._value else "",
            extends=self._name("extends") if "extends" in self._value else "",
            rules=self._names("rules"),
            without=self._names("without"),
            params={
                group: self._mapping(values, ("params", group))
                for group, values in self._section("params").items()
            },
            overrides={
                rule_id: Override(severities.get(rule_id), enforcements.get(rule_id))
                for rule_id in sorted({*severities, *enforcements})
            },
            file=self._path,
        )

    def _name(self, key: str) -> str:
        value = self._value.get(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse((key,), f"`{key}` must be a text")
        return value.strip()

    def _names(self, key: str) -> tuple[str, ...]:
        value = self._value.get(key)
        names = value if isinstance(value, list) else []
        if (value is not None and names is not value) or not all(
            isinstance(name, str) and name for name in names
        ):
            self._refuse((key,), f"`{key}` must be a list of rule ids and patterns")
        return tuple(str(name) for name in names)

    def _words(self, key: str, kind: type[_Word]) -> dict[str, _Word]:
        words = {}
        for rule_id, word in self._section(key).items():
            if word not in [member.value for member in kind]:
                self._refuse((key, rule_id), f"`{key}` of {rule_id} is one of {', '.join(kind)}")
            words[rule_id] = kind(str(word))
        return words

    def _section(self, key: str) -> JsonObject:
        value = self._value.get(key)
        return {} if value is None else self._mapping(value, (key,))

    def _mapping(self, value: JsonValue, at: tuple[str, ...]) -> JsonObject:
        if not isinstance(value, dict):
            self._refuse(at, f"{'.'.join(at) or 'a profile'} must be a mapping")
        return value

    def _refuse(self, at: tuple[str, ...], message: str) -> NoReturn:
        pointer = pointer_of(at)
        line = YamlPositions(self._path, self._text).locate([pointer])[pointer].line
        raise PolicyError(message, path=self._path, line=line, hint=_HINT)
