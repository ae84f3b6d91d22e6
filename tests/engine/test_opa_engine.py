from __future__ import annotations

import datetime as dt
import json
import signal
import ssl
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from govern.engine.interface import Failure, FailureKind, Question, Undefined, Value
from govern.engine.opa.engine import OpaEngine
from govern.engine.settings import EngineSettings
from govern.errors import EngineError, PolicyError, UsageError
from govern.model import JsonObject, Module
from tests.engine.opa_fixtures import get, pretender, running_opa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARY = Module("lib.rego", "package lib.limits\nis_big(n) if n > data.cfg.limit", 1, "lib.limits")
POLICY = Module(
    "p.rego",
    """package p

import data.lib.limits

deny contains {"msg": "big", "path": ["n"]} if limits.is_big(input.n)

warn contains $"{input.n} of {data.cfg.limit}" if input.n > 1

wrong := 1 if to_number(input.text) == 1

nothing if input.missing
""",
    1,
    "p",
)
OLD = Module("old.rego", 'package old\ndeny[msg] { input.n > 3; msg := "v0" }', 0, "old")
DATA: JsonObject = {"cfg": {"limit": 3}}
RULES = ("data.p.deny", "data.p.warn", "data.p.nothing")


def settings(**changes: object) -> EngineSettings:
    return EngineSettings(**({"name": "opa", "deadline": 5.0} | changes))  # type: ignore[arg-type]  # keywords of mixed types


def question(*rules: str, **value: object) -> Question:
    return Question(json.dumps(value).encode(), rules or RULES)


@pytest.mark.server("opa")
def test_a_private_server_answers_and_leaves_nothing(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with OpaEngine([POLICY, LIBRARY, OLD], DATA, settings()) as engine:
        assert engine.version[0].isdigit()
        answers = list(engine.evaluate([question(*RULES, "data.old.deny", n=n) for n in (1, 2, 5)]))
    assert answers == [
        (Value([]), Value([]), Undefined(), Value([])),
        (Value([]), Value(["2 of 3"]), Undefined(), Value([])),
        (
            Value([{"msg": "big", "path": ["n"]}]),
            Value(["5 of 3"]),
            Undefined(),
            Value(["v0"]),
        ),
    ]


@pytest.mark.server("opa")
def test_an_error_concerns_its_rule_alone_and_names_its_place(program: Path) -> None:
    with OpaEngine([POLICY, LIBRARY], DATA, settings()) as engine:
        (answers,) = engine.evaluate([question("data.p.warn", "data.p.wrong", n=2, text="x")])
    assert answers[0] == Value(["2 of 3"])
    failure = answers[1]
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.path, failure.line) == (FailureKind.EVALUATION, "p.rego", 9)
    assert "to_number" in failure.message


@pytest.mark.server("opa")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("input.n + 1", Value(6)),
        ("data.p.absent", Undefined()),
        ("input.n > 9", Value(False)),
        ("x := input.n", Value([{"expressions": [True], "bindings": {"x": 5}}])),
        ("[1, 2][i] == 2", Value([{"expressions": [True], "bindings": {"i": 1}}])),
    ],
)
def test_queries(program: Path, query: str, expected: object) -> None:
    with OpaEngine([POLICY, LIBRARY], DATA, settings()) as engine:
        answer = engine.query(query, b'{"n": 5}')
        if query == "[1, 2][i] == 2":  # OPA tells false expressions as well
            assert isinstance(answer, Value)
            assert expected.value[0] in answer.value  # type: ignore[attr-defined,operator]  # a failure would fail the test
        else:
            assert answer == expected
        assert isinstance(engine.query("1 +", b"{}"), Failure)


@pytest.mark.server("opa")
def test_a_policy_that_opa_refuses_is_named_with_its_line(program: Path) -> None:
    with pytest.raises(PolicyError, match="OPA refuses") as caught:
        OpaEngine([LIBRARY, Module("bad.rego", "package a\n\nx := y", 1, "a")], {}, settings())
    assert (caught.value.path, caught.value.line) == ("bad.rego", 3)


@pytest.mark.server("opa")
def test_a_loop_ends_at_the_deadline_and_others_have_answers(program: Path) -> None:
    text = "package l\nn := numbers.range(1, 20000)\nslow if count([1 | n[_]; n[_]]) == 1\nx := 1"
    with OpaEngine([Module("l.rego", text, 1, "l")], {}, settings(deadline=0.5)) as engine:
        started = time.monotonic()
        (answers,) = engine.evaluate([question("data.l.x", "data.l.slow", "data.l.x")])
        assert time.monotonic() - started < 5
    assert answers[0] == answers[2] == Value(1)
    assert isinstance(answers[1], Failure)
    assert answers[1].kind is FailureKind.TIMEOUT


@pytest.mark.server("opa")
def test_nobody_else_may_talk_to_the_private_server(program: Path) -> None:
    with OpaEngine([POLICY, LIBRARY], DATA, settings()) as engine:
        url = engine._server._client.root_url
        with pytest.raises(OSError, match="401"):
            get(f"{url}/data")


_CHILD = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs us may ignore it
from govern.engine.opa.engine import OpaEngine
from govern.engine.settings import EngineSettings
from govern.model import JsonObject, Module
engine = OpaEngine([Module("p.rego", "package p\\nx := 1", 1, "p")], {}, EngineSettings())
print(engine._server._client.port, flush=True)
input()
"""


@pytest.mark.server("opa")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_private_server_does_not_outlive_us(program: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        child.send_signal(number)
        child.wait(timeout=10)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            get(f"http://127.0.0.1:{port}/health")
        except OSError as error:
            if "refused" in str(error):
                return
        time.sleep(0.05)
    pytest.fail("OPA still listens")


@pytest.mark.server("opa")
def test_a_shared_server_keeps_what_is_its_own(program: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rego"
    own.write_text("package p\n\nmine := 42\n")
    with running_opa(program, str(own)) as (url, _):
        with OpaEngine([POLICY, LIBRARY], DATA, settings(opa_url=url)) as engine:
            (answers,) = engine.evaluate([question(n=5)])
            assert answers == (
                Value([{"msg": "big", "path": ["n"]}]),
                Value(["5 of 3"]),
                Undefined(),
            )
            assert engine.query("data.p.warn", b'{"n": 2}') == Value(["2 of 3"])
            assert get(f"{url}/v1/data/p")["result"] == {"mine": 42}
        assert get(f"{url}/v1/data")["result"] == {"p": {"mine": 42}}
        assert len(get(f"{url}/v1/policies")["result"]) == 1


@pytest.mark.server("opa")
def test_version_0_cannot_be_put_on_a_shared_server(program: Path) -> None:
    with running_opa(program) as (url, _):
        with pytest.raises(PolicyError, match="version 0"):
            OpaEngine([OLD], {}, settings(opa_url=url))
        assert get(f"{url}/v1/data")["result"] == {}


@pytest.mark.server("opa")
def test_a_server_that_stops_in_mid_run(program: Path) -> None:
    with running_opa(program) as (url, process):
        engine = OpaEngine([POLICY, LIBRARY], DATA, settings(opa_url=url))

        def questions() -> Iterator[Question]:
            yield question(n=5)
            process.kill()
            process.wait()
            yield from (question(n=5) for _ in range(20))

        started = time.monotonic()
        first, *rest = engine.evaluate(questions())
        engine.close()
    assert time.monotonic() - started < 10
    assert first[1] == Value(["5 of 3"])
    assert len(rest) == 20
    kinds = {one.kind for answers in rest for one in answers if isinstance(one, Failure)}
    assert kinds == {FailureKind.UNAVAILABLE}


@pytest.mark.server("opa")
def test_a_token_is_sent_and_a_missing_one_is_told(program: Path, tmp_path: Path) -> None:
    authz = tmp_path / "authz.rego"
    authz.write_text(
        'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "s3cret"\n'
    )
    options = ("--authentication=token", "--authorization=basic", str(authz))
    with running_opa(program, *options) as (url, _):
        with OpaEngine([LIBRARY], DATA, settings(opa_url=url, opa_token="s3cret")) as engine:
            assert engine.query("1 + 1", b"") == Value(2)
        with pytest.raises(EngineError) as caught:
            OpaEngine([LIBRARY], DATA, settings(opa_url=url, opa_token="wrong"))
        assert "401" in caught.value.diagnostics()
        assert "wrong" not in caught.value.diagnostics()
    assert "s3cret" not in repr(settings(opa_token="s3cret"))


@pytest.mark.server("opa")
def test_client_certificates_and_an_authority_of_ones_own(program: Path, tmp_path: Path) -> None:
    _make_certificates(tmp_path)
    options = (
        f"--tls-cert-file={tmp_path}/server.pem",
        f"--tls-private-key-file={tmp_path}/server.key",
        f"--tls-ca-cert-file={tmp_path}/ca.pem",
        "--authentication=tls",
    )
    context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    context.load_cert_chain(tmp_path / "client.pem", tmp_path / "client.key")
    right = {
        "opa_ca": str(tmp_path / "ca.pem"),
        "opa_cert": str(tmp_path / "client.pem"),
        "opa_key": str(tmp_path / "client.key"),
    }
    with running_opa(program, *options, scheme="https", context=context) as (url, _):
        with OpaEngine([LIBRARY], DATA, settings(opa_url=url, **right)) as engine:
            assert engine.query("1 + 1", b"") == Value(2)
        for missing in ("opa_ca", "opa_cert"):
            with pytest.raises(EngineError, match="cannot be put"):
                OpaEngine([LIBRARY], DATA, settings(opa_url=url, **(right | {missing: None})))


def _make_certificates(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def name(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    now = dt.datetime.now(dt.UTC)
    authority = ec.generate_private_key(ec.SECP256R1())
    for common in ("ca", "server", "client"):
        key = authority if common == "ca" else ec.generate_private_key(ec.SECP256R1())
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(common))
            .issuer_name(name("ca"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + dt.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=common == "ca", path_length=None), True)
        )
        if common == "server":
            import ipaddress

            address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([address]), False)
        certificate = builder.sign(authority, hashes.SHA256())
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{common}.pem").write_bytes(pem)
        (folder / f"{common}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def _like_opa(path: str, _body: bytes) -> tuple[int, bytes]:
    if path.endswith("/query"):
        return 200, b'{"result": [{"version": "1.0.0"}]}'
    return 200, b"{}"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ((500, b'{"code": "internal_error", "message": "storage"}'), "evaluation", "storage"),
        ((500, b"oh no"), "unavailable", "status 500"),
        ((503, b""), "unavailable", "status 503"),
        ((200, b"<html>a portal</html>"), "unavailable", "no answer of OPA"),
        ((200, b"[1, 2]"), "unavailable", "no answer of OPA"),
        ((200, b'{"result": 3}'), "unavailable", "no answer of OPA"),
        ((404, b'{"message": "nothing here"}'), "unavailable", "status 404"),
    ],
)
def test_servers_that_answer_nonsense(answer: tuple[int, bytes], kind: str, words: str) -> None:
    def reply(path: str, body: bytes) -> tuple[int, bytes]:
        return answer if "/data/" in path and b'"input"' in body else _like_opa(path, body)

    with pretender(reply) as url, OpaEngine([], {}, settings(opa_url=url)) as engine:
        (answers,) = engine.evaluate([question(*(f"data.p.r{number}" for number in range(4)))])
    for one in answers:
        assert isinstance(one, Failure)
        assert one.kind.value == kind
        assert words in one.message


def test_a_slow_server_is_given_up() -> None:
    def reply(path: str, body: bytes) -> tuple[int, bytes]:
        if b'"input"' in body:
            time.sleep(2)
        return _like_opa(path, body)

    with pretender(reply) as url:
        engine = OpaEngine([], {}, settings(opa_url=url, deadline=0.2))
        started = time.monotonic()
        answers = list(engine.evaluate([question("data.p.a")] * 50))
        assert time.monotonic() - started < 5
        engine.close()
    failures = [one for answer in answers for one in answer if isinstance(one, Failure)]
    assert len(failures) == 50
    assert failures[0].kind is FailureKind.TIMEOUT
    assert failures[-1].kind is FailureKind.UNAVAILABLE


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EngineError) as caught:
        OpaEngine([LIBRARY], DATA, settings(opa_url="http://127.0.0.1:1"))
    assert "refused" in caught.value.diagnostics().lower()


@pytest.mark.parametrize("url", ["localhost:8181", "ftp://x", "http://", "http://x/prefix"])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(UsageError, match="not the URL"):
        OpaEngine([], {}, settings(opa_url=url))


def test_no_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="no `opa` on PATH"):
        OpaEngine([], {}, settings())
