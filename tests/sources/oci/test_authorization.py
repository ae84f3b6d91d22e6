"""Being let in, and what is shown to whom."""

from __future__ import annotations

import json
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from govern.errors import RegistryError
from govern.sources.oci.addresses import is_private
from govern.sources.oci.challenge import Challenge, parse_challenges
from govern.sources.oci.client import Registries
from govern.sources.oci.credentials import Anonymous, Credential, OneRegistry
from govern.sources.oci.limits import Limits
from govern.sources.oci.tokens import Tokens
from govern.sources.oci.transport import Transport
from tests.sources.oci.registry_server import Answer, Registry, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET = "correct horse"
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "x", "digest": "sha256:" + "0" * 64, "size": 2},
}


def ann(registry: Registry, **members: str) -> OneRegistry:
    return OneRegistry(
        registry.host, Credential(**(members or {"username": "ann", "password": SECRET}))
    )


def refusal(call: Callable[[], object]) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        call()
    assert SECRET not in caught.value.diagnostics()
    assert "token-of-the-test" not in caught.value.diagnostics()
    return caught.value


@pytest.fixture
def other() -> Iterator[Registry]:
    with Registry() as running:
        yield running


# ------------------------------------------------------------------ ways to log in


@pytest.mark.parametrize("way", ["basic", "bearer"])
def test_a_registry_that_asks_is_answered(
    way: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth, registry.users = way, {"ann": SECRET}
    registry.add_manifest(MANIFEST, tag="1")
    client = registries_for(registry, credentials=ann(registry))
    for _ in range(3):
        client.repository(f"{registry.host}/app:1").resolve()
    challenged = [seen for seen in registry.seen if "authorization" not in seen.headers]
    assert len(challenged) == 1, "what worked is used again"


def test_a_token_is_given_to_anybody_where_that_is_the_custom(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    registry.add_manifest(MANIFEST, tag="1")
    registries_for(registry).repository(f"{registry.host}/app:1").resolve()
    (asked,) = [seen for seen in registry.seen if seen.path == "/token"]
    assert asked.query == {"service": ["test"], "scope": ["repository:app:pull"]}
    assert "authorization" not in asked.headers


def test_an_identity_token_is_exchanged(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    registry.add_manifest(MANIFEST, tag="1")
    client = registries_for(registry, credentials=ann(registry, identity_token="refresh"))
    client.repository(f"{registry.host}/app:1").resolve()
    (asked,) = [seen for seen in registry.seen if seen.path == "/token"]
    assert asked.method == "POST"
    assert b"grant_type=refresh_token" in asked.body
    assert b"refresh_token=refresh" in asked.body


def test_an_expired_token_is_replaced(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    registry.add_manifest(MANIFEST, tag="1")
    client = registries_for(registry)
    client.repository(f"{registry.host}/app:1").resolve()
    registry.token = "another-token"
    client.repository(f"{registry.host}/app:1").resolve()
    assert len([seen for seen in registry.seen if seen.path == "/token"]) == 2


def test_a_token_for_one_repository_is_not_used_for_another(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    for name in ("app", "other"):
        registry.add_manifest(MANIFEST, name, "1")
    client = registries_for(registry)
    for name in ("app", "other"):
        client.repository(f"{registry.host}/{name}:1").resolve()
    scopes = [seen.query["scope"] for seen in registry.seen if seen.path == "/token"]
    assert scopes == [["repository:app:pull"], ["repository:other:pull"]]


def test_threads_that_are_asked_at_once_get_one_token(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    registry.add_manifest(MANIFEST, tag="1")
    client = registries_for(registry)
    threads = [
        threading.Thread(target=client.repository(f"{registry.host}/app:1").resolve)
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([seen for seen in registry.seen if seen.path == "/token"]) == 1


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize("way", ["basic", "bearer"])
def test_wrong_credentials_are_said_to_be_so(
    way: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth, registry.users = way, {"ann": "another password"}
    client = registries_for(registry, credentials=ann(registry))
    error = refusal(client.repository(f"{registry.host}/app:1").resolve)
    assert error.reason == "unauthorized"


def test_missing_credentials_are_said_to_be_so(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth, registry.users = "basic", {"ann": SECRET}
    error = refusal(registries_for(registry).repository(f"{registry.host}/app:1").resolve)
    assert (error.reason, error.cause) == (
        "unauthorized",
        "the registry asks for a name and password",
    )


@pytest.mark.parametrize("header", ["", "Negotiate", "Digest realm=x", ",,,", "Bearer"])
def test_a_challenge_that_cannot_be_answered_is_an_error(
    header: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(401, headers={"WWW-Authenticate": header})))
    error = refusal(registries_for(registry).repository(f"{registry.host}/app:1").resolve)
    assert error.reason in {"unauthorized", "refused"}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(200, b"{}"), "malformed"),
        (Answer(200, b"<html>"), "malformed"),
        (Answer(200, b'{"token": "two\\r\\nlines"}'), "malformed"),
        (Answer(200, b'{"token": 7}'), "malformed"),
        (Answer(200, b"x" * 200_000), "too_large"),
        (Answer(429), "rate_limited"),
        (Answer(500), "unavailable"),
        (Answer(302, headers={"Location": "/token2"}), "unavailable"),
    ],
)
def test_a_token_service_that_misbehaves_is_an_error(
    answer: Answer, reason: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    registry.overrides.append(("/token", answer))
    client = registries_for(registry, limits=Limits(retries=0))
    assert refusal(client.repository(f"{registry.host}/app:1").resolve).reason == reason


# ------------------------------------------------------------------ nothing for strangers


def test_a_redirect_to_another_host_carries_no_token(
    registry: Registry, other: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    blob = registry.add_blob(b"layer")
    registry.add_manifest({**MANIFEST, "layers": [blob]}, tag="1")
    other.overrides.append(("GET /cdn", Answer(200, b"layer")))

    def elsewhere(_: Seen) -> Answer:
        return Answer(307, headers={"Location": f"{other.url}/cdn?signature=1"})

    client = registries_for(registry, other)
    repository = client.repository(f"{registry.host}/app:1")
    (layer,) = repository.resolve().layers
    registry.overrides.append(("/blobs/", elsewhere))
    assert repository.blob(layer) == b"layer"
    assert registry.seen[-1].headers["authorization"] == "Bearer token-of-the-test"
    (seen,) = other.seen
    assert "authorization" not in seen.headers


def test_a_challenge_from_another_host_is_not_answered(
    registry: Registry, other: Registry, registries_for: Callable[..., Registries]
) -> None:
    other.auth, other.users = "basic", {"ann": SECRET}
    registry.overrides.append(
        ("manifests", Answer(302, headers={"Location": f"{other.url}/v2/app/manifests/1"}))
    )
    client = registries_for(registry, other, credentials=ann(registry))
    assert refusal(client.repository(f"{registry.host}/app:1").resolve).reason == "unauthorized"
    assert all("authorization" not in seen.headers for seen in other.seen)


def test_redirects_end(registry: Registry, registries_for: Callable[..., Registries]) -> None:
    registry.overrides.append(("manifests", Answer(302, headers={"Location": "again"})))
    client = registries_for(registry)
    assert refusal(client.repository(f"{registry.host}/app:1").resolve).reason == "malformed"
    assert len(registry.seen) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://plain.example/x",
        "ftp://host.example/x",
        "file:///etc/passwd",
        "https://user:password@host.example/x",
        "https://[broken/x",
        "https://host.example:99999/x",
    ],
)
def test_a_redirect_to_what_we_do_not_talk_to_is_refused(
    location: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(302, headers={"Location": location})))
    error = refusal(registries_for(registry).repository(f"{registry.host}/app:1").resolve)
    assert error.reason == "refused"
    assert "password@" not in error.diagnostics()


@pytest.mark.parametrize(
    "realm", ["http://plain.example/token", "/token", "", "gopher://x/", "http://[::1/"]
)
def test_credentials_go_to_no_realm_in_plain_http(
    realm: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(
        ("manifests", Answer(401, headers={"WWW-Authenticate": f'Bearer realm="{realm}"'}))
    )
    client = registries_for(registry, credentials=ann(registry))
    assert refusal(client.repository(f"{registry.host}/app:1").resolve).reason == "refused"


def test_plain_http_is_spoken_to_named_hosts_alone(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(MANIFEST, tag="1")
    client = registries_for(plain_hosts=frozenset({"other.example:5000"}), limits=Limits(retries=0))
    error = refusal(client.repository(f"{registry.host}/app:1").resolve)
    assert error.reason in {"tls", "unavailable"}
    assert registry.seen == []


# ------------------------------------------------------------------ TLS, and the private network


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.2 that signs itself, with its key, in one PEM file."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test registry")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.2"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "registry.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def secure(authority: Path) -> Iterator[Registry]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with Registry(tls=context, address="127.0.0.2") as running:
        yield running


def test_tls_is_verified(secure: Registry, registries_for: Callable[..., Registries]) -> None:
    secure.add_manifest(MANIFEST, tag="1")
    client = registries_for(limits=Limits(retries=0))
    error = refusal(client.repository(f"{secure.host}/app:1").resolve)
    assert error.reason == "tls"
    assert "self-signed" in (error.cause or "")


def test_further_authorities_may_be_given(
    secure: Registry, authority: Path, registries_for: Callable[..., Registries]
) -> None:
    secure.auth, secure.users = "basic", {"ann": SECRET}
    secure.add_manifest(MANIFEST, tag="1")
    client = registries_for(ca_file=str(authority), credentials=ann(secure))
    for _ in range(2):
        client.repository(f"{secure.host}/app:1").resolve()


def test_a_slow_tls_answer_ends_in_time_too(
    secure: Registry, authority: Path, registries_for: Callable[..., Registries]
) -> None:
    secure.overrides.append(("manifests", Answer(200, b"x" * 500, drip=0.05)))
    client = registries_for(ca_file=str(authority), limits=Limits(seconds=0.4))
    assert refusal(client.repository(f"{secure.host}/app:1").resolve).reason == "timeout"


def test_authorities_that_cannot_be_read_are_an_error(
    tmp_path: Path, registries_for: Callable[..., Registries]
) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for name in ("ca.pem", "absent.pem"):
        error = refusal(lambda name=name: registries_for(ca_file=str(tmp_path / name)))  # type: ignore[misc]  # a default in a lambda
        assert error.reason == "tls"


@pytest.mark.parametrize("public", [True, False])
def test_a_public_registry_does_not_lead_into_the_private_network(
    public: bool, registry: Registry, secure: Registry, authority: Path
) -> None:
    """127.0.0.1 is where the registry is; 127.0.0.2 stands for a host of a private network."""
    secure.add_manifest(MANIFEST, tag="1")
    registry.overrides.append(
        ("manifests", Answer(302, headers={"Location": f"{secure.url}/v2/app/manifests/1"}))
    )
    transport = Transport(
        Limits(),
        frozenset({registry.host}),
        str(authority),
        private=lambda address: address == "127.0.0.2" or not public,
    )
    with Registries(transport, Tokens(transport, Anonymous()), Limits()) as client:
        repository = client.repository(f"{registry.host}/app:1")
        if not public:  # a registry of the private network may use its neighbours
            repository.resolve()
            return
        for _ in range(2):
            error = refusal(repository.resolve)
            assert error.reason == "refused"
            assert "127.0.0.2" in error.message
    assert secure.seen == [], "nothing was sent"


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("169.254.169.254", True),
        ("192.168.0.1", True),
        ("100.64.0.1", True),
        ("192.0.2.1", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("::ffff:8.8.8.8", False),
    ],
)
def test_private_addresses_are_known(address: str, private: bool) -> None:
    assert is_private(address) is private


# ------------------------------------------------------------------ challenges


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('Basic realm="x"', [("basic", {"realm": "x"})]),
        (
            'Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push"',
            [
                (
                    "bearer",
                    {"realm": "https://a/t", "service": "s", "scope": "repository:a/b:pull,push"},
                )
            ],
        ),
        ("BEARER Realm=plain , SERVICE=x", [("bearer", {"realm": "plain", "service": "x"})]),
        (
            'Basic realm="a", Bearer realm="b"',
            [("basic", {"realm": "a"}), ("bearer", {"realm": "b"})],
        ),
        ("Negotiate", [("negotiate", {})]),
        (r'Basic realm="a\"b"', [("basic", {"realm": 'a"b'})]),
        ("", []),
        ("=,=", []),
    ],
)
def test_challenges_are_parsed(header: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert parse_challenges(header) == tuple(Challenge(*one) for one in expected)


def test_a_hostile_challenge_is_parsed_quickly() -> None:
    for header in ("Bearer " + 'a="' * 5000, "Basic " * 5000, "Bearer " + "a" * 100_000):
        parse_challenges(header)


def test_answers_of_registries_are_never_quoted(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    body = json.dumps({"errors": [{"code": "DENIED", "message": SECRET}, {"code": SECRET}]})
    registry.overrides.append(("manifests", Answer(403, body.encode())))
    error = refusal(registries_for(registry).repository(f"{registry.host}/app:1").resolve)
    assert error.cause == "HTTP status 403: DENIED"
