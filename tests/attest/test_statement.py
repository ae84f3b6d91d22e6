from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.attest.digest import Digest
from govern.attest.dsse import Envelope, EnvelopeSignature, pae
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Statement, Subject, build

_DIGEST = Digest.of(b"hello")
_GOOD: dict[str, Any] = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "x", "digest": {"sha256": _DIGEST.hex}}],
    "predicateType": "https://example.com/p/v1",
    "predicate": {"a": 1},
}


def _bytes(**changes: Any) -> bytes:
    return json.dumps({k: v for k, v in {**_GOOD, **changes}.items() if v is not None}).encode()


def test_what_was_built_is_read_back_with_its_bytes() -> None:
    made = build([Subject("app", {"sha256": _DIGEST.hex})], "https://example.com/p", {"ü": [1]})
    read = Statement.parse(made.data)
    assert read == made
    assert read.is_about(_DIGEST)
    assert not read.is_about(Digest.of(b"other"))


def test_escaped_characters_are_read() -> None:
    assert Statement.parse(_bytes(predicate={"a": "\U0001f600"})).predicate == {"a": "\U0001f600"}


def test_what_is_said_about_hostile_text_is_plain() -> None:
    error = Rejected(Reason.MALFORMED, "a\x1b[31mb", cause="c\r\nd")
    assert (error.message, error.cause) == ("a?[31mb", "c??d")


@pytest.mark.parametrize(
    "predicate",
    ['{ "a" : [1,  2] }', '{"predicate": {"x": 1e999}}', '{"\\u0061": "\\u00e4"}', "{}"],
)
@pytest.mark.parametrize("key", ["predicate", "predic\\u0061te"])
def test_a_predicate_is_given_back_as_it_was_signed(predicate: str, key: str) -> None:
    whole = _bytes(predicate="@").decode()
    data = whole.replace('"predicate": "@"', f'"{key}": {predicate}').encode()
    assert Statement.parse(data).predicate_bytes() == predicate.encode()


def test_v01_is_read() -> None:
    assert Statement.parse(_bytes(_type="https://in-toto.io/Statement/v0.1")).predicate == {"a": 1}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_bytes(_type="https://in-toto.io/Statement/v2"), Reason.WRONG_STATEMENT_TYPE),
        (_bytes(_type=7), Reason.MALFORMED),
        (_bytes(subject=[]), Reason.MALFORMED),
        (_bytes(subject=[{"name": "x", "digest": {}}]), Reason.MALFORMED),
        (_bytes(subject=[{"name": "x", "digest": {"sha256": 1}}]), Reason.MALFORMED),
        (_bytes(predicateType=None), Reason.MALFORMED),
        (_bytes(predicate=[1]), Reason.MALFORMED),
        (_bytes()[:-1] + b',"_type":"x"}', Reason.MALFORMED),
        (_bytes(predicate={"a": "\ud800"}), Reason.MALFORMED),
        (_bytes(predicateType="\ud800"), Reason.MALFORMED),
        (b"[]", Reason.MALFORMED),
        (b"\xff", Reason.MALFORMED),
        (b'{"a":NaN}', Reason.MALFORMED),
        (b"[" * 100_000, Reason.MALFORMED),
        (b" " * (16 * 1024 * 1024 + 1), Reason.TOO_LARGE),
    ],
)
def test_what_is_no_statement_is_refused_with_a_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        Statement.parse(data)
    assert caught.value.reason is reason


def test_subject_and_predicate_type_are_required() -> None:
    statement = Statement.parse(_bytes())
    statement.require(_DIGEST, ["https://example.com/p/v1"])
    with pytest.raises(Rejected) as wrong_type:
        statement.require(_DIGEST, ["https://example.com/p/v"])
    with pytest.raises(Rejected) as wrong_subject:
        statement.require(Digest.of(b"other"))
    with pytest.raises(Rejected) as wrong_payload:
        Statement.parse(_bytes(), "application/json")
    assert wrong_type.value.reason is Reason.WRONG_PREDICATE_TYPE
    assert wrong_subject.value.reason is Reason.SUBJECT_MISMATCH
    assert wrong_payload.value.reason is Reason.WRONG_PAYLOAD_TYPE


def test_pae_is_the_example_of_the_specification() -> None:
    assert (
        pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(payload=st.binary(), kind=st.text(), sig=st.binary(min_size=1), keyid=st.text())
def test_envelopes_survive_json(payload: bytes, kind: str, sig: bytes, keyid: str) -> None:
    envelope = Envelope(payload, kind, (EnvelopeSignature(sig, keyid),))
    assert Envelope.parse(envelope.to_json()) == envelope


@given(st.binary())
def test_no_bytes_crash_the_readers(data: bytes) -> None:
    for read in (Statement.parse, Envelope.parse):
        with pytest.raises(Rejected):
            read(data)


@pytest.mark.parametrize("text", ["sha256:abc", "md5:" + "0" * 32, "sha256:" + "A" * 64, ""])
def test_odd_digests_are_refused(text: str) -> None:
    with pytest.raises(Rejected):
        Digest.parse(text)
