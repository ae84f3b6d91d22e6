"""Gatekeeper's templates say the same on both engines, for changed samples too."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from govern.documents.intake import Intake, Unreadable
from govern.engine.both import BothEngines
from govern.engine.evaluation import Evaluation
from govern.engine.factory import open_engine
from govern.engine.settings import EngineSettings
from govern.policies.cluster import cluster_of, with_inventory
from govern.policies.loader import load
from govern.policies.selection import RunContext
from govern.policies.source import PolicySource
from tests import surroundings

TEMPLATES = sorted(Path(__file__).parent.glob("templates/*/template.yaml"))
MUTATIONS = 60  # of each sample
AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.server("opa")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
def test_templates_on_changed_samples(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{surroundings.tools_folder()}{os.pathsep}{os.environ['PATH']}")
    policies = load([PolicySource(str(path.parent), inventory=True)])
    settings = EngineSettings(deadline=30)
    documents = [
        one for one in Intake((str(path.parent / "samples"),)) if not isinstance(one, Unreadable)
    ]
    shown = with_inventory(policies, documents)
    with (
        open_engine(shown, settings) as embedded,
        open_engine(shown, replace(settings, name="opa")) as opa,
    ):
        both = BothEngines(embedded, opa, MUTATIONS, seed=7)
        cluster = cluster_of(documents)
        evaluation = Evaluation(policies.rules, both, RunContext(at=AT), cluster=cluster)
        deque(evaluation.results(documents), maxlen=0)
    assert [(one.mutation, one.difference.one, one.difference.other) for one in both.found] == []
    assert (both.tally.lost, both.tally.reasons) == (0, [])
    assert both.tally.same > MUTATIONS
    assert both.tally.declined < both.tally.same / 50
