from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from govern.errors import InputError
from govern.sources.oci.limits import Budget, Limits
from govern.sources.oci.reasons import Reason
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.sources.oci.client import Registries
    from tests.sources.oci.registry_server import Registry

WITHOUT = """
import sys
sys.modules["urllib3"] = None  # as if it were not installed
from govern.errors import UsageError
from govern.sources.oci.client import open_registries
try:
    open_registries(environ={})
except UsageError as error:
    print(error.diagnostics())
"""


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_without_the_http_library_the_message_says_what_to_install() -> None:
    said = run(WITHOUT)
    assert "the module urllib3 is not installed" in said
    assert "govern-engine[verify]" in said


def test_the_http_library_is_loaded_only_when_registries_are_opened() -> None:
    program = "import sys, govern.sources.oci.client, govern.sources.oci.push"
    assert run(f"{program}; print('urllib3' in sys.modules)") == "False\n"


def test_a_name_that_is_no_reference_is_refused_before_anything_is_sent(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    with pytest.raises(InputError):
        registries_for(registry).repository(f"{registry.host}/No:1")
    assert registry.seen == []


def test_work_may_share_its_budget(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    client = registries_for(registry)
    budget = Budget(Limits(seconds=5), "the whole of it")
    one = client.repository(f"{registry.host}/a:1", budget)
    assert one.session.budget is client.repository(f"{registry.host}/b:1", budget).session.budget
    own = client.repository(f"{registry.host}/a:1").session.budget
    assert own is not budget
    assert own.what == f"{registry.host}/a:1"


def test_sockets_are_closed(registry: Registry, registries_for: Callable[..., Registries]) -> None:
    """Every handle that watches a connection goes with it: pytest reports what is left open."""
    client = registries_for(registry)
    for _ in range(3):
        assert client.repository(f"{registry.host}/a:1").find("1") is None
        client.close()


def test_every_reason_is_documented() -> None:
    page = (ROOT / "docs/reference/registries.md").read_text(encoding="utf-8")
    assert [reason for reason in Reason if f"`{reason}`" not in page] == []
