"""What a guard does when it cannot know: a registry that answers, and files that nobody can get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.errors import EngineError, Error, LimitExceeded, RegistryError
from govern.promotion.guard import Guard
from govern.promotion.history import Decided
from govern.sources.mlflow.registry import ModelRegistry
from tests.promotion.mlflow_server import good_files

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from govern.sources.mlflow.names import VersionName
    from govern.sources.mlflow.version_folder import VersionFolder
    from tests.promotion.mlflow_server import MlflowServer

pytestmark = pytest.mark.server("mlflow")


def _undecided() -> Decided:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Decided(verdict="undecided", decision="", policy_revision="", content="", at=at)


@dataclass(frozen=True)
class _Failing:
    """Fetches nothing."""

    fault: Error

    def __call__(self, _name: VersionName) -> AbstractContextManager[VersionFolder]:
        raise self.fault


def _never(_folder: VersionFolder, _alias: str) -> Decided:
    raise AssertionError("nothing was fetched to be decided on")


@pytest.mark.parametrize(
    ("fault", "first", "last"),
    [
        (RegistryError("x", reason="unreachable"), "stays", "taken back"),
        (RegistryError("x", reason="refused"), "stays", "taken back"),
        (RegistryError("x", reason="timeout"), "stays", "taken back"),
        (RegistryError("x", reason="busy"), "stays", "stays"),
        (RegistryError("x", reason="absent"), "taken back", "taken back"),
        (RegistryError("x", reason="not_listed"), "taken back", "taken back"),
        (LimitExceeded("x"), "taken back", "taken back"),
        (EngineError("x"), "stays", "stays"),
    ],
    ids=lambda one: getattr(one, "reason", None) or (one if isinstance(one, str) else "error"),
)
def test_an_alias_is_taken_back_for_what_lies_in_its_version(
    mlflow: MlflowServer, fault: Error, first: str, last: str
) -> None:
    model = f"judged-{abs(hash((type(fault), getattr(fault, 'reason', ''))))}"
    version = mlflow.register(model, good_files())
    with mlflow.client() as client:
        guard = Guard(
            registry=ModelRegistry(client),
            fetch=_Failing(fault),
            decide=_never,
            undecided=_undecided,
        )
        for is_last, expected in ((False, first), (True, last)):
            mlflow.set_alias(model, "prod", version)
            if expected == "stays":
                with pytest.raises(type(fault)):
                    guard.judge(model, "prod", last=is_last)
                assert mlflow.alias(model, "prod") == version
            else:
                judged = guard.judge(model, "prod", last=is_last)
                assert (judged.verdict, judged.taken_back) == ("undecided", True)
                assert mlflow.alias(model, "prod") is None
