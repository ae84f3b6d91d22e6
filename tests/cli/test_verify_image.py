"""`govern verify image` against a registry in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.facts.images.image_maker import PROVENANCE, ImageMaker
from tests.sources.oci.registry_server import Answer, Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.govern_command import Ran

    Verify = Callable[..., Ran]


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running


@pytest.fixture
def maker(registry: Registry) -> Iterator[ImageMaker]:
    plain = frozenset({registry.host})
    with open_registries(credentials=Anonymous(), plain_hosts=plain) as opened:
        yield ImageMaker(opened, f"{registry.host}/app")


@pytest.fixture
def key(tmp_path: Path) -> FileSigner:
    signer = FileSigner.generate()
    (tmp_path / "release.pub").write_bytes(signer.public_key.pem)
    return signer


@pytest.fixture
def verify(govern: Callable[..., Ran], maker: ImageMaker, registry: Registry) -> Verify:
    def run(*options: str, reference: str = "") -> Ran:
        plain = ("--plain-http", registry.host)
        env = {"NO_PROXY": "*", "no_proxy": "*", "HOME": "/nonexistent"}
        return govern("verify", "image", reference or f"{maker.name}:1", *plain, *options, env=env)

    return run


_BY_KEY = ("--key", "release.pub", "--no-log")


def test_a_signed_image_is_verified(verify: Verify, maker: ImageMaker, key: FileSigner) -> None:
    image = maker.image()
    maker.sign(image, key)
    maker.attest(image, key, predicate={"a": 1})
    ran = verify(*_BY_KEY, "--type", PROVENANCE)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        f"verified: {maker.name}:1 is {image.digest}",
        "  signed by release.pub (key), at a time nobody vouches for",
        f"  attested {PROVENANCE} by release.pub (key), at a time nobody vouches for",
    ]


def test_json_says_what_was_found(verify: Verify, maker: ImageMaker, key: FileSigner) -> None:
    image = maker.image()
    maker.sign(image, key, FileSigner.generate())
    ran = verify(*_BY_KEY, "--format", "json")
    assert ran.code == 0
    found: dict[str, Any] = json.loads(ran.out)
    assert found["verified"] is True
    assert found["fact"]["digest"] == image.digest
    assert [one["reason"] for one in found["errors"]] == ["signature_invalid"]


def test_what_is_demanded_and_missing_exits_with_5(
    verify: Verify, maker: ImageMaker, key: FileSigner
) -> None:
    image = maker.image()
    unsigned = verify(*_BY_KEY, "--format", "json")
    assert unsigned.code == 5
    assert json.loads(unsigned.out)["verified"] is False
    maker.sign(image, key)
    ran = verify(*_BY_KEY, "--type", PROVENANCE)
    assert ran.code == 5
    assert f"no trusted signer attests {PROVENANCE}" in ran.err
    assert ran.out == ""
    assert "log_missing" in verify("--key", "release.pub").err


def test_attestations_alone_may_be_demanded(
    verify: Verify, maker: ImageMaker, key: FileSigner
) -> None:
    image = maker.image()
    asked = (*_BY_KEY, "--threshold", "0", "--type", PROVENANCE)
    maker.attest(image, FileSigner.generate())
    assert verify(*asked).code == 5
    maker.attest(image, key)
    assert verify(*asked).code == 0
    assert verify(*_BY_KEY, "--type", PROVENANCE).code == 5
    nothing = verify(*_BY_KEY, "--threshold", "0")
    assert nothing.code == 2
    assert "demands nothing" in nothing.err


SBOM = "https://cyclonedx.org/bom"


def test_an_attestation_of_an_image_is_verified_and_printed(
    govern: Callable[..., Ran], maker: ImageMaker, registry: Registry, key: FileSigner
) -> None:
    def attested(*options: str) -> Ran:
        env = {"NO_PROXY": "*", "no_proxy": "*", "HOME": "/nonexistent"}
        base = ("verify", "attestation", f"{maker.name}:1", "--plain-http", registry.host)
        return govern(*base, *_BY_KEY, *options, env=env)

    image = maker.image()
    maker.attest(image, key, predicate={"a": 1})
    maker.attest(image, FileSigner.generate(), kind=SBOM)
    ran = attested("--type", "slsaprovenance1")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == f"verified: {maker.name}:1 is {image.digest}"
    ran = attested("--type", "cyclonedx", "--type", PROVENANCE, "--format", "json")
    assert ran.code == 0
    found = json.loads(ran.out)
    assert [one["predicate"] for one in found["attestations"]] == [{"a": 1}]
    ran = attested("--type", "cyclonedx", "--format", "json")
    assert ran.code == 5
    assert f"no trusted signer attests {SBOM}" in ran.err
    assert json.loads(ran.out)["verified"] is False
    assert attested("--type", "provenance").code == 2
    registry.overrides.append(("GET .*", Answer(429)))
    assert attested("--type", "slsaprovenance1").code == 4


def test_a_statement_about_a_file_has_to_be_named(
    govern: Callable[..., Ran], key: FileSigner, tmp_path: Path
) -> None:
    (tmp_path / "app").write_text("x")
    for about in (["app"], ["--digest", "sha256:" + "0" * 64], []):
        ran = govern("verify", "attestation", *about, *_BY_KEY, "--type", "slsaprovenance")
        assert ran.code == 2
        assert "--bundle" in ran.err


def test_govern_toml_says_who_when_the_command_line_does_not(
    verify: Verify, maker: ImageMaker, key: FileSigner, tmp_path: Path
) -> None:
    maker.sign(maker.image(), key)
    assert "no rule of [[trust.images]]" in verify().err
    (tmp_path / "govern.toml").write_text(
        '[trust.keys.release]\nfile = "release.pub"\n'
        '[[trust.images]]\npattern = "**"\nsigners = ["release"]\nrequire_log = false\n'
    )
    assert verify().code == 0
    assert verify("--type", PROVENANCE).code == 2


def test_a_registry_without_answer_exits_with_4(
    verify: Verify, registry: Registry, key: FileSigner
) -> None:
    registry.overrides.append(("GET .*", Answer(429)))
    ran = verify(*_BY_KEY, "--format", "json")
    assert ran.code == 4
    assert json.loads(ran.out)["fact"]["reason"] == "rate_limited"


@pytest.mark.parametrize(
    ("options", "reference"),
    [
        (_BY_KEY, "UPPER//x"),
        ((*_BY_KEY, "--platform", "linux"), ""),
        (("--identity", "a@b"), ""),
        ((*_BY_KEY, "--threshold", "2"), ""),
        (("--key", "missing.pub"), ""),
    ],
)
def test_what_cannot_be_meant_exits_with_2(
    verify: Verify, key: FileSigner, options: tuple[str, ...], reference: str
) -> None:
    ran = verify(*options, reference=reference)
    assert ran.code == 2, ran.err
    assert ran.err.startswith("govern: ")
