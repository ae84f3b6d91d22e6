from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from govern import config
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner
from govern.attest.trust_store import TrustStore, public_good_root
from govern.errors import UsageError
from tests.attest.sigstore_in_memory import SigstoreInMemory

if TYPE_CHECKING:
    from pathlib import Path

_ROOT = SigstoreInMemory().trusted_root()
_BASE = f"""
[trust.roots.acme]
file = "root.json"
sha256 = "{hashlib.sha256(_ROOT).hexdigest()}"
[trust.identities.release]
issuer = "https://token.actions.githubusercontent.com"
identity_regex = 'https://github\\.com/acme/.*'
[trust.keys.ours]
file = "ours.pub"
"""


def _load(folder: Path, text: str) -> TrustStore:
    (folder / "root.json").write_bytes(_ROOT)
    (folder / "ours.pub").write_bytes(FileSigner.generate().public_key.pem)
    (folder / "govern.toml").write_text(_BASE + text)
    return TrustStore.load(config.load(folder / "govern.toml").trust, folder)


def _images(pattern: str, more: str = "") -> str:
    return f'[[trust.images]]\npattern = "{pattern}"\nsigners = ["ours"]\nroot = "acme"\n{more}\n'


def test_the_most_specific_pattern_wins(tmp_path: Path) -> None:
    text = (
        _images("**") + _images("r.test/acme/**") + _images("r.test/acme/app")
        + _images("r.test/acme/*", 'namespaces = ["prod"]')
    )  # fmt: skip
    store = _load(tmp_path, text)

    def winner(image: str, namespace: str | None = None) -> str:
        rule = store.rule_for(image, namespace)
        assert rule is not None
        return rule.pattern

    assert winner("docker.io/library/nginx") == "**"
    assert winner("r.test/acme/team/app") == "r.test/acme/**"
    assert winner("r.test/acme/app", "prod") == "r.test/acme/app"
    assert winner("r.test/acme/web", "prod") == "r.test/acme/*"
    assert winner("r.test/acme/web", "test") == "r.test/acme/**"


def test_an_image_that_no_pattern_covers_is_trusted_to_nobody(tmp_path: Path) -> None:
    store = _load(tmp_path, _images("r.test/acme/*"))
    assert store.rule_for("r.test/acme/team/app") is None
    assert store.rule_for("xr.test/acme/app") is None
    assert store.rule_for("rXtest/acme/app") is None


@pytest.mark.parametrize(
    "text",
    [
        '[[trust.images]]\npattern = "**"\nsigners = ["nobody"]',
        '[[trust.images]]\npattern = "**"\nsigners = []',
        _images("**", "threshold = 2"),
        _images("**", "threshold = 0"),
        _images("**", "threshold = 0\npredicates = []"),
        '[[trust.models]]\npattern = "**"\nsigners = ["ours"]\nthreshold = 0',
        _images("**") + _images("**"),
        '[trust.identities.x]\nissuer = ".*"\nidentity = "a"',
        '[trust.identities.ours]\nissuer = "https://x"\nidentity = "a"',
        '[trust.keys.other]\nfile = "absent"',
        '[trust.keys.other]\nfile = "root.json"',
        '[trust.roots.other]\nfile = "root.json"',
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        _load(tmp_path, text)


def test_another_root_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        _load(tmp_path, f'[trust.roots.b]\nfile = "root.json"\nsha256 = "{"0" * 64}"')
    assert caught.value.reason is Reason.TRUST_ROOT_INVALID


def test_the_default_root_is_the_file_in_the_wheel(tmp_path: Path) -> None:
    assert b"rekor.sigstore.dev" in public_good_root().data
    store = _load(tmp_path, '[[trust.images]]\npattern = "**"\nsigners = ["release"]')
    assert store.rules[0].trust.root == public_good_root()


def test_reports_and_builders_name_signers_that_are_configured(tmp_path: Path) -> None:
    (tmp_path / "ours.pub").write_bytes(FileSigner.generate().public_key.pem)
    keys = {"ours": {"file": "ours.pub"}}
    reports = {"signers": ["ours"], "require_log": False, "max_age_days": 7}
    store = TrustStore.load(
        config.TrustSection.model_validate({"keys": keys, "reports": reports}), tmp_path
    )
    assert [one.name for one in store.reports.policy.signers] == ["ours"]
    assert (store.reports.unsigned, store.reports.trust.root) == (False, None)
    assert TrustStore.load(config.TrustSection(), tmp_path).reports.policy.signers == ()
    for wrong in (
        {"reports": {"signers": ["theirs"]}},
        {"reports": {"signers": ["ours"], "root": "absent"}},
        {"builders": [{"id": "x", "signers": ["theirs"], "level": 2}]},
    ):
        section = config.TrustSection.model_validate({"keys": keys, **wrong})
        with pytest.raises(UsageError, match="not configured"):
            TrustStore.load(section, tmp_path)
