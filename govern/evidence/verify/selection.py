"""Which decisions of a stretch a bundle holds: all, or those about some frameworks and subjects.

Every entry of the stretch is in the bundle either way, with kind, time and digest, under the log's
root. So a selection hides no entry: whoever wants one more record can name it, and what they are
given then either has that digest or is something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.evidence.verify.entry import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# In every bundle, whatever is selected: they make what others say count for less, or for more.
_ALWAYS = frozenset({EntryKind.REVOCATION, EntryKind.ANCHOR, EntryKind.GAP})
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Selection:
    """A decision is selected when it is about one of the frameworks, and about one of the subjects.

    Attributes:
        frameworks: Ids of catalogues; empty for any.
        subjects: Digests of inputs (`sha256:` and hex, or hex), or paths of inputs and addresses of
            resources, where `*` stands for any characters; empty for any.
    """

    frameworks: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.frameworks or self.subjects)

    def holds(self, predicate: Mapping[str, Any]) -> bool:
        """Tell whether a decision is selected, by the predicate of its record.

        Raises:
            KeyError: it is no decision's predicate; likewise TypeError and AttributeError.
        """
        return self._speaks_to(predicate) and self._is_about(predicate)

    def may_leave_out(self, kind: EntryKind) -> bool:
        """Tell whether a bundle may lack the record of such an entry."""
        return bool(self) and kind not in _ALWAYS

    def value(self) -> dict[str, object]:
        """Return what a manifest says of it."""
        return {"frameworks": list(self.frameworks), "subjects": list(self.subjects)}

    @classmethod
    def said(cls, value: Any) -> Selection:
        """Return the selection that a manifest names; None is everything.

        Raises:
            ValueError: it is none.
        """
        if value is None:
            return cls()
        if not isinstance(value, dict) or set(value) != {"frameworks", "subjects"}:
            raise ValueError("not a selection")
        lists = (value["frameworks"], value["subjects"])
        for one in lists:
            if not isinstance(one, list) or not all(isinstance(text, str) for text in one):
                raise ValueError("not a selection")
        return cls(*map(tuple, lists))

    def text(self) -> str:
        """Say it in words."""
        parts = []
        if self.frameworks:
            parts.append(f"framework {' or '.join(self.frameworks)}")
        if self.subjects:
            parts.append(f"subject {' or '.join(self.subjects)}")
        return " and ".join(parts)

    def _speaks_to(self, predicate: Mapping[str, Any]) -> bool:
        if not self.frameworks:
            return True
        cited = {str(one).partition(":")[0] for one in predicate["controls"]}
        return not cited.isdisjoint(self.frameworks)

    def _is_about(self, predicate: Mapping[str, Any]) -> bool:
        if not self.subjects:
            return True
        digests = {value for one in predicate["inputs"] for value in one["digest"].values()}
        for wanted in self.subjects:
            digest = _DIGEST.fullmatch(wanted)
            if digest is not None:
                if digest[1] in digests:
                    return True
                continue
            pattern = _pattern(wanted)
            if any(pattern.fullmatch(name) for name in _names(predicate)):
                return True
        return False


def _names(predicate: Mapping[str, Any]) -> Iterator[str]:
    for one in predicate["inputs"]:
        yield str(one["path"])
    for one in predicate["results"]:
        yield str(one["resource"])


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
