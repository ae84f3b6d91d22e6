from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govern.documents.kubernetes.credentials import LAST_APPLIED
from govern.documents.kubernetes.redaction import KubernetesRedactor
from govern.documents.redaction.credentials import looks_like_credential
from govern.documents.redaction.scrubber import TOKEN

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabcdefghij\n-----END RSA PRIVATE KEY-----\n"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def scrub(content: dict[str, Any], text: str) -> str:
    return KubernetesRedactor(content).scrub(text)


def secret(**fields: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, **fields}


def pod(*env: dict[str, Any], annotations: dict[str, str] | None = None, **more: Any) -> Any:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "annotations": annotations or {}},
        "spec": {"containers": [{"name": "c", "env": list(env), **more}]},
    }


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_an_object_without_secrets_shows_everything() -> None:
    text = "Secret db in namespace payments has no owner"
    redactor = KubernetesRedactor(secret())
    assert redactor.scrub(text) == text
    assert redactor.withholds_values is False


@pytest.mark.parametrize("place", ["data", "stringData"])
@pytest.mark.parametrize(
    "value", ["hunter2!", "a b\"c'd\\e", "gehäuß-\u2028x", "line one\nline two"]
)
def test_the_values_of_a_secret_do_not_leave_in_any_spelling(place: str, value: str) -> None:
    given_value = encoded(value) if place == "data" else value
    content = secret(**{place: {"k": given_value}})
    for spelling in (
        value,
        encoded(value),
        json.dumps(value),
        json.dumps(json.dumps(value)),
        f"prefix{value}suffix",
    ):
        shown = scrub(content, f"before {spelling} after")
        assert value not in shown
        assert encoded(value) not in shown
        assert value.rsplit("\n", maxsplit=1)[-1] not in shown
        assert shown.startswith("before ")
        assert shown.endswith(" after")
        assert TOKEN in shown


def test_the_name_of_a_secret_and_its_keys_are_shown() -> None:
    content = secret(data={"password": encoded("hunter2!")})
    assert scrub(content, "db: key password is hunter2!") == f"db: key password is {TOKEN}"


def test_secrets_inside_a_docker_configuration() -> None:
    config = json.dumps({"auths": {"r.example": {"auth": "dXNlcjpwYXNz", "password": "s3cret"}}})
    content = secret(data={".dockerconfigjson": encoded(config)})
    assert scrub(content, "with s3cret") == f"with {TOKEN}"


def test_data_that_is_no_text_is_withheld_as_written() -> None:
    content = secret(data={"k": "/wABgA==", "broken": "%%%%"})
    assert scrub(content, "k is /wABgA== or %%%%") == f"k is {TOKEN} or {TOKEN}"


def test_short_secrets_are_hidden_where_they_stand_alone() -> None:
    content = secret(stringData={"pin": "42", "code": "abc", "one": "x"})
    assert scrub(content, "pin: 42, 'abc', abcd, 142") == f"pin: {TOKEN}, '{TOKEN}', abcd, 142"
    # A single character would take the articles out of every sentence.
    assert scrub(content, "x") == "x"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "hunter2", True),
        ("api-key", "k-123", True),
        ("GITHUB_TOKEN", "t", True),
        ("AUTH", "Basic x", True),
        ("SECRET_KEY_BASE", "abc", True),
        ("DATABASE_DSN", "x", True),
        ("AUTHOR", "me", False),
        ("PASSWORD_FILE", "/run/secrets/x", False),
        ("TOKEN_TTL", "3600", False),
        ("SECRET_NAME", "db", False),
        ("AUTH_ENABLED", "true", False),
        ("DB_PASSWORD", "", False),
        ("DB_PASSWORD", "$(OTHER)", False),
        ("LOG_LEVEL", "debug", False),
    ],
)
def test_names_that_promise_a_credential(name: str, value: str, expected: bool) -> None:
    assert looks_like_credential(name, value) is expected


def test_environment_and_annotations_and_config_maps() -> None:
    env = pod({"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "LEVEL", "value": "debug"})
    assert scrub(env, "hunter2 debug") == f"{TOKEN} debug"
    annotated = pod(annotations={"vault.example/token": "t0ps3cret", "team": "payments"})
    assert scrub(annotated, "t0ps3cret payments") == f"{TOKEN} payments"
    config = {"kind": "ConfigMap", "data": {"password": "hunter2", "level": "debug", "n": 1}}
    assert scrub(config, "hunter2 debug") == f"{TOKEN} debug"
    reference = pod({"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "database"}}})
    assert scrub(reference, "database") == "database"


def test_what_kubectl_applied_last_is_searched_too() -> None:
    last = json.dumps(secret(data={"k": encoded("0ld-secret")}, metadata={"name": "x"}))
    content = pod(annotations={LAST_APPLIED: last})
    assert scrub(content, f"{encoded('0ld-secret')} 0ld-secret") == f"{TOKEN} {TOKEN}"
    broken = last[:-5]
    shown = scrub(pod(annotations={LAST_APPLIED: broken}), f"annotation {broken} is broken")
    assert shown == f"annotation {TOKEN} is broken"


@pytest.mark.parametrize(
    ("text", "secret_part"),
    [
        (JWT, JWT),
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("token ghp_" + "a1B2" * 9, "ghp_" + "a1B2" * 9),
        ("postgres://app:pa55word@db/x", "pa55word"),
        ("redis://:pa55word@cache:6379", "pa55word"),
        ("--password=pa55word", "pa55word"),
        ("export API_KEY='pa55word'", "pa55word"),
        ("curl -H 'token: pa55word'", "pa55word"),
        (PEM, "abcdefghij"),
        ("hf_" + "Ab1" * 12, "hf_" + "Ab1" * 12),
    ],
)
def test_values_in_the_shape_of_a_credential(text: str, secret_part: str) -> None:
    content = pod(args=["--flag", text])
    assert secret_part not in scrub(content, f"argument 1 is {text}")
    assert "argument 1" in scrub(content, f"argument 1 is {text}")


def test_nothing_is_collected_before_it_is_needed() -> None:
    redactor = KubernetesRedactor(secret(stringData={"k": "hunter2"}))
    assert "_scrubber" not in vars(redactor)
    assert "hunter2" not in repr(redactor)


@pytest.mark.parametrize("piece", ["a", "eyJ", "eyJa.", "a:", "a://", "password=", "-----BEGIN "])
def test_no_text_makes_the_search_slow(piece: str) -> None:
    content = pod(args=[piece * (400_000 // len(piece))])
    started = time.process_time()
    scrub(content, "short")
    assert time.process_time() - started < 5


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=20)


@given(TEXTS, TEXTS, TEXTS)
def test_no_secret_survives(value: str, before: str, after: str) -> None:
    assume(value.strip().lower() not in {"true", "false", "none", "null"})
    assume(value not in TOKEN and value.strip())
    shown = scrub(secret(stringData={"k": value}), before + value + after)
    assert value not in shown.replace(TOKEN, "")
