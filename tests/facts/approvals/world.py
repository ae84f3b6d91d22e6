"""A small organisation with real SSH keys, one decision, and whatever people say of it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from govern.attest.person_signing import PersonKey, sign_as_person
from govern.attest.statement import STATEMENT_V1, Statement
from govern.documents.change import change_document
from govern.evidence.approvals.answering import Answer, answer_statement
from govern.evidence.approvals.asking import Asked, make_request
from govern.evidence.approvals.decisions import DecidedChange
from govern.evidence.canonical import canonical
from govern.evidence.predicates import DECISION
from govern.facts.approvals.people import read_people
from govern.facts.approvals.request import ApprovalRequest, Scope
from govern.facts.approvals.source import ApprovalFacts
from govern.facts.gathering import gather
from govern.facts.interface import GatherContext
from govern.model import Document, InputRecord
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROD = Scope("prod", "deploy")
POLICY = "12" * 32
INPUTS = {"api.yaml": "01" * 32, "net.yaml": "02" * 32}
ROLES = {
    "ada": ["owner", "model-risk"],
    "alan": ["owner", "model-risk"],
    "barbara": ["model-risk"],
    "ci": ["model-risk"],
    "edsger": ["model-risk"],
    "grace": ["owner"],
    "importer": ["observer"],
    "sam": ["security"],
}
SECOND = "grace-2"  # another key of grace
STRANGER = "stranger"  # a key that is in no directory


@dataclass(frozen=True)
class World:
    folder: Path

    @classmethod
    def make(cls, folder: Path) -> World:
        for name in (*ROLES, SECOND, STRANGER):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        world = cls(folder)
        world.write_people({})
        return world

    def public(self, name: str) -> str:
        return (self.folder / f"{name}.pub").read_text().strip()

    def write_people(self, changes: dict[str, dict[str, Any]]) -> Path:
        people: dict[str, Any] = {
            name: {"roles": roles, "keys": [self.public(name)], "accounts": [f"github:{name}-gh"]}
            for name, roles in ROLES.items()
        }
        people["grace"]["keys"].append(self.public(SECOND))
        for name, change in changes.items():
            people[name] = {**people[name], **change}
        path = self.folder / f"people-{len(changes)}.yaml"
        path.write_text(json.dumps({"schema": "govern.people/v1", "people": people}))
        return path

    def decision(self, number: int = 1, inputs: dict[str, str] = INPUTS) -> DecidedChange:
        predicate = {
            "tool": {"name": "govern", "version": "0.1"},
            "evaluated_at": f"2026-11-21T09:00:{number:02}Z",
            "decision": "allowed",
            "reason": "no open finding",
            "summary": {"pass": 3},
            "policy": {"revision": POLICY},
            "engine": {"name": "regorus", "version": "0"},
            "inputs": [
                {"path": path, "digest": {"sha256": value}, "kept": True}
                for path, value in inputs.items()
            ],
            "results": [],
            "waivers": [],
            "ci": {"provider": "github", "GITHUB_SHA": "c0ffee", "GITHUB_RUN_ID": "42"},
        }
        subjects = [{"name": p, "digest": {"sha256": v}} for p, v in inputs.items()]
        statement = {
            "_type": STATEMENT_V1,
            "subject": subjects,
            "predicateType": DECISION,
            "predicate": predicate,
        }
        return DecidedChange(Statement.parse(canonical(statement)))

    def request(self, number: int = 1, nonce: str = "ab", **changes: Any) -> ApprovalRequest:
        now = changes.pop("now", NOW - 2 * HOUR)
        asked = Asked(
            **{
                "scope": PROD,
                "tier": "high",
                "requester": "ci",
                "authors": ("ada",),
                "promotion": {"from": "staging", "to": "prod", "ticket": "CHG1",
                              "rollback_to": "", "first": True},
                "valid": 72 * HOUR,
                **changes,
            }
        )  # fmt: skip
        people = read_people(str(self.people))
        return make_request(self.decision(number), asked, people, now, lambda n: nonce * n)

    @cached_property
    def people(self) -> Path:
        return self.folder / "people-0.yaml"

    def answer(self, request: ApprovalRequest, role: str, at: datetime = NOW - HOUR,
               verdict: str = "approve", **more: Any) -> dict[str, Any]:  # fmt: skip
        answer = Answer(verdict=verdict, role=role, **more)
        value: dict[str, Any] = json.loads(answer_statement(request, answer, at))
        return value

    def sign(self, statement: dict[str, Any], who: str, namespace: str = SSH_NAMESPACE) -> bytes:
        key = PersonKey(str(self.folder / who))
        return sign_as_person(canonical(statement), key, namespace)

    def facts(self, request: ApprovalRequest, files: list[bytes], folder: Path, *,
              people: Path | None = None, at: datetime = NOW, scope: Scope = PROD,
              inputs: dict[str, str] = INPUTS, **more: Any) -> dict[str, Any]:  # fmt: skip
        folder.mkdir()
        (folder / "request.json").write_bytes(request.data)
        for number, data in enumerate(files):
            (folder / f"{number}.json").write_bytes(data)
        source = ApprovalFacts(str(folder), str(people or self.people), scope, **more)
        return gather([source], change(inputs), GatherContext(at=at)).to_object()


def change(inputs: dict[str, str] = INPUTS, tier: str = "unset") -> Document:
    records = [InputRecord(path, "kubernetes", value) for path, value in inputs.items()]
    return change_document(
        verdict="allowed", tier=tier, policy_revision=POLICY, inputs=records, waivers=[]
    )
