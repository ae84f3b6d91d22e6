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

    from tests.cli.conftest import Ran

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
