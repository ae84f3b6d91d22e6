from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from govern.admission.response import answer
from govern.admission.wording import field_of, shown
from govern.model.json import pointer_of


def test_pointers_are_shown_as_kubectl_writes_fields() -> None:
    assert field_of("/spec/containers/0/image") == "spec.containers[0].image"
    pointer = pointer_of(["metadata", "labels", "app.kubernetes.io/name"])
    assert field_of(pointer) == "metadata.labels['app.kubernetes.io/name']"
    assert field_of("") == ""


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_is_printable_and_short(text: str, longest: int) -> None:
    told = shown(text, longest)
    assert len(told) <= longest
    assert told.isprintable()


@given(st.lists(st.text(max_size=300), max_size=40))
def test_warnings_never_exceed_what_the_api_server_takes(warnings: list[str]) -> None:
    clean = [shown(one, 250) for one in warnings]
    response = orjson.loads(answer("u", allowed=True, warnings=clean))["response"]
    assert sum(map(len, response.get("warnings", []))) <= 4096


def test_an_answer_holds_nothing_that_a_validating_webhook_must_not_send() -> None:
    response = orjson.loads(answer("u", allowed=False, message="no"))["response"]
    assert set(response) == {"uid", "allowed", "status"}
    assert response["status"] == {
        "status": "Failure",
        "code": 403,
        "reason": "Forbidden",
        "message": "no",
    }
