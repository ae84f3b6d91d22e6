from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.errors import InputError
from govern.sources.oci.reference import Reference

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("nginx", "docker.io", "library/nginx", "latest", None),
        ("nginx:1.2", "docker.io", "library/nginx", "1.2", None),
        ("bitnami/nginx", "docker.io", "bitnami/nginx", "latest", None),
        ("docker.io/nginx", "docker.io", "library/nginx", "latest", None),
        ("index.docker.io/a/b", "docker.io", "a/b", "latest", None),
        ("registry-1.docker.io/nginx", "docker.io", "library/nginx", "latest", None),
        ("ghcr.io/a/b/c:x", "ghcr.io", "a/b/c", "x", None),
        ("localhost/a", "localhost", "a", "latest", None),
        ("localhost:5000/a:b", "localhost:5000", "a", "b", None),
        ("127.0.0.1:5000/a", "127.0.0.1:5000", "a", "latest", None),
        ("[::1]:5000/a", "[::1]:5000", "a", "latest", None),
        ("GHCR.io/a", "ghcr.io", "a", "latest", None),
        (f"ghcr.io/a@{DIGEST}", "ghcr.io", "a", None, DIGEST),
        (f"ghcr.io/a:1@{DIGEST}", "ghcr.io", "a", "1", DIGEST),
        ("a/b_c/d__e/f--g.h", "docker.io", "a/b_c/d__e/f--g.h", "latest", None),
    ],
)
def test_references_read_as_container_runtimes_read_them(
    text: str, registry: str, repository: str, tag: str | None, digest: str | None
) -> None:
    assert Reference.parse(text) == Reference(registry, repository, tag, digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":1",
        "a:",
        "a@",
        "Nginx",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a b",
        "a\n",
        "a:b c",
        "a@sha256:abc",
        "a@md5:" + "a" * 32,
        "ghcr.io/",
        "ghcr.io:x/a",
        "ghcr.io/a/../b",
        "http://ghcr.io/a",
        "user:password@ghcr.io/a",
        "ghcr.io/" + "a" * 256,
        "a:" + "t" * 129,
    ],
)
def test_what_breaks_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a reference"):
        Reference.parse(text)


def test_the_hub_has_another_host_for_its_api() -> None:
    assert Reference.parse("nginx").api_host == "registry-1.docker.io"
    assert Reference.parse("ghcr.io/a/b").api_host == "ghcr.io"


def test_a_digest_decides_and_the_tag_stays_for_people() -> None:
    pinned = Reference.parse("ghcr.io/a/b:1").at(DIGEST)
    assert pinned.target == DIGEST
    assert str(pinned) == f"ghcr.io/a/b:1@{DIGEST}"
    assert Reference.parse(str(pinned)) == pinned


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[a-zA-Z0-9./:@_\[\]-]{1,40}", fullmatch=True))
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    try:
        parsed = Reference.parse(text)
    except InputError:
        return
    assert Reference.parse(str(parsed)) == parsed
