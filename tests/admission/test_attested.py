"""SBOMs that are attested about images, judged beside a review; and the same as CI says."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from govern.admission.exchange import Exchange
from govern.admission.hot_facts import HotFacts, Pending
from govern.admission.image_cache import ImageCache
from govern.admission.judge import Judge, Keeping, Lane
from govern.admission.known import Known
from govern.admission.metrics import Metrics
from govern.admission.recorded import record_of
from govern.admission.review import read_review
from govern.engine.factory import inline_engine
from govern.facts.images.source import Looked
from govern.facts.interface import AttestedInput
from govern.model import Enforcement, Kind, PolicyInfo, Source
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.policy_set import Override
from tests.admission.reviews import body, pod
from tests.admission.test_image_cache import Looker
from tests.admission.webhook import Webhook
from tests.cli.conftest import govern
from tests.facts.images.test_attested_sbom import CYCLONEDX, bom, place

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import JsonObject
    from govern.policies.policy_set import PolicySet
    from tests.facts.images.test_attested_sbom import Place

__all__ = ["govern", "place"]  # fixtures
_AT = datetime(2026, 11, 21, tzinfo=UTC)
_DIGEST = "sha256:" + "ab" * 32
_PATH = "oci://registry.example/api:1#sbom=0123456789ab"
_SBOM: JsonObject = {
    "subject": _DIGEST,
    "deployed": _DIGEST,
    "signatures": [{"issuer": "key", "identity": "x", "name": "release"}],
}


def attested(content: Any = None, path: str = _PATH) -> AttestedInput:
    data = json.dumps(bom() if content is None else content).encode()
    return AttestedInput(Source.of(path, data), Kind.SBOM, {"sbom": dict(_SBOM)})


def known(*inputs: AttestedInput) -> Known:
    """What is known, as a child reads it."""
    facts: Any = {"images": {"registry.example/api:1": {"signatures": [{}], "unmet": []}}}
    return Known.from_bytes(Known(facts, inputs=inputs).to_bytes())


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return _rules(tmp_path_factory.mktemp("profile"))


def _rules(folder: Path, **settings: Any) -> PolicySet:
    (folder / "own.yaml").write_text("name: x\ntitle: X\nrules: [S003, S005]\n")
    return assemble(PolicySettings(profile=str(folder / "own.yaml"), **settings))


def judge(found: PolicySet) -> Judge:
    return Judge(found, inline_engine(found))


def _answer(found: PolicySet, facts: Known, lane: Lane = Lane.ENFORCE) -> dict[str, Any]:
    reply = Exchange(judge(found), found.revision, lambda: _AT).reply(body(), lane, facts)
    answer: dict[str, Any] = orjson.loads(reply.body)["response"]
    return answer


def test_rules_about_sboms_are_asked_about_what_is_attested(rules: PolicySet) -> None:
    answer = _answer(rules, known(attested()))
    assert answer["allowed"] is False
    message = answer["status"]["message"]
    assert "S003, critical" in message
    assert f"(at vulnerabilities[0] of {_PATH})" in message
    assert _answer(rules, known(attested(bom(cve=False))))["allowed"] is True
    assert _answer(rules, known())["allowed"] is True


def test_what_cannot_be_read_or_is_too_large_is_denied_in_words(rules: PolicySet) -> None:
    unread = _answer(rules, known(attested({"bomFormat": "CycloneDX", "specVersion": "9"})))
    assert unread["allowed"] is False
    assert "CycloneDX 9 is not read" in unread["status"]["message"]
    large = bom(cve=False)
    large["components"][0]["description"] = "x" * 3_000_000
    answer = _answer(rules, known(attested(large)))
    assert answer["allowed"] is False
    assert "more than 2097152 bytes" in answer["status"]["message"]


def test_rules_that_only_watch_warn_in_their_own_lane(tmp_path: Path) -> None:
    watching = {name: Override(None, Enforcement.WARN) for name in ("S003", "S005")}
    found = _rules(tmp_path, overrides=watching)
    assert _answer(found, known(attested()))["allowed"] is True
    audit = _answer(found, known(attested()), Lane.AUDIT)
    assert audit["allowed"] is True
    assert any(one.startswith("S003") for one in audit["warnings"])


def test_what_is_attested_twice_is_judged_once_and_recorded(rules: PolicySet) -> None:
    review = read_review(body())
    facts = known(attested(), attested())
    judged = judge(rules).judge(review, Lane.ENFORCE, _AT, facts)
    assert judged.decision is not None
    assert [one.rule_id for one in judged.denials] == ["S003"]
    policy = PolicyInfo(rules.revision, rules.sources, "embedded", "1")
    record: Any = record_of(judged, policy, Keeping())
    inputs = record["statement"]["predicate"]["inputs"]
    assert [(one["path"], one["kind"], one["kept"]) for one in inputs] == [
        ("v1/Pod/payments/api", "kubernetes", False),
        (_PATH, "sbom", False),
    ]
    assert inputs[1]["digest"] == {"sha256": attested().source.sha256}


@pytest.mark.parametrize(("wanted", "count"), [(True, 1), (False, 0)])
def test_reviews_get_what_is_attested_where_rules_are_about_it(
    rules: PolicySet, tmp_path: Path, wanted: bool, count: int
) -> None:
    (tmp_path / "k022.yaml").write_text("name: x\ntitle: X\nrules: [K022]\n")
    other = assemble(PolicySettings(profile=str(tmp_path / "k022.yaml")))

    async def run() -> None:
        looker = Looker(Looked({"signatures": [], "unmet": []}, (), (attested(),)))
        looker.may.set()
        cache = ImageCache(Metrics())
        await cache.adopt(looker.open)
        facts = HotFacts(cache, Pending.WAIT)
        facts.adopt(other, audit_only=False)
        assert (await facts.known(read_review(body()), Lane.ENFORCE, 10)).inputs == ()
        facts.adopt(rules if wanted else other, audit_only=False)
        found = await facts.known(read_review(body()), Lane.ENFORCE, 10)
        assert len(found.inputs) == count
        assert len(looker.asked) == (2 if wanted else 1)
        deletion = read_review(body(operation="DELETE"))
        assert (await facts.known(deletion, Lane.ENFORCE, 10)).inputs == ()
        await cache.close()

    asyncio.run(run())


def test_ci_and_a_real_server_say_the_same_of_an_image(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    _, report = place.check()
    (found,) = [one for one in report["results"] if one["rule_id"] == "S003"]
    config = str(place.folder / "govern.toml")
    arguments = ("--config", config, "--verify-images", "--pending", "wait", "--deadline", "20")
    spec = {"containers": [{"name": "c", "image": place.image}]}
    with Webhook(place.folder, *arguments) as webhook:
        answer = webhook.ask(body(pod() | {"spec": spec})).response
    assert answer["allowed"] is False
    message = answer["status"]["message"]
    assert found["message"] in message
    assert f"of {found['location']['path']}" in message
    assert "K022" not in message
