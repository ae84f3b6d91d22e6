"""The rule in docs/integrations.md, over images in a real registry and runs of real tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from govern.attest.signing import FileSigner
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.facts.images.image_maker import ImageMaker
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_KIND = "https://in-toto.io/attestation/test-result/v0.1"


@pytest.mark.server("docker-registry")
def test_only_tested_images_are_allowed(
    tmp_path: Path, root: Path, require_tool: Callable[[str], Path]
) -> None:
    page = (root / "docs/integrations.md").read_text(encoding="utf-8")
    found = re.search(r"### Only tested images\n.*?```rego\n(.*?)```", page, re.DOTALL)
    assert found is not None
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/tested.rego").write_text(found[1])
    (tmp_path / "registry").mkdir()
    signer = FileSigner.generate()
    (tmp_path / "ci.pem").write_bytes(signer.private_pem)
    (tmp_path / "ci.pub").write_bytes(signer.public_key.pem)
    plain = {key: one for key, one in os.environ.items() if not key.startswith("PYTEST_")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments], cwd=tmp_path, capture_output=True, text=True,
            check=False, timeout=120, env={**plain, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )  # fmt: skip

    with debian_registry(require_tool("docker-registry"), tmp_path / "registry") as host:
        (tmp_path / "govern.toml").write_text(
            f'[policy]\nsources = ["rules"]\nbuiltin = false\n'
            f'[verify]\nimages = true\nplain_http = ["{host}"]\n'
            '[trust.keys.ci]\nfile = "ci.pub"\n'
            '[[trust.images]]\npattern = "127.0.0.1:*/**"\nsigners = ["ci"]\nrequire_log = false\n'
        )
        with open_registries(credentials=Anonymous(), plain_hosts=frozenset({host})) as opened:
            maker = ImageMaker(opened, f"{host}/app")
            images = {name: maker.image(name, tag=name).digest for name in ("good", "bad", "none")}
        for name, body in (("good", "pass"), ("bad", "assert 0")):
            (tmp_path / f"test_{name}.py").write_text(f"def test_it(): {body}\n")
            subject = f"{host}/app={images[name]}"
            ran = run("pytest", "-q", "-p", "govern.pytest_plugin", f"test_{name}.py",
                      "--govern-predicate", "tests.json", "--govern-subject", subject)  # fmt: skip
            assert ran.returncode == (name == "bad"), ran.stdout + ran.stderr
            said = ("--predicate", "tests.json", "--type", _KIND)
            reference = f"{host}/app@{images[name]}"
            ran = run("govern", "sign", "image", reference, "--key", "ci.pem",
                      "--plain-http", host, *said)  # fmt: skip
            assert ran.returncode == 0, ran.stderr
        for name, code in (("good", 0), ("bad", 1), ("none", 1)):
            (tmp_path / "pod.yaml").write_text(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
                f"spec: {{containers: [{{name: c, image: '{host}/app:{name}'}}]}}\n"
            )
            ran = run("govern", "check", "pod.yaml")
            assert ran.returncode == code, (name, ran.stdout, ran.stderr)
        unseen = run("govern", "check", "pod.yaml", "--no-verify")
        assert unseen.returncode == 4
        assert "is not known" in unseen.stdout
