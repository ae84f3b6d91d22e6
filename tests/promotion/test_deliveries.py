"""Deliveries that count, and all others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.promotion.deliveries import TOLERANCE, AliasSet, Deliveries, Refused

SECRET, OTHER = b"a secret of some length", b"another one of some length"
NOW = 1_800_000_000
BODY = json.dumps(
    {
        "entity": "model_version_alias",
        "action": "created",
        "timestamp": "2027-01-15T08:00:00+00:00",
        "data": {"name": "fraud", "alias": "prod", "version": "7"},
    }
).encode()


def headers(
    body: bytes = BODY, secret: bytes = SECRET, name: str = "0123-4567", at: int = NOW
) -> dict[str, str]:
    mac = hmac.new(secret, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "x-mlflow-delivery-id": name,
        "x-mlflow-timestamp": str(at),
        "x-mlflow-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def test_a_delivery_counts_once() -> None:
    deliveries = Deliveries((SECRET,))
    assert deliveries.take(headers(), BODY, NOW) == AliasSet("fraud", "prod")
    assert deliveries.take(headers(), BODY, NOW + 1) is None
    assert deliveries.take(headers(name="0123-4568"), BODY, NOW) == AliasSet("fraud", "prod")


def test_one_that_could_not_be_worked_on_counts_again() -> None:
    deliveries = Deliveries((SECRET,))
    deliveries.take(headers(), BODY, NOW)
    deliveries.forget(headers())
    assert deliveries.take(headers(), BODY, NOW) == AliasSet("fraud", "prod")


def test_a_replay_is_not_taken_as_long_as_its_timestamp_is_fresh() -> None:
    deliveries = Deliveries((SECRET,))
    sent = headers(at=NOW + TOLERANCE)  # a clock that is ahead
    assert deliveries.take(sent, BODY, NOW) == AliasSet("fraud", "prod")
    assert deliveries.take(sent, BODY, NOW + 2 * TOLERANCE) is None
    with pytest.raises(Refused):
        deliveries.take(sent, BODY, NOW + 2 * TOLERANCE + 1)


def test_secrets_can_be_replaced() -> None:
    assert Deliveries((OTHER, SECRET)).take(headers(), BODY, NOW) is not None


@pytest.mark.parametrize("drift", [-TOLERANCE - 1, TOLERANCE + 1])
def test_what_is_not_fresh_is_refused(drift: int) -> None:
    with pytest.raises(Refused, match="too old") as caught:
        Deliveries((SECRET,)).take(headers(at=NOW + drift), BODY, NOW)
    assert caught.value.status == 401


@pytest.mark.parametrize(
    "change",
    [
        {"x-mlflow-signature": ""},
        {"x-mlflow-signature": "v1,"},
        {"x-mlflow-signature": "v1,AAAA"},
        {"x-mlflow-signature": "v1,\u00e4"},
        {"x-mlflow-signature": headers()["x-mlflow-signature"].replace("v1", "v2")},
        {"x-mlflow-signature": headers(secret=OTHER)["x-mlflow-signature"]},
        {"x-mlflow-delivery-id": "0123-4568"},
        {"x-mlflow-delivery-id": ""},
        {"x-mlflow-timestamp": str(NOW + 1)},
        {"x-mlflow-timestamp": "soon"},
        {"x-mlflow-timestamp": f"{NOW}.0"},
    ],
)
def test_what_is_not_signed_as_it_came_is_refused(change: dict[str, str]) -> None:
    deliveries = Deliveries((SECRET,))
    with pytest.raises(Refused) as caught:
        deliveries.take({**headers(), **change}, BODY, NOW)
    assert caught.value.status == 401
    assert deliveries.take(headers(), BODY, NOW) is not None  # nothing was remembered of it


def test_another_body_is_refused() -> None:
    with pytest.raises(Refused, match="signature"):
        Deliveries((SECRET,)).take(headers(), BODY + b" ", NOW)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"entity": "prompt_alias", "action": "created", "data": {}}, None),
        ({"entity": "model_version_alias", "action": "deleted", "data": {}}, None),
        ({}, None),
        ({"entity": "model_version_alias", "action": "created"}, 400),
        ({"entity": "model_version_alias", "action": "created",
          "data": {"name": "../x", "alias": "prod"}}, 400),
        ({"entity": "model_version_alias", "action": "created",
          "data": {"name": "fraud", "alias": "a b"}}, 400),
    ],
)  # fmt: skip
def test_what_it_tells(said: dict[str, object], status: int | None) -> None:
    body = json.dumps(said).encode()
    deliveries = Deliveries((SECRET,))
    if status is None:
        assert deliveries.take(headers(body), body, NOW) is None
        return
    with pytest.raises(Refused) as caught:
        deliveries.take(headers(body), body, NOW)
    assert caught.value.status == status


@given(st.binary(max_size=200))
def test_any_signed_body_is_taken_or_refused(body: bytes) -> None:
    try:
        Deliveries((SECRET,)).take(headers(body), body, NOW)
    except Refused as refused:
        assert refused.status == 400  # noqa: PT017 - a refusal is one of two right outcomes
