"""The approval matrix: digest by scope by person by role by time by revocation."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.statement import Statement
from govern.evidence.approvals.answering import revocation_statement
from govern.facts.approvals.folder import SignedFile
from tests.facts.approvals.world import HOUR, INPUTS, NOW, SECOND, STRANGER, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Judge = Callable[..., list[tuple[str, ...]]]

pytestmark = pytest.mark.server("ssh-keygen")

_DIGESTS = {"same": set(), "other_request": {"other_request"}, "artifacts": {"other_artifacts"}}
_SCOPES = {"same": set(), "staging": {"other_scope"}}
_PERSONS = {
    "edsger": set(),
    "ada": {"self_approval"},  # wrote it
    "ci": {"self_approval"},  # asks for it
    STRANGER: {"identity_mismatch"},
}
_ROLES = {"model-risk": set(), "privacy": {"role_not_held"}}
_TIMES = {
    "now": set(),
    "future": {"signed_in_future", "not_yet_valid"},
    "expired": {"expired"},
    "early": {"signed_before_request"},
}
_REVOKED = {"no": set(), "by_security": {"revoked"}, "by_nobody": set()}
_AT = {"now": NOW - HOUR, "future": NOW + HOUR, "expired": NOW - HOUR, "early": NOW - 3 * HOUR}


def _varied(world: World, digest: str, scope: str, person: str, role: str, time: str) -> bytes:
    request = world.request(nonce="cd" if digest == "other_request" else "ab")
    more: dict[str, Any] = {"valid": HOUR / 2} if time == "expired" else {}
    statement = world.answer(request, role, _AT[time], **more)
    if digest == "artifacts":
        statement["subject"][1]["digest"] = {"sha256": "99" * 32}
    if scope == "staging":
        statement["predicate"]["scope"]["environment"] = "staging"
    return world.sign(statement, person)


def _revocation(world: World, target: bytes, who: str) -> bytes:
    file = SignedFile("x", target, Statement.parse(_payload(target)))
    return world.sign(json.loads(revocation_statement(file, "no", NOW - HOUR / 2)), who)


def _payload(data: bytes) -> bytes:
    return base64.b64decode(json.loads(data)["payload"])


def _expected(combination: tuple[str, ...]) -> set[str]:
    tables = (_DIGESTS, _SCOPES, _PERSONS, _ROLES, _TIMES, _REVOKED)
    found: set[str] = set().union(
        *(table[key] for table, key in zip(tables, combination, strict=True))
    )
    if combination[2] == STRANGER:  # what nobody signed is claimed by nobody
        found.discard("role_not_held")
    return found


def test_every_combination_counts_or_says_exactly_why_not(
    world: World, judge: Judge, tmp_path: Path
) -> None:
    request = world.request()
    owner = world.sign(world.answer(request, "owner"), "grace")
    combinations = list(itertools.product(_DIGESTS, _SCOPES, _PERSONS, _ROLES, _TIMES, _REVOKED))
    signed: dict[tuple[str, ...], bytes] = {}
    facts = []
    for number, combination in enumerate(combinations):
        key = combination[:-1]
        if key not in signed:
            signed[key] = _varied(world, *key)
        files = [owner, signed[key]]
        if combination[-1] != "no":
            who = "sam" if combination[-1] == "by_security" else "barbara"
            files.append(_revocation(world, signed[key], who))
        facts.append(world.facts(request, files, tmp_path / str(number)))
    passed = 0
    for combination, messages in zip(combinations, judge(*facts), strict=True):
        reasons = _expected(combination)
        _, _, person, role, *_ = combination
        if not reasons:
            passed += 1
            assert messages == (), combination
            continue
        (message,) = messages
        assert message.startswith("0 of 1 approvals by the role model-risk are there; not counted")
        assert message.endswith(f" as {role} ({', '.join(sorted(reasons))})"), combination
        assert (person == STRANGER) != (f": {person} as" in message), combination
    assert len(combinations) == 576
    assert passed == 2  # all as it should be; not revoked, or revoked by somebody who may not


def test_one_person_with_two_keys_is_one_person(world: World, judge: Judge, tmp_path: Path) -> None:
    keys = [world.public("grace"), world.public(SECOND)]
    people = world.write_people({"grace": {"roles": ["owner", "model-risk"], "keys": keys}})
    request = world.request()
    files = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), SECOND),
    ]
    facts = world.facts(request, files, tmp_path / "a", people=people)
    assert {one["person"] for one in facts["approvals"]} == {"grace"}
    assert len({one["key"] for one in facts["approvals"]}) == 2
    assert judge(facts) == [
        ("2 different people must approve as model-risk or owner; 1 did (grace)",)
    ]


def test_a_gate_that_nobody_can_pass_says_so(world: World, judge: Judge, tmp_path: Path) -> None:
    gone = {name: {"until": "2026-11-01"} for name in ("alan", "barbara", "edsger")}
    people = world.write_people({**gone, "ci": {"roles": []}})
    facts = world.facts(world.request(), [], tmp_path / "a", people=people)
    (messages,) = judge(facts)
    assert any("can be passed by nobody: of the role model-risk there are 0" in m for m in messages)


def test_one_rejection_stops_everything_until_it_is_taken_back(
    world: World, judge: Judge, tmp_path: Path
) -> None:
    request = world.request()
    approvals = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), "edsger"),
    ]
    no = world.sign(world.answer(request, "model-risk", verdict="reject"), "barbara")
    back = _revocation(world, no, "barbara")
    facts = [
        world.facts(request, approvals, tmp_path / "a"),
        world.facts(request, [*approvals, no], tmp_path / "b"),
        world.facts(request, [*approvals, no, back], tmp_path / "c"),
        world.facts(request, [*approvals, no, _revocation(world, no, "edsger")], tmp_path / "d"),
    ]
    stopped = ("barbara rejected this decision",)
    assert judge(*facts) == [(), stopped, (), stopped]


def test_a_new_push_needs_new_approvals(world: World, judge: Judge, tmp_path: Path) -> None:
    request = world.request()
    files = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), "edsger"),
    ]
    pushed = {**INPUTS, "api.yaml": "03" * 32}
    more = {**INPUTS, "new.yaml": "03" * 32}
    fewer = {"api.yaml": INPUTS["api.yaml"]}
    for number, inputs in enumerate((pushed, more, fewer)):
        facts = world.facts(request, files, tmp_path / str(number), inputs=inputs)
        ((message,),) = judge(facts)
        assert "no request for approval is about exactly these inputs" in message


def test_another_namespace_a_used_nonce_and_an_old_approval_do_not_count(
    world: World, judge: Judge, tmp_path: Path
) -> None:
    old = world.request(now=NOW - 200 * HOUR, valid=400 * HOUR)
    request = world.request()
    owner = world.answer(request, "owner")
    other = world.answer(request, "model-risk")
    same_nonce = {
        **other,
        "predicate": {**other["predicate"], "nonce": owner["predicate"]["nonce"]},
    }
    fine = world.sign(owner, "grace")
    facts = [
        world.facts(request, [fine, world.sign(other, "edsger", "git")], tmp_path / "a"),
        world.facts(request, [fine, world.sign(same_nonce, "edsger")], tmp_path / "b"),
        world.facts(
            old,
            [
                world.sign(world.answer(old, "owner"), "grace"),
                world.sign(world.answer(old, "model-risk", NOW - 169 * HOUR), "edsger"),
            ],
            tmp_path / "c",
        ),
    ]
    reasons = [" ".join(messages) for messages in judge(*facts)]
    assert "(namespace_mismatch)" in reasons[0]
    assert reasons[1].count("(nonce_reused)") == 4  # neither of the two counts, for either role
    assert "(too_old)" in reasons[2]


@pytest.mark.parametrize("where", ["payload", "sig"])
def test_what_was_tampered_with_leaves_the_decision_open(
    world: World, judge: Judge, tmp_path: Path, where: str
) -> None:
    """It may have been a rejection once, so it cannot be passed over."""
    request = world.request()
    approvals = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), "edsger"),
    ]
    envelope: Any = json.loads(world.sign(world.answer(request, "owner", verdict="reject"), "alan"))
    if where == "payload":
        payload = _payload(json.dumps(envelope).encode()).replace(b'"reject"', b'"approve"')
        envelope["payload"] = base64.b64encode(payload).decode()
    else:
        envelope["signatures"][0]["sig"] = json.loads(approvals[0])["signatures"][0]["sig"]
    facts = world.facts(request, [*approvals, json.dumps(envelope).encode()], tmp_path / "a")
    (messages,) = judge(facts, verb="undecided")
    assert len(messages) == 1
    assert (
        "cannot be read as what it was: the key in the signature did not sign this" in messages[0]
    )


def test_the_same_file_twice_counts_once(world: World, tmp_path: Path) -> None:
    request = world.request()
    approval = world.sign(world.answer(request, "owner"), "grace")
    facts = world.facts(request, [approval, approval], tmp_path / "a")
    assert [one["id"] for one in facts["approvals"]] == [hashlib.sha256(approval).hexdigest()]


def test_keys_have_their_time(world: World, judge: Judge, tmp_path: Path) -> None:
    request = world.request()
    files = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), "edsger"),
    ]
    key = world.public("edsger")
    ended = world.write_people(
        {"edsger": {"keys": [{"ssh": key, "before": "2026-11-21T11:30:00Z"}]}}
    )
    facts = [world.facts(request, files, tmp_path / "a", people=ended)]
    # Valid now, and not yet when it was said to be used.
    begun = world.write_people(
        {"edsger": {"keys": [{"ssh": key, "after": "2026-11-21T11:30:00Z"}]}}
    )
    facts.append(world.facts(request, files, tmp_path / "b", people=begun))
    left = world.write_people({"edsger": {"until": "2026-11-21"}})
    facts.append(world.facts(request, files, tmp_path / "c", people=left))
    reasons = [" ".join(messages) for messages in judge(*facts)]
    assert "(certificate_expired)" in reasons[0]
    assert "(certificate_expired)" in reasons[1]
    assert "(revoked)" in reasons[2]


def test_a_veto_and_what_was_taken_back_stay_when_people_leave(
    world: World, judge: Judge, tmp_path: Path
) -> None:
    request = world.request()
    approvals = [
        world.sign(world.answer(request, "owner"), "grace"),
        world.sign(world.answer(request, "model-risk"), "edsger"),
    ]
    no = world.sign(world.answer(request, "model-risk", verdict="reject"), "alan")
    back = _revocation(world, approvals[1], "sam")
    left = world.write_people({"alan": {"until": "2026-11-21T11:45:00Z"},
                               "sam": {"until": "2026-11-21T11:45:00Z"},
                               "ci": {"roles": []}, "ada": {"roles": []}})  # fmt: skip
    facts = [
        world.facts(request, [*approvals, no], tmp_path / "a", people=left),
        world.facts(request, [*approvals, back], tmp_path / "b", people=left),
    ]
    vetoed, revoked = judge(*facts)
    assert vetoed == ("alan rejected this decision",)
    assert "edsger as model-risk (revoked)" in revoked[0]


def test_what_is_rolled_back_to_was_approved_itself(world: World, tmp_path: Path) -> None:
    before = world.request(number=2)
    promotion = {"from": "staging", "to": "prod", "ticket": "CHG2", "first": False,
                 "rollback_to": before.decision[:16]}  # fmt: skip
    request = world.request(promotion=promotion)
    approval = world.sign(world.answer(before, "owner"), "grace")
    own = world.sign(world.answer(before, "owner"), "ada")
    back = _revocation(world, approval, "grace")
    cases = [([], False), ([approval], True), ([own], False), ([approval, back], False)]
    for number, (files, expected) in enumerate(cases):
        facts = world.facts(request, files, tmp_path / str(number))
        assert facts["promotion"]["rollback_approved"] is expected, number
