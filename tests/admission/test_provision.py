"""Certificates of our own and the registration, against a real API server."""

from __future__ import annotations

import base64
import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.admission.provision.bundle import certificates, merged
from govern.admission.provision.rotation import Lives, Material, rotated
from govern.cli.main import cli
from govern.errors import EngineError, InputError
from tests.admission.authority import Authority
from tests.admission.cluster import Cluster
from tests.admission.reviews import policies, rule
from tests.admission.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_NAMES = ("govern.govern-system.svc",)
_LIVES = Lives()
_DAY = dt.timedelta(days=1)


def leaf_of(found: Material) -> x509.Certificate:
    return x509.load_pem_x509_certificate(found.leaf.certificate)


def trusted(found: Material) -> list[x509.Certificate]:
    return certificates(found.bundle, "it")


def holds(found: Material) -> bool:
    """Whether some authority that is trusted issued what is shown."""
    for one in trusted(found):
        try:
            leaf_of(found).verify_directly_issued_by(one)
        except Exception:  # noqa: BLE001, S112 - any reason is a no
            continue
        return True
    return False


def test_what_is_new_is_trusted_named_and_elliptic() -> None:
    found = rotated(None, _NAMES, _NOW, _LIVES)
    assert found.changes == ("authority", "certificate")
    assert holds(found.material)
    names = leaf_of(found.material).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert tuple(names.value.get_values_for_type(x509.DNSName)) == _NAMES
    key = leaf_of(found.material).public_key()
    assert key.curve.name == "secp256r1"  # type: ignore[union-attr]  # another kind fails as well
    assert rotated(found.material, _NAMES, _NOW, _LIVES).changes == ()


def test_a_leaf_is_renewed_when_a_third_of_its_life_is_left() -> None:
    first = rotated(None, _NAMES, _NOW, _LIVES).material
    assert rotated(first, _NAMES, _NOW + 59 * _DAY, _LIVES).changes == ()
    later = rotated(first, _NAMES, _NOW + 61 * _DAY, _LIVES)
    assert later.changes == ("certificate",)
    assert later.material.authority == first.authority


def test_an_authority_is_published_a_run_before_it_issues() -> None:
    first = rotated(None, _NAMES, _NOW, _LIVES).material
    late = _NOW + 250 * _DAY
    first = rotated(first, _NAMES, late - 10 * _DAY, _LIVES).material  # the leaf is fresh by now
    one = rotated(first, _NAMES, late, _LIVES)
    assert one.changes == ("authority",)
    assert one.material.leaf == first.leaf
    assert len(trusted(one.material)) == 2
    two = rotated(one.material, _NAMES, late + _DAY, _LIVES)
    assert two.changes == ("certificate",)
    assert len(trusted(two.material)) == 2
    leaf_of(two.material).verify_directly_issued_by(trusted(two.material)[0])


def test_other_names_and_lost_keys_are_renewed_at_once() -> None:
    first = rotated(None, _NAMES, _NOW, _LIVES).material
    assert rotated(first, ("other.govern.svc",), _NOW, _LIVES).changes == ("certificate",)
    second = rotated(None, _NAMES, _NOW, _LIVES).material
    mixed = Material(first.authority, first.bundle, second.leaf)
    assert rotated(mixed, _NAMES, _NOW, _LIVES).changes == ("certificate",)
    lost = Material(second.authority.__class__(first.authority.certificate, b""), b"", second.leaf)
    assert rotated(lost, _NAMES, _NOW, _LIVES).changes == ("authority", "certificate")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=25))
@settings(max_examples=25, deadline=None)
def test_whenever_the_job_runs_what_is_served_was_trusted_before(pauses: list[int]) -> None:
    """R8: what is shown is valid, and each API server knows its authority from the run before."""
    now = _NOW
    found = rotated(None, _NAMES, now, _LIVES).material
    for days in pauses:
        known = trusted(found)
        expires = min(leaf_of(found).not_valid_after_utc, known[0].not_valid_after_utc)
        now += days * _DAY
        found = rotated(found, _NAMES, now, _LIVES).material
        assert holds(found)
        assert leaf_of(found).not_valid_after_utc > now
        if expires > now:  # the job was not late by more than a third of a life
            issuers = [one for one in known if leaf_of(found).issuer == one.subject]
            assert issuers, "a certificate is served that nobody can trust yet"


def test_a_bundle_of_expired_authorities_is_none() -> None:
    old = rotated(None, _NAMES, _NOW - 400 * _DAY, _LIVES).material.bundle
    with pytest.raises(InputError, match="every authority has expired"):
        merged(b"", old, _NOW)
    with pytest.raises(InputError, match="holds no PEM"):
        merged(b"nonsense", b"", _NOW)


# --- against a real API server


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as one:
        one.kubectl("create", "namespace", "govern-system")
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("policies")
    policies(
        found, one=rule("T1", 'deny contains "no"', match="{kind: kubernetes, resources: [Pod]}")
    )
    return found


def run(cluster: Cluster, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["admission", *arguments, "--kubeconfig", str(cluster.kubeconfig())]
    )


def registration(cluster: Cluster) -> dict[str, Any]:
    return cluster.get("validatingwebhookconfiguration", "govern")


def absent(cluster: Cluster) -> bool:
    done = cluster.kubectl("get", "validatingwebhookconfiguration", "govern", check=False)
    return "NotFound" in done.stderr


@pytest.mark.server("kube-apiserver", "kubectl")
def test_certificates_are_written_once_and_then_kept(cluster: Cluster) -> None:
    first = run(cluster, "certificates")
    assert first.exit_code == 0, first.output
    assert "renewed authority and certificate in govern-system/govern-tls" in first.stderr
    found = cluster.get("secret", "govern-tls", "-n", "govern-system")
    assert found["type"] == "kubernetes.io/tls"
    assert set(found["data"]) == {"tls.crt", "tls.key", "ca.crt"}
    assert b"PRIVATE" not in base64.b64decode(found["data"]["ca.crt"])
    second = run(cluster, "certificates")
    assert "renewed nothing" in second.stderr
    assert cluster.get("secret", "govern-tls", "-n", "govern-system") == found


@pytest.mark.server("kube-apiserver", "kubectl")
def test_nothing_is_registered_before_the_webhook_is_ready(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    """R6: neither for one that is not there nor for one that is vouched for by others."""
    ours = ("--no-builtin", "-p", str(folder), "--config", "none")
    with Webhook(tmp_path / "webhook", *ours[:3]) as webhook:
        url = f"https://127.0.0.1:{webhook.port}"
        arguments = ("register", *ours, "--url", url, "--wait", "0.1")
        other = Authority(tmp_path / "other")
        refused = run(cluster, *arguments, "--ca", str(other.file))
        assert isinstance(refused.exception, EngineError)
        assert "certificate verify failed" in str(refused.exception.cause)
        assert absent(cluster)
        taken = run(cluster, *arguments, "--ca", str(webhook.authority.file))
        assert taken.exit_code == 0, taken.output
        assert "created validatingwebhookconfiguration govern" in taken.stderr
        again = run(cluster, *arguments, "--ca", str(webhook.authority.file))
        assert "unchanged" in again.stderr
    late = run(cluster, *arguments, "--ca", str(webhook.authority.file), "--timeout", "2")
    assert isinstance(late.exception, EngineError)
    assert registration(cluster)["webhooks"][0]["timeoutSeconds"] == 3
    cluster.kubectl("delete", "validatingwebhookconfiguration", "govern")


@pytest.mark.server("kube-apiserver", "kubectl")
def test_a_webhook_that_says_it_is_not_ready_is_not_registered(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    """R6: one that drains answers over TLS that is trusted, and says 503."""
    ours = ("--no-builtin", "-p", str(folder))
    with Webhook(tmp_path / "webhook", *ours, "--drain", "20") as webhook:
        webhook.terminate()
        webhook.wait_for("draining")
        arguments = ("register", *ours, "--config", "none", "--wait", "0.1", "--url")
        url, authority = f"https://127.0.0.1:{webhook.port}", str(webhook.authority.file)
        refused = run(cluster, *arguments, url, "--ca", authority)
    assert isinstance(refused.exception, EngineError)
    assert "503" in str(refused.exception.cause)
    assert absent(cluster)


@pytest.mark.server("kube-apiserver", "kubectl")
def test_it_waits_for_a_webhook_that_comes(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    ours = ("--no-builtin", "-p", str(folder))
    webhook = Webhook(tmp_path / "webhook", *ours, port=_port())
    url = f"https://127.0.0.1:{webhook.port}"
    arguments = ("register", *ours, "--config", "none", "--url", url, "--wait", "60")
    results: list[Result] = []
    waiting = threading.Thread(
        target=lambda: results.append(run(cluster, *arguments, "--ca", str(webhook.authority.file)))
    )
    waiting.start()
    with webhook:
        waiting.join(60)
    assert results[0].exit_code == 0, results[0].output
    cluster.kubectl("delete", "validatingwebhookconfiguration", "govern")


@pytest.mark.server("kube-apiserver", "kubectl")
def test_old_authorities_stay_trusted_and_foreign_marks_stay(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    """R8: a rotation adds an authority; only --replace-authority takes one away."""
    ours = ("--no-builtin", "-p", str(folder))
    with Webhook(tmp_path / "webhook", *ours) as webhook:
        url = f"https://127.0.0.1:{webhook.port}"
        arguments = ("register", *ours, "--config", "none", "--url", url, "--ca")
        run(cluster, *arguments, str(webhook.authority.file))
        cluster.kubectl(
            "annotate",
            "validatingwebhookconfiguration",
            "govern",
            "admissions.enforcer/disabled=true",
        )  # fmt: skip
        added = run(cluster, "certificates", "--secret-name", "other")
        assert added.exit_code == 0, added.output
        assert len(_trusted(cluster)) == 2
        run(cluster, *arguments, str(webhook.authority.file), "--timeout", "2")
        assert len(_trusted(cluster)) == 2
        marks = registration(cluster)["metadata"]["annotations"]
        assert marks["admissions.enforcer/disabled"] == "true"
        run(cluster, *arguments, str(webhook.authority.file), "--replace-authority")
        assert len(_trusted(cluster)) == 1
    cluster.kubectl("delete", "validatingwebhookconfiguration", "govern")


def _trusted(cluster: Cluster) -> list[x509.Certificate]:
    encoded = registration(cluster)["webhooks"][0]["clientConfig"]["caBundle"]
    return certificates(base64.b64decode(encoded), "it")


def _port() -> int:
    from tests import surroundings

    return surroundings.free_port()
