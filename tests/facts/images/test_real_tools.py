"""`govern check --verify` over images in a real registry that real tools pushed and signed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.facts.images.image_maker import PROVENANCE, ImageMaker
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from govern.sources.oci.manifest import Descriptor

pytestmark = pytest.mark.server("docker-registry", "cosign")
_TYPE = "https://acme.test/review/v1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tools")


@pytest.fixture(scope="module")
def host(require_tool: Callable[[str], Path], folder: Path) -> Iterator[str]:
    (folder / "registry").mkdir()
    with debian_registry(require_tool("docker-registry"), folder / "registry") as running:
        yield running


@dataclass(frozen=True)
class Cosign:
    """The real one, with a key of its own, offline."""

    program: Path
    folder: Path

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env={**os.environ, "COSIGN_PASSWORD": "", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr[-800:]
        return done

    def put(self, *arguments: str, old: bool) -> None:
        """Sign or attest, in the form of cosign 2 or 3, without a transparency log."""
        form = (
            ("--use-signing-config=false", "--new-bundle-format=false", "--tlog-upload=false")
            if old
            else ("--signing-config", "no-services.json")
        )
        self(*arguments[:1], "--yes", "--key", "cosign.key", *form, *arguments[1:])


@pytest.fixture(scope="module")
def cosign(require_tool: Callable[[str], Path], folder: Path) -> Cosign:
    found = Cosign(require_tool("cosign"), folder)
    found("generate-key-pair")
    found("signing-config", "create", "--out", "no-services.json")
    (folder / "review.json").write_text('{"reviewer": "alice"}')
    return found


@pytest.fixture
def maker(host: str, request: pytest.FixtureRequest) -> Iterator[ImageMaker]:
    name = "".join(one if one.isalnum() else "-" for one in request.node.name).strip("-").lower()
    plain = frozenset({host})
    with open_registries(credentials=Anonymous(), plain_hosts=plain) as opened:
        yield ImageMaker(opened, f"{host}/{name}")


@dataclass(frozen=True)
class Ran:
    code: int
    report: dict[str, Any]
    seconds: float

    def outcomes(self, rule: str) -> list[tuple[str, str]]:
        results = self.report["results"]
        return [(one["outcome"], one["message"]) for one in results if one["rule_id"] == rule]


@pytest.fixture
def check(tmp_path: Path, folder: Path, host: str, cosign: Cosign) -> Callable[..., Ran]:
    (tmp_path / "govern.toml").write_text(
        f"""profile = "k022.yaml"
[verify]
images = true
plain_http = ["{host}", "127.0.0.1:1"]
seconds = 5
[trust.keys.release]
file = "{folder / "cosign.pub"}"
[[trust.images]]
pattern = "127.0.0.1:*/**"
signers = ["release"]
require_log = false
"""
    )
    (tmp_path / "k022.yaml").write_text("name: x\ntitle: X\nrules: [K022]\n")

    def run(*images: str, more: str = "", flags: tuple[str, ...] = ()) -> Ran:
        if more:
            config = tmp_path / "govern.toml"
            config.write_text(config.read_text() + more)
        containers = json.dumps([{"name": f"c{n}", "image": one} for n, one in enumerate(images)])
        (tmp_path / "pod.yaml").write_text(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
            f"spec: {{containers: {containers}}}\n"
        )
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "govern", "check", "pod.yaml", "-o", "json", *flags],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        seconds = time.monotonic() - started
        assert "Traceback" not in done.stderr, done.stderr
        report = json.loads(done.stdout) if done.stdout else {}
        return Ran(done.returncode, report, seconds)

    return run


def _reference(maker: ImageMaker, image: Descriptor) -> str:
    return f"{maker.name}@{image.digest}"


@pytest.mark.parametrize("old", [False, True], ids=["cosign3", "cosign2"])
def test_what_cosign_signed_is_allowed_and_the_rest_denied(
    maker: ImageMaker, cosign: Cosign, check: Callable[..., Ran], old: bool
) -> None:
    signed, unsigned = maker.image("signed"), maker.image("unsigned", tag="2")
    cosign.put("sign", "--allow-insecure-registry", _reference(maker, signed), old=old)
    assert check(f"{maker.name}:1").code == 0
    denied = check(f"{maker.name}:1", f"{maker.name}:2")
    assert denied.code == 1
    [(outcome, message)] = denied.outcomes("K022")
    assert outcome == "fail"
    assert f"{maker.name}:2" in message
    assert unsigned.digest != signed.digest


@pytest.mark.parametrize("old", [False, True], ids=["cosign3", "cosign2"])
def test_what_cosign_attests_satisfies_a_demanded_predicate(
    maker: ImageMaker, cosign: Cosign, check: Callable[..., Ran], old: bool
) -> None:
    image = maker.image()
    cosign.put("sign", "--allow-insecure-registry", _reference(maker, image), old=old)
    demand = f'predicates = ["{_TYPE}"]\n'
    denied = check(f"{maker.name}:1", more=demand)
    assert denied.code == 1
    assert _TYPE in denied.outcomes("K022")[0][1]
    predicate = ("--type", _TYPE, "--predicate", "review.json")
    reference = _reference(maker, image)
    cosign.put("attest", "--allow-insecure-registry", *predicate, reference, old=old)
    assert check(f"{maker.name}:1").code == 0


def test_another_key_than_the_allowed_one_is_denied(
    maker: ImageMaker, check: Callable[..., Ran]
) -> None:
    maker.sign(maker.image(), FileSigner.generate())
    denied = check(f"{maker.name}:1")
    [(outcome, message)] = denied.outcomes("K022")
    assert (denied.code, outcome) == (1, "fail")
    assert message.endswith("which has no verified signature (signature_invalid)")


def test_a_registry_that_is_down_leaves_it_undecided_in_time(check: Callable[..., Ran]) -> None:
    ran = check("127.0.0.1:1/app:1", "127.0.0.1:1/b:1", "127.0.0.1:1/c:1")
    assert ran.code == 4
    assert {outcome for outcome, _ in ran.outcomes("K022")} == {"undecided"}
    assert "cannot be reached" in ran.outcomes("K022")[0][1]
    assert ran.seconds < 15


def test_offline_and_without_verify_nothing_is_asked(
    maker: ImageMaker, cosign: Cosign, check: Callable[..., Ran]
) -> None:
    image = maker.image()
    cosign.put("sign", "--allow-insecure-registry", _reference(maker, image), old=False)
    offline = check(f"{maker.name}:1", flags=("--offline",))
    assert offline.code == 4
    assert "--offline" in offline.outcomes("K022")[0][1]
    unasked = check(f"{maker.name}:1", flags=("--no-verify",))
    assert unasked.code == 4
    assert "run with --verify" in unasked.outcomes("K022")[0][1]
    for more, flags in (
        ("", ("--offline", "--verify")),
        ('[engine]\nname = "opa"\nopa_url = "http://127.0.0.1:1"\n', ("--offline",)),
    ):
        assert check(f"{maker.name}:1", flags=flags, more=more).code == 2


def test_cosign_accepts_what_we_sign_and_attest(
    maker: ImageMaker, cosign: Cosign, folder: Path
) -> None:
    ours, image = FileSigner.generate(), maker.image()
    maker.sign(image, ours)
    maker.attest(image, ours, predicate={"buildDefinition": {}, "runDetails": {}})
    (folder / "ours.pub").write_bytes(ours.public_key.pem)
    lenient = ("--allow-insecure-registry", "--insecure-ignore-tlog", "--key", "ours.pub")
    cosign("verify", *lenient, _reference(maker, image))
    said = cosign("verify-attestation", *lenient, "--type", PROVENANCE, _reference(maker, image))
    assert "payload" in said.stdout


def test_an_sbom_and_provenance_that_cosign_attests_are_read(
    maker: ImageMaker, cosign: Cosign, folder: Path, host: str
) -> None:
    image = maker.image()
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        {"type": "library", "name": "left-pad", "version": "1.3.0"}]}  # fmt: skip
    slsa = {
        "buildDefinition": {"buildType": "https://acme.test/build/v1", "externalParameters": {}},
        "runDetails": {"builder": {"id": "https://acme.test/builder"}},
    }
    reference = _reference(maker, image)
    cosign.put("sign", "--allow-insecure-registry", reference, old=False)
    for name, kind, content, old in (
        ("bom.json", "cyclonedx", bom, False),
        ("slsa.json", "slsaprovenance1", slsa, True),
    ):
        (folder / name).write_text(json.dumps(content))
        predicate = ("--type", kind, "--predicate", name)
        cosign.put("attest", "--allow-insecure-registry", *predicate, reference, old=old)
    done = subprocess.run(
        [sys.executable, "-m", "govern", "verify", "image", reference, "--plain-http", host,
         "--key", "cosign.pub", "--no-log", "--format", "json"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["errors"] == []
    [sbom], [provenance] = found["fact"]["sboms"], found["fact"]["provenance"]
    assert (sbom["components"], sbom["origin"]["signer"]["issuer"]) == (1, "key")
    assert provenance["builder"] == "https://acme.test/builder"


@pytest.mark.server("skopeo")
def test_a_signature_does_not_move_with_a_copied_image_unless_it_is_copied_too(
    maker: ImageMaker,
    cosign: Cosign,
    check: Callable[..., Ran],
    require_tool: Callable[[str], Path],
) -> None:
    image = maker.image()
    cosign.put("sign", "--allow-insecure-registry", _reference(maker, image), old=False)
    plain = ("--src-tls-verify=false", "--dest-tls-verify=false")
    target = f"{maker.name}-copy:1"
    subprocess.run(
        [require_tool("skopeo"), "copy", *plain, f"docker://{maker.name}:1", f"docker://{target}"],
        capture_output=True,
        check=True,
    )
    assert check(target).code == 1
