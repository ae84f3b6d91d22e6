from __future__ import annotations

import base64

import pytest

from govern.errors import UsageError
from govern.sources.mlflow.address import Address


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://mlflow.example", "https://mlflow.example"),
        ("https://mlflow.example:8443/ml/", "https://mlflow.example:8443/ml"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:5000/", "http://[::1]:5000"),
    ],
)
def test_an_address_is_shown_as_people_write_it(uri: str, origin: str) -> None:
    assert Address.of(uri, {}).origin == origin
    assert Address.of(None, {"MLFLOW_TRACKING_URI": uri}).origin == origin


@pytest.mark.parametrize(
    "uri",
    [
        "http://mlflow.example",
        "http://10.0.0.1:5000",
        "http://127.0.0.1.evil.example",
        "https://user:secret@mlflow.example",
        "https://secret@mlflow.example",
        "sqlite:///mlflow.db",
        "databricks",
        "https://",
        "https://mlflow.example?token=secret",
        "https://mlflow.example:70000",
        "https://mlflow.example/a b",
        "https://mlflow.ex\u00e4mple",
        "",
    ],
)
def test_what_is_no_safe_address_is_refused_without_its_secrets(uri: str) -> None:
    with pytest.raises(UsageError) as caught:
        Address.of(uri, {})
    if "@" in uri:
        assert "secret" not in caught.value.diagnostics()


def test_plain_http_elsewhere_must_be_asked_for() -> None:
    assert not Address.of("http://mlflow.example", {}, allow_http=True).is_tls


def test_who_asks_is_sent_as_mlflow_sends_it_and_never_shown() -> None:
    user = {"MLFLOW_TRACKING_USERNAME": "ada", "MLFLOW_TRACKING_PASSWORD": "pw:\u00e9"}
    address = Address.of("https://m.example", {**user, "MLFLOW_TRACKING_TOKEN": "t0ken"})
    pair = base64.b64encode("ada:pw:\u00e9".encode()).decode()
    assert address.authorization == f"Basic {pair}"  # as MLflow's clients: before a token
    token = Address.of("https://m.example", {"MLFLOW_TRACKING_TOKEN": "t0ken"})
    assert token.authorization == "Bearer t0ken"
    assert "t0ken" not in repr(token)
    assert pair not in repr(address)
    with pytest.raises(UsageError):
        Address.of("https://m.example", {"MLFLOW_TRACKING_TOKEN": "a\r\nX-Evil: 1"})
