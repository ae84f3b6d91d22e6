"""Decisions of `govern serve` in the evidence log: what is kept, and what happens when it fails."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.admission.decision_log import DecisionLog
from govern.admission.journal import Journal
from govern.evidence.recorder import RecordSettings
from tests import surroundings
from tests.admission.reviews import DENY_NAMED_BAD, body, pod, policies, rule
from tests.admission.webhook import Webhook, until

if TYPE_CHECKING:
    from pathlib import Path

_ORIGIN = "example.com/cluster"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policies")
    policies(folder, bad=rule("T1", DENY_NAMED_BAD))
    return folder


def _serve(folder: Path, place: Path, log: Path, *more: str) -> Webhook:
    return Webhook(
        place, "--no-builtin", "-p", str(folder), "--record-unsigned",
        "--log", str(log), "--log-origin", _ORIGIN, *more,
    )  # fmt: skip


def _records(log: Path) -> list[dict[str, Any]]:
    """The statements in a log's file, in the order of its entries."""
    with sqlite3.connect(f"file:{log}?mode=ro", uri=True) as base:
        rows = base.execute("SELECT data FROM payload").fetchall()
    base.close()
    found = [json.loads(data) for (data,) in rows]
    return sorted(found, key=lambda one: _admission(one)["sequence"])


def _admission(record: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = record["predicate"]["admission"]
    return found


def _verify(log: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govern", "log", "verify", "--log", str(log)],
        cwd=surroundings.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _writer(webhook: Webhook) -> int:
    """The process that writes."""
    for pid in webhook.children():
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - a proc file
            if b"log_writer" in file.read():
                return pid
    return 0


def test_denials_are_recorded_and_allows_are_not(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    with _serve(folder, tmp_path / "webhook", log) as webhook:
        denied = webhook.ask(body(pod(name="bad"), uid="u-1")).response
        allowed = webhook.ask(body(pod(name="good"))).response
        tried = webhook.ask(body(pod(name="bad"), dryRun=True)).response
        secret = pod(name="bad", annotations={"note": "nobody-may-see-this"})
        webhook.ask(body(secret))
        until(lambda: webhook.metric("govern_decision_log_written_total") == 2, "two are written")
        webhook.terminate()
        assert webhook.wait() == 0
    assert "record" not in allowed["auditAnnotations"]
    assert "record" not in tried["auditAnnotations"]
    first, second = _records(log)
    about = _admission(first)
    assert denied["auditAnnotations"]["record"] == f"{about['epoch']}/{about['sequence']}"
    assert denied["auditAnnotations"]["decision-id"] == about["id"]
    assert (about["uid"], about["allowed"], about["sequence"]) == ("u-1", False, 1)
    assert first["predicate"]["decision"] == "denied"
    assert first["predicate"]["results"][0]["rule_id"] == "T1"
    assert first["subject"][0]["name"] == "v1/Pod/payments/bad"
    # Digests and names: neither what the object holds nor what the rule says of it.
    told = json.dumps([first, second])
    assert "nobody-may-see-this" not in told
    assert "bad name" not in told
    assert "registry.example" not in told
    schema = json.loads(
        (surroundings.ROOT / "evidence/schemas/govern.decision.v0.1.schema.json").read_text()
    )
    jsonschema.Draft202012Validator(schema).validate(first)
    assert _verify(log).returncode == 0


def test_messages_are_recorded_when_asked_for(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    with _serve(folder, tmp_path / "webhook", log, "--record-messages") as webhook:
        webhook.ask(body(pod(name="bad")))
        until(lambda: webhook.metric("govern_decision_log_written_total") == 1, "it is written")
    (record,) = _records(log)
    assert "bad name" in record["predicate"]["results"][0]["message"]


def test_a_share_of_allows_is_drawn_by_the_judgement(folder: Path, tmp_path: Path) -> None:
    drawn: list[set[str]] = []
    for name in ("one", "two"):
        log = tmp_path / f"{name}.db"
        with _serve(folder, tmp_path / name, log, "--record-allows", "0.3") as webhook:
            answers = [
                webhook.ask(body(pod(name="good"), uid=f"u-{number}")).response
                for number in range(100)
            ]
        drawn.append(
            {
                one["auditAnnotations"]["decision-id"]
                for one in answers
                if "record" in one["auditAnnotations"]
            }
        )
    assert drawn[0] == drawn[1]
    assert 10 < len(drawn[0]) < 60


def test_a_writer_that_is_killed_loses_nothing(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    with _serve(folder, tmp_path / "webhook", log) as webhook:
        webhook.ask(body(pod(name="bad")))
        until(lambda: webhook.metric("govern_decision_log_written_total") == 1, "one is written")
        os.kill(_writer(webhook), signal.SIGKILL)
        places = [
            webhook.ask(body(pod(name="bad"), uid=f"u-{number}")).response for number in range(50)
        ]
        assert not any(one["allowed"] for one in places)
        until(lambda: webhook.metric("govern_decision_log_written_total") == 51, "all are written")
        assert webhook.metric('govern_decision_log_dropped_total{reason="queue_full"}') == 0
        webhook.wait_for("the decision log's writer ended")
    records = _records(log)
    assert {_admission(one)["sequence"] for one in records} == set(range(1, 52))
    assert _verify(log).returncode == 0


def test_a_log_that_cannot_be_written_keeps_nobody_waiting(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "no-log"
    place.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    with _serve(folder, tmp_path / "webhook", place) as webhook:
        for _ in range(20):
            assert webhook.ask(body(pod(name="good"))).response["allowed"] is True
            assert webhook.ask(body(pod(name="bad"))).response["allowed"] is False
        assert webhook.watched("/readyz").status == 200
        webhook.wait_for("the decision log's writer ended", 2)
        assert webhook.metric("govern_decision_log_queue_bytes") > 0
        webhook.terminate()
        assert webhook.wait() == 0
        assert "decisions were not recorded" in webhook.events()


def test_a_full_queue_gives_allows_up_first_and_counts_what_is_lost(tmp_path: Path) -> None:
    statement = {"subject": [], "predicate": {"admission": {}}, "filler": "x" * 1000}
    record: dict[str, Any] = {"denied": False, "salt": "", "statement": statement}

    async def fill() -> tuple[DecisionLog, list[str]]:
        log = DecisionLog(_settings(tmp_path / "log.db"), Journal(io.StringIO()), room=10_000)
        places = [log.offer({**record, "denied": number % 2 == 0}) for number in range(20)]
        await log.close()
        return log, places

    log, places = asyncio.run(fill())  # nobody writes: `start` was not called
    numbers = [int(place.rpartition("/")[2]) for place in places]
    assert numbers == list(range(1, 21))
    kept = 20 - log.dropped["queue_full"]
    assert log.dropped["shutdown"] == kept
    assert 6 <= kept <= 9
    assert log.waiting_bytes <= 10_000


def _settings(path: Path) -> RecordSettings:
    return RecordSettings(log=str(path), origin=_ORIGIN, unsigned=True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--record"], "nowhere to record"),
        (["--record", "--log", "x.db", "--log-origin", _ORIGIN], "no key to sign"),
        (["--record-allows", "0.5"], "need --record"),
    ],
)
def test_what_cannot_work_is_refused_at_once(arguments: list[str], told: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "govern", "serve", "--config", "none", "--tls-cert", "x",
            "--tls-key", "x", *arguments,
        ],
        cwd=surroundings.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr
