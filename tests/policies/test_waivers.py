"""Waiver files: what is read, and what is refused with file, line and waiver."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from govern.errors import PolicyError
from govern.policies.waivers import end_of, parse_waivers, read_waivers

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
# Reviewed every Monday.
schema: govern.waivers/v1
waivers:
  - id: 2026-014
    rules: [K020, K02*]
    resource: apps/v1/Deployment/payments/*
    path: deploy/*
    pointer: /spec/template
    fingerprint: {fingerprint}
    owner: payments-team
    reason: the vendor publishes no digest yet
    ticket: 1204
    expires: 2027-03-31

  - id: W-2
    rules:
      - T003
    resource: aws_s3_bucket.logs[0]
    owner: "yes"
    reason: >-
      reviewed by
      the platform team
    expires: 2027-03-31T18:00:00+02:00
""".format(fingerprint="ab" * 32)

ONE = {
    "id": "W-1",
    "rules": ["K020"],
    "resource": "apps/v1/Deployment/payments/api",
    "owner": "payments-team",
    "reason": "because",
    "expires": "2027-03-31",
}


def text_of(*waivers: object, **top: object) -> str:
    # JSON is YAML, and keeps every value quoted as it was meant.
    return json.dumps({**top, "waivers": list(waivers)}, indent=1)


def test_every_field_is_read_as_it_is_written() -> None:
    first, second = parse_waivers(FULL, "waivers.yaml")
    assert first.id == "2026-014"
    assert first.rules == ("K020", "K02*")
    assert first.resource == "apps/v1/Deployment/payments/*"
    assert (first.path, first.pointer) == ("deploy/*", "/spec/template")
    assert first.fingerprint == "ab" * 32
    assert (first.owner, first.ticket) == ("payments-team", "1204")
    assert first.expires == datetime(2027, 4, 1, tzinfo=UTC)
    assert (first.file, first.line) == ("waivers.yaml", 4)
    assert (second.owner, second.reason) == ("yes", "reviewed by the platform team")
    assert second.expires == datetime(2027, 3, 31, 16, tzinfo=UTC)
    assert second.line == 15


def test_an_empty_list_and_a_missing_schema_are_fine() -> None:
    assert parse_waivers("waivers: []", "w.yaml") == ()
    assert parse_waivers(text_of(ONE), "w.yaml")[0].id == "W-1"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires": None}, "waiver W-1: `expires` is missing"),
        ({"owner": None}, "waiver W-1: `owner` is missing"),
        ({"reason": " "}, "waiver W-1: `reason` is empty"),
        ({"ticket": ""}, "waiver W-1: `ticket` is empty"),
        ({"id": None}, "waiver number 1: `id` is missing"),
        ({"id": ["x"]}, "waiver number 1: `id` must be text"),
        ({"expire": "2027-01-01"}, "waiver W-1: unknown key `expire`"),
        ({"rules": ["*"]}, "waiver W-1: `rules` must not be a bare `*`"),
        ({"rules": ["**"]}, "waiver W-1: `rules` must not be a bare `**`"),
        ({"rules": []}, "waiver W-1: `rules` must be a list of rule ids"),
        ({"rules": "K020"}, "waiver W-1: `rules` must be a list of rule ids"),
        ({"rules": [["K020"]]}, "waiver W-1: `rules` must be a list of rule ids"),
        ({"rules": ["govern:input"]}, "waiver W-1: results of `govern:input` cannot be waived"),
        ({"resource": "*"}, "waiver W-1: `resource` must not be a bare `*`"),
        ({"resource": "*/*"}, "waiver W-1: `resource` must not be a bare `*/*`"),
        ({"pointer": "spec"}, "waiver W-1: `pointer` must be a JSON pointer"),
        ({"pointer": "/"}, "waiver W-1: `pointer` must be a JSON pointer"),
        ({"fingerprint": "abc"}, "waiver W-1: `fingerprint` must be 64 hexadecimal digits"),
        ({"expires": "2027-02-30"}, "waiver W-1: `expires` is not a day or an instant"),
        ({"expires": "2027-03-31T18:00:00"}, "waiver W-1: `expires` is not a day or an instant"),
        ({"expires": "never"}, "waiver W-1: `expires` is not a day or an instant"),
        ({"expires": "9999-12-31"}, "waiver W-1: `expires` is not a day or an instant"),
    ],
)
def test_a_wrong_waiver_is_refused_with_its_line(change: dict[str, object], words: str) -> None:
    waiver = {key: value for key, value in {**ONE, **change}.items() if value is not None}
    text = yaml.safe_dump({"waivers": [ONE | {"id": "fine"}, waiver]}, sort_keys=False)
    before = yaml.safe_dump({"waivers": [ONE | {"id": "fine"}]}, sort_keys=False)
    with pytest.raises(PolicyError) as caught:
        parse_waivers(text, "w.yaml")
    error = caught.value
    assert error.message.replace("number 2", "number 1").startswith(words)
    assert error.path == "w.yaml"
    assert error.hint
    assert error.line is not None
    assert error.line > before.count("\n")
    wrong_key = next(iter(change))
    if waiver.get(wrong_key):
        assert wrong_key in text.split("\n")[error.line - 1]


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("- id: x", "a waiver file is a mapping", 1),
        ("", "a waiver file is a mapping", 1),
        ("waivers: {}", "`waivers` must be a list", 1),
        ("schema: govern.waivers/v1", "`waivers` must be a list", 1),
        ("schema: govern.waivers/v2\nwaivers: []", "`schema` must be govern.waivers/v1", 1),
        ("waivers: []\nwaivres: []", "unknown key `waivres`", 2),
        ("waivers:\n- just text", "waiver number 1: it must be a mapping", 2),
        ("waivers:\n- id: a\n  id: b", "the key 'id' appears twice", 3),
        ("waivers: [", "not valid YAML", 1),
        ("waivers: []\n---\nwaivers: []", "a second document", 2),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text: str, words: str, line: int) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_waivers(text, "w.yaml")
    assert words in caught.value.message
    assert caught.value.line == line
    assert caught.value.exit_code == 2


def test_two_waivers_of_one_id_are_refused_across_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(text_of(ONE))
    two.write_text(text_of({**ONE, "id": "other"}, ONE))
    assert [waiver.id for waiver in read_waivers([str(one), str(one)])] == ["W-1"]
    with pytest.raises(PolicyError, match="waiver W-1: another waiver has the same id") as caught:
        read_waivers([str(one), str(two)])
    assert caught.value.path == str(two)
    assert caught.value.cause == f"it stands at {one}:3"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_waivers([str(tmp_path / "none.yaml")])
    assert caught.value.path == str(tmp_path / "none.yaml")
    assert caught.value.cause == "No such file or directory"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2027-03-31", datetime(2027, 4, 1, tzinfo=UTC)),
        ("2028-02-29", datetime(2028, 3, 1, tzinfo=UTC)),
        ("2027-03-31T00:00:00Z", datetime(2027, 3, 31, tzinfo=UTC)),
        ("2027-03-31t23:59:59.5z", datetime(2027, 3, 31, 23, 59, 59, 500_000, tzinfo=UTC)),
        ("2027-03-31 12:00:00-05:00", datetime(2027, 3, 31, 17, tzinfo=UTC)),
    ],
)
def test_a_date_ends_with_its_day_in_utc(text: str, end: datetime) -> None:
    assert end_of(text) == end


@pytest.mark.parametrize("text", ["20270331", "2027-W13-3", "2027-3-31", "٢٠٢٧-٠٣-٣١", "tomorrow"])
def test_other_ways_to_write_a_day_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a date, or a time with its zone"):
        end_of(text)


class TestSchema:
    """The JSON Schema for editors agrees with the reader."""

    @pytest.fixture
    def schema(self, root: Path) -> jsonschema.Draft202012Validator:
        path = root / "evidence" / "schemas" / "govern.waivers.v1.schema.json"
        return jsonschema.Draft202012Validator(json.loads(path.read_text()))

    def test_accepts_what_the_reader_accepts(self, schema: jsonschema.Draft202012Validator) -> None:
        text = FULL.replace("ticket: 1204", 'ticket: "1204"')
        schema.validate(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - text only, from this file

    @pytest.mark.parametrize(
        "change",
        [
            {"rules": ["*"]},
            {"rules": ["govern:input"]},
            {"rules": []},
            {"resource": "*/*"},
            {"pointer": "spec"},
            {"pointer": "/"},
            {"fingerprint": "abc"},
            {"expires": "tomorrow"},
            {"expires": "2027-03-31T18:00:00"},
            {"surprise": "x"},
            {"owner": ""},
        ],
    )
    def test_refuses_what_the_reader_refuses(
        self, schema: jsonschema.Draft202012Validator, change: dict[str, object]
    ) -> None:
        value = {"waivers": [{**ONE, **change}]}
        with pytest.raises(PolicyError):
            parse_waivers(json.dumps(value), "w.json")
        assert not schema.is_valid(value)
