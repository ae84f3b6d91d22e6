"""Where two engines do not say the same: the embedded one and a real OPA."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from itertools import tee
from typing import TYPE_CHECKING

import orjson

from govern.engine.interface import Failure, FailureKind, Question, Undefined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.engine.interface import Answer, Engine
    from govern.model import JsonValue

_DECLINED = "run this with --engine opa"  # how the embedded engine ends what it cannot answer
_MOST_REASONS = 5
_TYPE = {"apiVersion", "kind"}
_EXACT = 1 << 53  # integers up to here have a float of their own
# Values that other values are replaced by: what forgotten, mistyped and hostile inputs hold.
_STRANGE: list[JsonValue] = [None, True, False, 0, -1, 1.5, "", " ", "0", "latest"]
_STRANGE += ["\u00e9\U0001f600", [], {}, [None], [""], {"": None}, [[]], [{}]]
_EXTREME: list[JsonValue] = [_EXACT + 1, (1 << 63) - 1, -(1 << 63), 1e308, 5e-324, 0.1, -0.0]
_EXTREME += ["x" * 5000, "9" * 40, "1e400", "0x1f", "1_000", "1Gi", "-5m", "1e3", "NaN", "yes"]
_EXTREME += ["\u0000", "\u202e", "\u0130", "\u00df", "\u212a", "\u0661", "e\u0301", "\ufeff"]
_EXTREME += ["*", "%s", "{{ x }}", "../x", "a/b", "a:b", "a@b", "*:*", "[a-z", "\n", "//", ":", "."]
_EXTREME += [[[[[[[]]]]]], {"a": {"a": {"a": {"a": {}}}}}, [0, "0", None, [], {}]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two answers to one question about one rule that are not the same."""

    rule: str
    input_json: bytes
    one: Answer
    other: Answer


@dataclass(slots=True)
class Tally:
    """How many pairs of answers were the same, differed, or could not be compared.

    Attributes:
        declined: The embedded engine says that it cannot give OPA's answer, as with numbers of
            extreme size; nobody is misled, and the result is undecided.
        lost: An answer is missing for want of time, memory or a server, which tells nothing about
            the meaning of a policy.
        reasons: The first few reasons why answers were lost.
    """

    same: int = 0
    different: int = 0
    declined: int = 0
    lost: int = 0
    reasons: list[str] = field(default_factory=list)


def differences(
    one: Engine, other: Engine, questions: Iterable[Question], tally: Tally | None = None
) -> Iterator[Difference]:
    """Ask two engines the same and yield what they disagree on; `tally` counts everything.

    Two failures are the same, whatever their words.
    """
    counts = tally or Tally()
    asked, mine, yours = tee(questions, 3)
    pairs = zip(asked, one.evaluate(mine), other.evaluate(yours), strict=True)
    for question, first, second in pairs:
        yield from differing(question, first, second, counts)


def differing(
    question: Question, first: Sequence[Answer], second: Sequence[Answer], tally: Tally
) -> Iterator[Difference]:
    """Yield what two engines disagree on in their answers to one question, and count."""
    for rule, left, right in zip(question.rules, first, second, strict=True):
        lost = [answer for answer in (left, right) if _is_lost(answer)]
        if lost:
            tally.lost += 1
            if len(tally.reasons) < _MOST_REASONS:
                tally.reasons.append(f"{rule}: {getattr(lost[0], 'message', '')}")
        elif are_same(left, right):
            tally.same += 1
        elif _declines(left) or _declines(right):
            tally.declined += 1
        else:
            tally.different += 1
            yield Difference(rule, question.input_json, left, right)


def mutated(
    question: Question, count: int, seed: int = 0, below: str | None = "document"
) -> Iterator[Question]:
    """Yield `count` questions with small changes below one field of the input.

    Fields are deleted, renamed, doubled, given other types, and replaced by what is empty,
    extreme, nested or in unusual scripts; not the type of a Kubernetes object. The same seed gives
    the same questions. With None for the field, one of the input's fields is taken for each
    question: which fields there are is for the host to say. An input without the field is changed
    anywhere.
    """
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    original = orjson.loads(question.input_json)
    for _ in range(count):
        value = copy.deepcopy(original)
        part = _part(value, below, source)
        for _ in range(source.choice((1, 1, 1, 2, 3))):
            _change(part, source)
        yield Question(orjson.dumps(value), question.rules)


def _part(value: JsonValue, below: str | None, source: random.Random) -> JsonValue:
    if not isinstance(value, dict):
        return value
    if below:
        return value.get(below, value)
    holders = [one for one in value.values() if isinstance(one, dict | list) and one]
    return source.choice(holders) if holders else value


def _change(value: JsonValue, source: random.Random) -> None:
    """Change one thing somewhere inside of a value."""
    places = [place for place in _places(value) if not _is_type(*place)]
    if not places:
        return
    holder, key = source.choice(places)
    action = source.randrange(6)
    if action == 0:
        del holder[key]  # type: ignore[arg-type]  # the key fits its holder
    elif action == 1 and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(str(key))
    elif action == 2 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[int(key)]))
    elif action == 3:
        holder[key] = _of_other_type(holder[key], source)  # type: ignore[index]  # as above
    else:
        strange = source.choice(_STRANGE if action == 4 else _EXTREME)
        holder[key] = copy.deepcopy(strange)  # type: ignore[index]  # as above


def _is_type(holder: dict[str, JsonValue] | list[JsonValue], key: str | int) -> bool:
    """Tell whether a place says of which type an object is: by that its rules were chosen."""
    return isinstance(holder, dict) and key in _TYPE and holder.keys() >= _TYPE


def _of_other_type(value: JsonValue, source: random.Random) -> JsonValue:
    """Return what a value becomes by a slip: quoted, unquoted, wrapped, unwrapped."""
    if isinstance(value, list) and value and source.random() < 0.5:
        return value[0]
    if isinstance(value, str):
        plain = value.strip().lower()
        if plain.isascii() and plain.isdigit() and len(plain) < 16:
            return int(plain)
        return {"true": True, "false": False}.get(plain, [value])
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    return [value] if source.random() < 0.5 else {"value": value}


def _places(value: JsonValue) -> Iterator[tuple[dict[str, JsonValue] | list[JsonValue], str | int]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value, index
            yield from _places(inner)


def _declines(answer: Answer) -> bool:
    return isinstance(answer, Failure) and answer.message.endswith(_DECLINED)


def _is_lost(answer: Answer) -> bool:
    return isinstance(answer, Failure) and answer.kind is not FailureKind.EVALUATION


def are_same(one: Answer, other: Answer) -> bool:
    """Return whether two answers say the same; two failures do, whatever their words."""
    if isinstance(one, Failure) or isinstance(other, Failure):
        return isinstance(one, Failure) and isinstance(other, Failure)
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one == other
    return _comparable(one.value) == _comparable(other.value)


def _comparable(value: JsonValue) -> object:
    """Return something in which true is not 1, and 1.0 is.

    The text of a number beyond 53 bits is another in each engine; the float it stands for is not.
    """
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int):
        return value if abs(value) <= _EXACT else float(value)
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items()}
    return value
