from __future__ import annotations

import asyncio
import os
import pickle
import signal
import time
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from govern.admission.child import Orders
from govern.admission.children import Children, Unjudged
from govern.admission.judge import JudgeSettings, Lane
from govern.admission.trials import TRIALS
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.settings import EngineSettings
from govern.errors import EngineError
from tests.admission.reviews import DENY_NAMED_BAD, SLOW, body, pod, policies, rule

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from govern.policies.policy_set import PolicySet

_HANGS = body(pod(labels={"slow": "yes"}))


def orders(found: PolicySet, memory: int = 512) -> bytes:
    with EmbeddedEngine(found.modules, found.data, EngineSettings(workers=1)) as engine:
        made = Orders(
            policies=found, prepared=engine.prepared, judge=JudgeSettings(), memory=memory
        )
    return pickle.dumps(made)


def run(work: Callable[[Children], Awaitable[None]], count: int = 1, queue: int = 256) -> None:
    """Run a test's work over a pool, and see that no process is left behind."""
    before = set(_processes())

    async def with_pool() -> None:
        children = Children(count, queue)
        try:
            await work(children)
        finally:
            await children.close()

    asyncio.run(with_pool())
    assert set(_processes()) <= before


def _processes() -> list[int]:
    """The children of this process."""
    folder = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    with open(folder, encoding="ascii") as file:  # noqa: PTH123 - a proc file
        return [int(pid) for pid in file.read().split()]


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def response(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(data)["response"]
    return found


def test_reviews_are_judged_side_by_side(tmp_path: Path) -> None:
    one = orders(policies(tmp_path, one=rule("T1", DENY_NAMED_BAD)))

    async def work(children: Children) -> None:
        await children.adopt(one, TRIALS)
        assert children.ready == 2
        replies = await asyncio.gather(
            *(children.judge(Lane.ENFORCE, body(pod(name=name)), 20) for name in ["bad", "ok"] * 20)
        )
        assert [response(reply.body)["allowed"] for reply in replies] == [False, True] * 20

    run(work, count=2)


def test_a_review_that_never_ends_is_given_up_in_time_and_its_child_replaced(
    tmp_path: Path,
) -> None:
    found = orders(policies(tmp_path, a=rule("T1", SLOW), b=rule("T2", DENY_NAMED_BAD)))

    async def work(children: Children) -> None:
        await children.adopt(found)
        started = time.monotonic()
        with pytest.raises(Unjudged, match=r"no answer within 0\.3 s") as caught:
            await children.judge(Lane.ENFORCE, _HANGS, 0.3)
        assert time.monotonic() - started < 1
        assert caught.value.kind == "timeout"
        reply = await children.judge(Lane.ENFORCE, body(pod(name="bad")), 5)
        assert response(reply.body)["allowed"] is False
        assert children.died == 1

    run(work)


def test_a_rule_that_ends_children_again_and_again_is_left_out_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    found = orders(policies(tmp_path, a=rule("T1", SLOW), b=rule("T2", DENY_NAMED_BAD)))
    hangs = body(pod(labels={"slow": "yes"}, name="bad"))

    async def work(children: Children) -> None:
        await children.adopt(found)
        for _ in range(3):  # all at once; then one by one, twice
            with pytest.raises(Unjudged):
                await children.judge(Lane.ENFORCE, hangs, 0.5)
            await until(lambda: children.ready == 1)
        assert children.broken_rules == 1
        reply = await children.judge(Lane.ENFORCE, hangs, 20)
        message = response(reply.body)["status"]["message"]
        assert "[T2, high] bad name" in message
        assert "[T1] not decided, and so denied" in message
        assert "it ended 2 processes" in message

    run(work)


def test_a_child_that_is_killed_from_outside_is_replaced(tmp_path: Path) -> None:
    found = orders(policies(tmp_path, one=rule("T1", DENY_NAMED_BAD)))

    async def work(children: Children) -> None:
        before = set(_processes())
        await children.adopt(found)
        (pid,) = set(_processes()) - before
        os.kill(pid, signal.SIGKILL)
        await until(lambda: children.died == 1 and children.ready == 1)
        assert response((await children.judge(Lane.ENFORCE, body(), 20)).body)["allowed"] is True

    run(work)


def test_a_review_whose_child_is_killed_is_judged_by_another(tmp_path: Path) -> None:
    text = """
        deny contains "judged" if {
            count([1 | some i in numbers.range(1, 500); some j in numbers.range(1, 1000)]) > 0
        }
    """
    found = orders(policies(tmp_path, one=rule("T1", text)))

    async def work(children: Children) -> None:
        before = set(_processes())
        await children.adopt(found)
        (pid,) = set(_processes()) - before
        asyncio.get_running_loop().call_later(0.05, os.kill, pid, signal.SIGKILL)
        reply = await children.judge(Lane.ENFORCE, body(), 30)
        assert "judged" in response(reply.body)["status"]["message"]
        assert children.died == 1

    run(work)


def test_a_review_that_wants_too_much_memory_ends_its_child_alone(tmp_path: Path) -> None:
    text = """
        deny contains "large" if {
            input.document.metadata.labels.slow == "yes"
            count([s | some i in numbers.range(1, 1000000); s := sprintf("%d-%d", [i, i])]) == 1
        }
    """
    found = orders(policies(tmp_path, one=rule("T1", text)), memory=64)

    async def work(children: Children) -> None:
        await children.adopt(found)
        with pytest.raises(Unjudged) as caught:
            await children.judge(Lane.ENFORCE, _HANGS, 60)
        assert caught.value.kind == "crash"
        assert (await children.judge(Lane.ENFORCE, body(), 20)).status == 200

    run(work)


def test_more_reviews_than_may_wait_are_turned_away_at_once(tmp_path: Path) -> None:
    found = orders(policies(tmp_path, one=rule("T1", SLOW)))

    async def work(children: Children) -> None:
        await children.adopt(found)
        held = [asyncio.create_task(children.judge(Lane.ENFORCE, _HANGS, 1)) for _ in range(3)]
        await asyncio.sleep(0)
        started = time.monotonic()
        with pytest.raises(Unjudged) as caught:
            await children.judge(Lane.ENFORCE, body(), 20)
        assert caught.value.kind == "overload"
        assert time.monotonic() - started < 0.5
        kinds = [one.kind for one in await asyncio.gather(*held, return_exceptions=True)]  # type: ignore[union-attr]  # each raises Unjudged
        assert kinds == ["timeout", "overload", "overload"]

    run(work, queue=2)


def test_new_policies_take_over_and_reviews_under_way_are_finished(tmp_path: Path) -> None:
    old = orders(policies(tmp_path / "old", one=rule("T1", DENY_NAMED_BAD)))
    new = orders(policies(tmp_path / "new", one=rule("T2", 'deny contains "always"')))

    async def work(children: Children) -> None:
        await children.adopt(old, TRIALS)
        asked = [asyncio.create_task(children.judge(Lane.ENFORCE, body(), 20)) for _ in range(40)]
        await children.adopt(new, TRIALS)
        replies = await asyncio.gather(*asked)
        assert {reply.status for reply in replies} == {200}
        last = await children.judge(Lane.ENFORCE, body(), 20)
        assert "T2" in response(last.body)["status"]["message"]
        await until(lambda: children.ready == 2)

    run(work, count=2)


def test_policies_that_do_not_answer_a_trial_leave_the_old_ones_in_force(tmp_path: Path) -> None:
    old = orders(policies(tmp_path / "old", one=rule("T1", DENY_NAMED_BAD)))
    new = orders(policies(tmp_path / "new", one=rule("T2", 'deny contains "always"')))

    async def work(children: Children) -> None:
        await children.adopt(old)
        with pytest.raises(EngineError, match="trial"):
            await children.adopt(new, (b"{}",))
        reply = await children.judge(Lane.ENFORCE, body(pod(name="bad")), 20)
        assert "T1" in response(reply.body)["status"]["message"]

    run(work)
