"""`govern promote` against a real MLflow server: what is denied changes nothing."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from govern.errors import RegistryError
from govern.promotion.acting import set_alias
from govern.promotion.history import Decided
from govern.sources.mlflow.names import VersionName
from govern.sources.mlflow.registry import ModelRegistry
from tests.promotion.mlflow_server import PICKLE, good_files

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.promotion.mlflow_server import MlflowServer

    Promote = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.server("mlflow")
OWNER = {"govern.owner": "payments-ml", "govern.contact": "ml@acme.example"}


@pytest.fixture
def model() -> str:
    return f"fraud-{uuid.uuid4().hex[:8]}"


@pytest.mark.parametrize("logged", [True, False], ids=["logged-model", "run"])
def test_a_version_that_is_allowed_gets_the_alias_and_a_history(
    mlflow: MlflowServer, promote: Promote, model: str, tmp_path: Path, logged: bool
) -> None:
    first = mlflow.register(model, good_files(), OWNER, logged=logged)
    ran = promote(f"{model}@{first}", "--alias", "prod", "--profile", "gate.yaml", "-o", "json")
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["decision"] == "allowed"
    assert mlflow.alias(model, "prod") == first
    written = mlflow.version_tags(model, first)
    assert written["govern.gate.verdict"] == "allowed"
    assert written["govern.gate.policy_revision"] == report["policy"]["revision"]
    assert written["govern.gate.content"] == report["inputs"][0]["sha256"]
    assert not list(tmp_path.glob(".govern/mlflow/*/[0-9]*"))

    second = mlflow.register(model, good_files(), OWNER, logged=logged)
    ran = promote(f"{model}@{second}", "--alias", "prod", "--profile", "gate.yaml")
    assert ran.returncode == 0, ran.stderr
    assert f"now names version {second}; before, it named {first}" in ran.stderr
    tags = mlflow.model_tags(model)
    history = [json.loads(tags[key]) for key in sorted(tags) if ".history.prod." in key]
    assert [(one["former"], one["version"]) for one in history] == [(None, first), (first, second)]
    assert json.loads(tags["govern.gate.alias.prod"]) == history[-1]


@pytest.mark.parametrize(
    ("change", "tags", "rule"),
    [
        ({"model.pkl": PICKLE}, OWNER, "MC026"),
        ({}, {}, "MC008"),
        ({"README.md": b"---\nlicense: mit\n---\n# Fraud\n"}, OWNER, "MC007"),
    ],
    ids=["pickle", "no owner", "no card"],
)
def test_a_version_that_is_denied_changes_nothing(
    mlflow: MlflowServer,
    promote: Promote,
    model: str,
    change: dict[str, bytes],
    tags: dict[str, str],
    rule: str,
) -> None:
    version = mlflow.register(model, {**good_files(), **change}, tags)
    ran = promote(f"{model}@{version}", "--alias", "prod", "--profile", "gate.yaml", "-o", "json")
    assert ran.returncode == 1
    blocking = {one["rule_id"] for one in json.loads(ran.stdout)["results"]
                if one["outcome"] == "fail"}  # fmt: skip
    assert blocking == {rule}
    assert mlflow.alias(model, "prod") is None
    assert mlflow.version_tags(model, version) == tags
    assert mlflow.model_tags(model) == {}
    assert "nothing was set" in ran.stderr


def test_without_a_profile_it_is_that_of_production(
    mlflow: MlflowServer, promote: Promote, model: str
) -> None:
    version = mlflow.register(model, good_files(), OWNER)
    ran = promote(f"{model}@{version}", "--alias", "prod", "-o", "json")
    assert ran.returncode in {1, 4}
    assert json.loads(ran.stdout)["policy"]["profile"] == "ml-production"
    assert mlflow.alias(model, "prod") is None


def test_a_dry_run_sets_nothing(mlflow: MlflowServer, promote: Promote, model: str) -> None:
    version = mlflow.register(model, good_files(), OWNER)
    ran = promote(
        f"{model}@{version}", "--alias", "prod", "--profile", "gate.yaml", "--dry-run",
        "--record-unsigned", "--log", "log.db", "--log-origin", "example.com/ml",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert mlflow.alias(model, "prod") is None
    assert mlflow.version_tags(model, version) == OWNER


def test_a_waiver_lets_a_version_through_and_its_record_is_named(
    mlflow: MlflowServer, promote: Promote, model: str, tmp_path: Path
) -> None:
    version = mlflow.register(model, good_files())
    (tmp_path / "waivers.yaml").write_text(
        "schema: govern.waivers/v1\nwaivers:\n- {id: W-1, rules: [MC008], resource: 'fraud-*',\n"
        "   owner: ada, reason: moves teams, ticket: T-1, expires: 2099-01-01}\n",
        encoding="utf-8",
    )
    ran = promote(
        f"{model}@{version}", "--alias", "prod", "--profile", "gate.yaml",
        "--waivers", "waivers.yaml",
        "--record-unsigned", "--log", "log.db", "--log-origin", "example.com/ml",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    digest = mlflow.version_tags(model, version)["govern.gate.decision"]
    assert f"sha256 {digest}" in ran.stderr


def test_nothing_is_set_when_version_or_alias_changed_since(
    mlflow: MlflowServer, model: str
) -> None:
    from datetime import UTC, datetime

    first = mlflow.register(model, good_files(), OWNER)
    decided = Decided(
        verdict="allowed", decision="0" * 64, policy_revision="1" * 64, content="2" * 64,
        at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip
    with mlflow.client() as client:
        registry = ModelRegistry(client)
        looked_at = registry.look(VersionName(model, first))
        mlflow.tag(model, first, "govern.license", "mit")
        with pytest.raises(RegistryError, match="nothing was set") as caught:
            set_alias(registry, looked_at, "prod", decided)
        assert caught.value.reason == "changed"

        looked_at = registry.look(VersionName(model, first))
        second = mlflow.register(model, good_files(), OWNER)
        mlflow.set_alias(model, "prod", second)
        with pytest.raises(RegistryError, match="nothing was set"):
            set_alias(registry, looked_at, "prod", decided)
        assert mlflow.alias(model, "prod") == second
        assert mlflow.version_tags(model, first) == {**OWNER, "govern.license": "mit"}

        looked_at = registry.look(VersionName(model, first))
        assert set_alias(registry, looked_at, "prod", decided) == second
    assert mlflow.alias(model, "prod") == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere@1", "--alias", "prod"), "there is no model 'nowhere'"),
        (("nowhere", "--alias", "prod"), "names no version of a model"),
        (("a@0", "--alias", "prod"), "names no version of a model"),
        (("a@1", "--alias", "latest"), "can be no alias"),
        (("a@1", "--alias", "prod", "--tracking-uri", "http://mlflow.example"), "without TLS"),
        (("a@1", "--alias", "prod", "--tracking-uri", "http://u:pw@127.0.0.1"), "user or password"),
    ],
)
def test_what_is_named_wrongly_is_said(
    promote: Promote, arguments: tuple[str, ...], words: str
) -> None:
    ran = promote(*arguments)
    assert ran.returncode == 2
    assert words in ran.stderr
    assert "pw" not in ran.stderr


def test_a_version_that_is_not_there_is_said(
    mlflow: MlflowServer, promote: Promote, model: str
) -> None:
    version = mlflow.register(model, good_files())
    ran = promote(f"{model}@{int(version) + 1}", "--alias", "prod")
    assert ran.returncode == 2
    assert f"there is no {model}@{int(version) + 1}" in ran.stderr


def test_files_beyond_the_limit_are_not_fetched(
    mlflow: MlflowServer, promote: Promote, model: str
) -> None:
    version = mlflow.register(model, good_files())
    ran = promote(f"{model}@{version}", "--alias", "prod", "--most-bytes", "100")
    assert ran.returncode == 4
    assert "100 are the most" in ran.stderr


def test_files_that_nobody_can_list_are_refused(
    mlflow: MlflowServer, promote: Promote, model: str
) -> None:
    mlflow.ask("POST", "registered-models/create", {"name": model})
    body = {"name": model, "source": "s3://bucket/elsewhere"}
    mlflow.ask("POST", "model-versions/create", body)
    ran = promote(f"{model}@1", "--alias", "prod", "--profile", "gate.yaml")
    assert ran.returncode == 4
    assert "belong to no run" in ran.stderr
    assert mlflow.alias(model, "prod") is None


def test_the_same_version_is_the_same_bytes(
    mlflow: MlflowServer, promote: Promote, model: str
) -> None:
    version = mlflow.register(model, good_files(), OWNER)
    digests = set()
    for _ in range(2):  # the second time the version carries what the first wrote
        ran = promote(f"{model}@{version}", "--alias", "prod", "--profile", "gate.yaml",
                      "-o", "json")  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        digests.add(json.loads(ran.stdout)["inputs"][0]["sha256"])
    assert len(digests) == 1
