"""Canaries: secrets are planted in every section of a plan, and none may be in what leaves."""

from __future__ import annotations

import base64
import json
import random
import re
import string
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from govern.documents.redaction.credentials import TELLS_NOTHING
from govern.documents.terraform_plan.redacted import redacted
from govern.documents.terraform_plan.redaction import PlanRedactor
from tests.documents.terraform_plans import change, plan, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

SECRETS = st.text(st.characters(codec="utf-8"), min_size=4, max_size=40).filter(
    lambda text: len(text.strip()) >= 4 and text.strip().lower() not in TELLS_NOTHING
)
PRINTABLE = st.text(string.ascii_letters + string.digits + string.punctuation, min_size=6)


def go_json(value: JsonValue) -> str:
    """Return what Terraform's jsonencode makes of a value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def encodings(secret: str) -> list[str]:
    """Return what Terraform's functions make of a secret when it is then called nonsensitive."""
    data = secret.encode()
    return [
        secret,
        f"prefix{secret}suffix",
        go_json({"a": [secret], "b": 1}),
        go_json({"a": go_json({"b": secret})}),
        json.dumps({"a": secret}),
        quote(data, safe=""),
        quote_plus(data),
        data.hex(),
    ]


def base64_encodings(secret: str) -> list[str]:
    data = secret.encode()
    return [
        base64.b64encode(data).decode(),
        base64.urlsafe_b64encode(data).decode(),
        *(base64.b64encode(b"x" * before + data + b"more").decode() for before in range(4)),
    ]


def planted(secret: JsonValue, copies: list[JsonValue]) -> JsonObject:
    """Return a plan with a secret in every section, marked as Terraform marks it, and copies."""
    values: JsonObject = {"id": "db-1", "password": secret, "tags": {"copy": copies}}
    marks: JsonObject = {"password": True, "tags": {}}
    output: JsonObject = {"sensitive": True, "type": "string", "value": secret}
    state: JsonObject = {
        "outputs": {"o": output, "open": {"sensitive": False, "value": copies}},
        "root_module": {
            "resources": [
                {"address": "x.y", "type": "x", "values": values, "sensitive_values": marks}
            ],
            "child_modules": [
                {
                    "address": "module.m",
                    "resources": [{"values": {"a": [secret]}, "sensitive_values": {"a": [True]}}],
                }
            ],
        },
    }
    marked = change(values, marks, before=values, before_sensitive=marks)
    inner: JsonObject = {
        "variables": {"s": {"sensitive": True, "default": secret}},
        "outputs": {"o": {"sensitive": True, "expression": {"constant_value": secret}}},
        "resources": [
            {
                "address": "aws_db_instance.main", "mode": "managed", "type": "aws_db_instance",
                "name": "main", "expressions": {"password": {"constant_value": secret}},
            }
        ],
    }  # fmt: skip
    return plan(
        marked,
        change({"all": secret}, True, address="a.b", module='module.m["k"].module.n[0]'),
        change({"copies": copies}, {}, address="a.c"),
        change(values, marks, module="module.m"),
        change(values, marks, module='module.m.module.n["k"]'),
        variables={"s": {"value": secret}, "undeclared": {"value": secret}},
        planned_values=state,
        prior_state={"format_version": "1.0", "values": state},
        resource_drift=[marked],
        deferred_changes=[{"reason": "provider_config_unknown", "resource_change": marked}],
        output_changes={
            "o": {"actions": ["create"], "before": secret, "after": secret,
                  "before_sensitive": True, "after_sensitive": True},
            "open": {"actions": ["create"], "before": None, "after": copies,
                     "before_sensitive": False, "after_sensitive": False},
        },
        action_invocations=[
            {"type": "a", "config_values": {"p": secret}, "config_sensitive": {"p": True}},
        ],
        checks=[{"instances": [{"problems": [{"message": f"bad: {copies[0]}"}]}]}],
        configuration={
            "provider_config": {"db": {"expressions": {"password": {"constant_value": secret}}}},
            "root_module": {
                **inner,
                "module_calls": {
                    "m": {
                        "source": "./m",
                        "expressions": {"s": {"constant_value": secret}},
                        "module": {**inner, "module_calls": {"n": {"module": inner}}},
                    }
                },
            },
        },
        unknown_section={"secret": secret},
    )  # fmt: skip


def texts(value: JsonValue) -> Iterator[str]:
    """Yield every string, key and number in a value, as text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


# What a redacted plan holds whatever the secret is: a secret equal to a part of it is no canary.
_BARE = planted("\ue000\ue001\ue002\ue003", ["\ue000"])
TEMPLATE = "\n".join((*texts(redacted(_BARE)), *texts(redacted(read(_BARE).content))))


@given(SECRETS)
@example('CANARY-"quoted"-<&>-\\-\'-${x}-%{y}')
@example("-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n")
@example("4711-0815")
def test_a_marked_secret_is_nowhere_in_a_redacted_plan(secret: str) -> None:
    assume(secret not in TEMPLATE)
    raw = planted(secret, [*encodings(secret), *base64_encodings(secret)])
    for section in (raw, read(raw).content):
        for text in texts(redacted(section)):
            assert secret not in text
            assert go_json(secret)[1:-1] not in text
            assert json.dumps(secret)[1:-1] not in text


@given(PRINTABLE)
@example("hunter2-hunter2")
def test_no_encoded_copy_of_a_secret_can_be_decoded_from_a_redacted_plan(secret: str) -> None:
    assume(secret not in TEMPLATE)
    copies = base64_encodings(secret)
    for text in texts(redacted(planted(secret, list(copies)))):
        for letters in text.replace("(sensitive)", " ").split():
            plain = letters.replace("-", "+").replace("_", "/").rstrip("=")
            if letters in {"prefix", "suffix"} or not plain.isalnum():
                continue
            for start in range(4):
                part = plain[start:]
                decoded = base64.b64decode(part[: len(part) // 4 * 4])
                assert secret.encode() not in decoded


@given(SECRETS, st.lists(SECRETS, max_size=4))
def test_messages_are_scrubbed_of_every_spelling(secret: str, others: list[str]) -> None:
    raw = plan(change({"all": [secret, *others]}, {"all": True}))
    redactor = read(raw).redactor
    for text in encodings(secret):
        assume(secret not in "(sensitive)prefixsuffix ab")
        message = f"{text} {text}"
        assert secret not in redactor.scrub(message)
        assert json.dumps(secret)[1:-1] not in redactor.scrub(json.dumps(message))


CANARY = 'CANARY "quoted" <é>/+&${x}'


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(CANARY, id="plain"),
        pytest.param(json.dumps(CANARY)[1:-1], id="json"),
        pytest.param(go_json(CANARY)[1:-1], id="jsonencode"),
        pytest.param(go_json(go_json(CANARY)[1:-1])[1:-1], id="jsonencode-twice"),
        pytest.param(json.dumps(json.dumps(CANARY)[1:-1])[1:-1], id="json-twice"),
        pytest.param(quote(CANARY), id="url-path"),
        pytest.param(quote(CANARY, safe=""), id="url-component"),
        pytest.param(quote_plus(CANARY), id="urlencode"),
        pytest.param(base64.b64encode(CANARY.encode()).decode(), id="base64"),
        pytest.param(base64.b64encode(CANARY.encode()).decode().rstrip("="), id="base64-unpadded"),
        pytest.param(base64.urlsafe_b64encode(CANARY.encode()).decode(), id="base64-url"),
        pytest.param(CANARY.encode().hex(), id="hex"),
        pytest.param(CANARY.encode().hex().upper(), id="hex-upper"),
        pytest.param(CANARY.replace("${", "$${"), id="hcl"),
    ],
)
def test_each_spelling_is_replaced_whole(spelling: str) -> None:
    redactor = read(plan(change({"p": CANARY}, {"p": True}))).redactor
    assert redactor.scrub(f"a {spelling} b") == "a (sensitive) b"


@given(st.integers(10, 10**15) | st.floats(1.5, 1e6).map(lambda x: round(x, 3)))
def test_numbers_are_scrubbed_where_they_stand_alone(secret: float) -> None:
    raw = planted(secret, [secret, str(secret), [secret], f"port {secret}, not x{secret}y"])
    copy = redacted(raw)
    changes = copy["resource_changes"]
    assert isinstance(changes, list)
    assert changes[2]["change"]["after"] == {  # type: ignore[index, call-overload] # known shape
        "copies": [
            "(sensitive)",
            "(sensitive)",
            ["(sensitive)"],
            f"port (sensitive), not x{secret}y",
        ]
    }
    whole = set(texts(copy))
    assert str(secret) not in whole
    assert PlanRedactor(raw).scrub(f"is {secret}.") == "is (sensitive)."


@pytest.mark.parametrize("secret", ["ab", "q7z", "é1"])
def test_short_secrets_are_scrubbed_where_they_stand_alone(secret: str) -> None:
    raw = planted(secret, [secret, f"a {secret}: x{secret}x"])
    assert secret not in set(texts(redacted(raw)))
    scrub = PlanRedactor(raw).scrub
    assert scrub(f"{secret} is '{secret}'") == "(sensitive) is '(sensitive)'"
    assert scrub(f"x{secret}x") == f"x{secret}x"


@pytest.mark.parametrize("secret", ["x", 7, True, ""])
def test_the_smallest_secrets_are_masked_by_their_place(secret: JsonValue) -> None:
    copy = redacted(planted(secret, ["none"]))
    changes = copy["resource_changes"]
    assert isinstance(changes, list)
    after = changes[0]["change"]["after"]  # type: ignore[index, call-overload] # known shape
    assert after == {"id": "db-1", "password": "(sensitive)", "tags": {"copy": ["none"]}}
    assert copy["variables"] == {
        "s": {"value": "(sensitive)"},
        "undeclared": {"value": "(sensitive)"},
    }
    constants = re.findall(r'"constant_value": ([^,}]*)', json.dumps(copy["configuration"]))
    assert constants
    assert set(constants) == {'"(sensitive)"'}


def test_parts_of_a_secret_are_secret() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n"
    login = json.dumps({"user": "svc-account-1", "password": "correct horse"})
    redactor = read(plan(change({"k": key, "l": login}, {"k": True, "l": True}))).redactor
    assert redactor.scrub("line hkiG9w0BAQEFAASC of it") == "line (sensitive) of it"
    assert redactor.scrub("as svc-account-1: correct horse") == "as (sensitive): (sensitive)"


def test_overlapping_secrets_leave_no_fragment() -> None:
    redactor = read(plan(change({"a": "abcdef", "b": "defghi"}, {"a": True, "b": True}))).redactor
    assert redactor.scrub("x abcdefghi y") == "x (sensitive) y"
    assert redactor.scrub("abcdefdefghi") == "(sensitive)(sensitive)"


def test_unmarked_values_with_the_name_or_shape_of_a_secret_are_secret() -> None:
    containers = [{"name": "app", "environment": [{"name": "DB_PASSWORD", "value": "s3cr3t-ecs"}]}]
    values: JsonObject = {
        "environment": [{"variables": {"API_TOKEN": "s3cr3t-lambda", "MODE": "production"}}],
        "container_definitions": json.dumps(containers),
        "password_policy": "strong-one",
        "user_data": "#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAABCDEFGHIJKLMNOP\n",
        "connection": "postgres://app:s3cr3t-url@db/app",
        "secret_arn": "arn:aws:secretsmanager:eu-west-1:1:secret:named-one",
    }
    redactor = read(plan(change(values, {}))).redactor
    assert redactor.scrub("s3cr3t-ecs s3cr3t-lambda s3cr3t-url AKIAABCDEFGHIJKLMNOP") == (
        "(sensitive) (sensitive) (sensitive) (sensitive)"
    )
    for shown in ("production", "strong-one", "named-one", "postgres://app:"):
        assert redactor.scrub(shown) == shown


def test_keys_of_for_each_are_scrubbed_in_addresses_and_names_are_not() -> None:
    marked = change({"p": "main-secret", "q": "main"}, {"p": True, "q": True})
    item = change({}, {}, address='aws_x.main["main-secret"]', module='module.main["main-secret"]')
    document = read(plan(marked, item))
    expected = 'module.main["(sensitive)"].aws_x.main["(sensitive)"]'
    assert document.resources[2].address == expected
    changes = redacted(document.content)["resource_changes"]
    assert isinstance(changes, list)
    assert changes[1]["address"] == expected  # type: ignore[index, call-overload] # known shape
    assert changes[1]["name"] == "main"  # type: ignore[index, call-overload] # known shape


def test_keys_that_differ_in_secrets_alone_stay_apart() -> None:
    raw = plan(
        change({"p": "secret-one", "q": "secret-two"}, {"p": True, "q": True}),
        change({"by": {"secret-one": 1, "secret-two": 2}}, {}, address="a.b"),
    )
    changes = redacted(raw)["resource_changes"]
    assert isinstance(changes, list)
    after = changes[1]["change"]["after"]  # type: ignore[index, call-overload] # known shape
    assert after == {"by": {"(sensitive)": 1, "(sensitive)*": 2}}


@pytest.mark.parametrize(
    "marks",
    [
        {"a": {"deep": True}},
        {"a": [{"x": True}]},
        {"a": [False, True, False]},
        {"a": "yes"},
        True,
    ],
)
def test_marks_of_another_shape_mask_the_whole_part(marks: JsonValue) -> None:
    raw = plan(change({"a": ["one-secret", "two-secret"]}, marks))
    assert not {"one-secret", "two-secret"} & set(texts(redacted(raw)))
    assert PlanRedactor(raw).scrub("one-secret") == "(sensitive)"


def unmarked(side: str) -> JsonObject:
    item = change(
        {"name": "canary-value"}, {}, before={"name": "canary-value"}, before_sensitive={}
    )
    inner = item["change"]
    assert isinstance(inner, dict)
    del inner[f"{side}_sensitive"]
    return item


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_plan_that_marks_nothing_shows_no_value(side: str) -> None:
    raw = plan(
        change({}, {}, address="a.b"), unmarked(side), variables={"v": {"value": "canary-v"}}
    )
    document = read(raw)
    assert document.redactor.withholds_values
    assert "which values are sensitive" in " ".join(document.diagnostics)
    copy = redacted(raw)
    assert "canary" not in json.dumps(copy)
    assert copy["resource_changes"] == [
        {
            "address": address, "mode": "managed", "type": type_, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": [action]},
        }
        for address, type_, name, action in (
            ("a.b", "a", "b", "create"),
            ("aws_db_instance.main", "aws_db_instance", "main", "update"),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "section",
    [
        {"output_changes": {"o": {"actions": ["create"], "after": "canary-value"}}},
        {"deferred_changes": [{"resource_change": unmarked("after")}]},
        {"action_invocations": [{"config_values": {"a": "canary-value"}}]},
    ],
)
def test_values_without_marks_in_any_section_withhold_all(section: JsonObject) -> None:
    assert read(plan(**section)).redactor.withholds_values
    assert "canary" not in json.dumps(redacted(plan(**section)))


def test_no_values_no_marks_needed() -> None:
    item = change()
    item["change"] = {"actions": ["read"]}
    assert not read(plan(item)).redactor.withholds_values


def test_more_secrets_than_can_be_sought_withhold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = plan(change({"p": ["secret-one", "secret-two"]}, {"p": True}))
    assert not PlanRedactor(raw).withholds_values
    monkeypatch.setattr("govern.documents.redaction.scrubber._MOST_SECRETS", 1)
    redactor = PlanRedactor(raw)
    assert redactor.withholds_values
    assert redactor.scrub("anything secret-one") == "(sensitive)"
    assert "secret" not in json.dumps(redacted(raw))


def test_sections_of_another_shape_are_left_empty() -> None:
    raw = plan(change({}, {}), configuration=[], prior_state=1, planned_values={"root_module": 1})
    raw["resource_changes"] = [{"address": "a.b", "change": None}, 1]
    copy = redacted(raw)
    assert copy["configuration"] == {}
    assert copy["prior_state"] is None
    assert copy["planned_values"] == {"outputs": {}, "root_module": {}}
    assert copy["resource_changes"] == [{"address": "a.b", "change": None}]


def test_redacting_changes_nothing_in_place_and_is_idempotent() -> None:
    raw = planted("CANARY-value", ["CANARY-value"])
    before = json.dumps(raw)
    once = redacted(raw)
    assert json.dumps(raw) == before
    assert redacted(once) == once


def test_time_does_not_grow_with_the_number_of_secrets() -> None:
    rng = random.Random(7)  # noqa: S311 - made-up secrets
    message = " ".join(f"{rng.getrandbits(60):x}" for _ in range(20_000))

    def seconds(count: int) -> float:
        secrets: list[JsonValue] = [f"eyJhbGci{rng.getrandbits(80):020x}" for _ in range(count)]
        redactor = PlanRedactor(plan(change({"p": secrets}, {"p": True})))
        assert redactor.scrub(str(secrets[-1])) == "(sensitive)"
        start = time.process_time()
        redactor.scrub(message)
        return time.process_time() - start

    few = max(seconds(10), 0.01)
    assert seconds(3_000) < 20 * few  # 300 times as many secrets


def test_what_is_hidden_keeps_its_shape() -> None:
    blocks: JsonValue = [{"name": "size", "value": "s3cr3t-one", "more": [{"key": 1}]}]
    after: JsonValue = {"setting": blocks, "tags": {"a-secret-key": "s3cr3t-two"}, "none": None}
    marked = change(after, after_sensitive=True)
    expressions: JsonValue = {
        "setting": [{"value": {"constant_value": "s3cr3t-one"}, "name": {"references": ["a.b"]}}],
        "tags": {"constant_value": {"a-secret-key": "s3cr3t-two"}},
    }
    resource = {"address": marked["address"], "mode": "managed", "type": "aws_db_instance"}
    root: JsonObject = {"resources": [{**resource, "name": "main", "expressions": expressions}]}
    copy: Any = redacted(plan(marked, configuration={"root_module": root}))
    masked = "(sensitive)"
    assert copy["resource_changes"][0]["change"]["after"] == {masked: masked}
    assert copy["configuration"]["root_module"]["resources"][0]["expressions"] == {
        "setting": [{"value": {"constant_value": masked}, "name": {"references": ["a.b"]}}],
        "tags": {"constant_value": {masked: masked}},
    }
    copy = redacted(plan(change(after, {"setting": True, "tags": True})))
    assert copy["resource_changes"][0]["change"]["after"] == {
        "setting": [{"name": masked, "value": masked, "more": [{"key": masked}]}],
        "tags": {masked: masked},
        "none": None,
    }
