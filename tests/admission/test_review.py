from __future__ import annotations

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.admission.review import MAX_BYTES, MalformedReview, read_review
from tests.admission.reviews import POD, body, review


def test_a_review_is_read_with_all_that_it_says() -> None:
    read = read_review(body(operation="UPDATE", subResource="ephemeralcontainers", dryRun=True))
    assert (read.operation, read.kind, read.resource) == ("UPDATE", "Pod", "pods")
    assert (read.group, read.version, read.subresource) == ("", "v1", "ephemeralcontainers")
    assert (read.namespace, read.name, read.dry_run) == ("payments", "api", True)
    assert read.user == {"username": "jo", "groups": ["dev"]}
    assert read.object == POD
    assert read.old_object == POD


def test_only_true_is_a_dry_run() -> None:
    assert read_review(body(dryRun="true")).dry_run is False


_REQUEST: dict[str, Any] = review()["request"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "no AdmissionReview"),
        ({}, "no AdmissionReview"),
        ({**review(), "kind": "Pod"}, "no AdmissionReview"),
        ({**review(), "apiVersion": "admission.k8s.io/v1beta1"}, "admissionReviewVersions"),
        ({**review(), "request": None}, "request is missing"),
        ({**review(), "request": {**_REQUEST, "uid": ""}}, "uid"),
        ({**review(), "request": {**_REQUEST, "uid": "u" * 300}}, "uid"),
        ({**review(), "request": {**_REQUEST, "uid": 7}}, "uid"),
        ({**review(), "request": {**_REQUEST, "operation": "PATCH"}}, "operation"),
        ({**review(), "request": {**_REQUEST, "kind": "Pod"}}, "kind"),
        ({**review(), "request": {**_REQUEST, "object": None}}, "object is missing"),
        ({**review(), "request": {**_REQUEST, "object": [1]}}, "object is no mapping"),
        (review(operation="DELETE", oldObject=None), "oldObject is missing"),
    ],
)
def test_what_is_no_complete_review_is_refused(value: object, words: str) -> None:
    with pytest.raises(MalformedReview, match=words) as caught:
        read_review(orjson.dumps(value))
    assert caught.value.status == 400


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a":NaN}'])
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedReview, match="not JSON"):
        read_review(data)


def test_a_body_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(MalformedReview) as caught:
        read_review(b" " * (MAX_BYTES + 1))
    assert caught.value.status == 413


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(_REQUEST)), _JSON))
def test_any_request_is_read_or_refused(changes: dict[str, Any]) -> None:
    value = {**review(), "request": {**_REQUEST, **changes}}
    with contextlib.suppress(MalformedReview):
        assert read_review(orjson.dumps(value)).uid == value["request"]["uid"]
