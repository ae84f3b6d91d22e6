"""Where two engines do not say the same: the embedded one and a real OPA."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from itertools import tee
from typing import TYPE_CHECKING

import orjson

from govern.engine.interface import Failure, FailureKind, Question, Undefined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.engine.interface import Answer, Engine
    from govern.model import JsonValue

_EXACT = 1 << 53  # integers up to here have a float of their own
# Values that other values are replaced by: what forgotten, mistyped and hostile inputs hold.
_STRANGE: list[JsonValue] = [None, True, False, 0, -1, 1.5, "", " ", "0", "latest"]
_STRANGE += ["\u00e9\U0001f600", [], {}, [None], [""], {"": None}, [[]], [{}]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two answers to one question about one rule that are not the same."""

    rule: str
    input_json: bytes
    one: Answer
    other: Answer


def differences(one: Engine, other: Engine, questions: Iterable[Question]) -> Iterator[Difference]:
    """Ask two engines the same and yield what they disagree on.

    Two failures are the same, whatever their words. A failure for want of time, memory or a
    server tells nothing about the meaning of a policy, and is left out.
    """
    asked, mine, yours = tee(questions, 3)
    pairs = zip(asked, one.evaluate(mine), other.evaluate(yours), strict=True)
    for question, first, second in pairs:
        for rule, left, right in zip(question.rules, first, second, strict=True):
            if not _is_lost(left) and not _is_lost(right) and not are_same(left, right):
                yield Difference(rule, question.input_json, left, right)


def mutated(
    question: Question, count: int, seed: int = 0, below: str = "document"
) -> Iterator[Question]:
    """Yield `count` questions with small changes below one field of the input.

    The same seed gives the same questions. An input without the field is changed anywhere.
    """
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    original = orjson.loads(question.input_json)
    for _ in range(count):
        value = copy.deepcopy(original)
        part = value.get(below, value) if isinstance(value, dict) else value
        for _ in range(source.choice((1, 1, 1, 2, 3))):
            _change(part, source)
        yield Question(orjson.dumps(value), question.rules)


def _change(value: JsonValue, source: random.Random) -> None:
    """Change one thing somewhere inside of a value."""
    places = list(_places(value))
    if not places:
        return
    holder, key = source.choice(places)
    action = source.randrange(4)
    if action == 0:
        del holder[key]  # type: ignore[arg-type]  # the key fits its holder
    elif action == 1 and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(str(key))
    elif action == 2 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[int(key)]))
    else:
        holder[key] = copy.deepcopy(source.choice(_STRANGE))  # type: ignore[index]  # as above


def _places(value: JsonValue) -> Iterator[tuple[dict[str, JsonValue] | list[JsonValue], str | int]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value, index
            yield from _places(inner)


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
