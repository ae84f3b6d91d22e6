"""Fields of JSON and YAML: a pointer leads to all bytes of its value."""

from __future__ import annotations

import pytest

from govern.errors import InputError, UsageError
from govern.evidence.redaction.fields import fields_of
from govern.evidence.redaction.spellings import Spellings, is_telling
from govern.evidence.redaction.wanted import WantedField

_YAML = """\
# a comment
metadata: &m
  owner: "Zoë ﬁ"   # who
  labels: {a: one, b: [two, three]}
  text: |
    line one
    line two
spec:
  copy: *m
  <<: *m
---
metadata:
- owner: other
"""
_JSON = '{"metadata": {"owner": "Zo\\u00eb", "n": 12345, "labels": {"a": ["one", {"b": null}]}}}'


def _found(text: str, field: str) -> list[str]:
    data = text.encode()
    fields = fields_of(data, "a")
    nodes = list(fields.matching(WantedField.parse(field).keys))
    return [data[start:end].decode() for start, end in fields.in_bytes(nodes)]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("/metadata/owner", ['"Zoë ﬁ"']),
        ("/metadata/labels", ["{a: one, b: [two, three]}"]),
        ("/metadata/labels/b/1", ["three"]),
        ("/metadata/labels/*", ["one", "[two, three]"]),
        ("/metadata/text", ["|\n    line one\n    line two"]),
        ("/spec/copy/owner", ['"Zoë ﬁ"']),
        ("/spec/owner", ['"Zoë ﬁ"']),
        ("/metadata/*/owner", ["other"]),
        ("/metadata/labels/none", []),
        ("/metadata/0", ["owner: other"]),
    ],
)
def test_a_field_of_yaml(field: str, expected: list[str]) -> None:
    assert _found(_YAML, field) == expected


def test_any_depth() -> None:
    assert set(_found(_YAML, "/**/owner")) == {'"Zoë ﬁ"', "other"}
    assert _found(_JSON, "/**/b") == ["null"]
    assert _found(_JSON, "/**/owner") == ['"Zo\\u00eb"']


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("/metadata/owner", ['"Zo\\u00eb"']),
        ("/metadata/n", ["12345"]),
        ("/metadata/labels", ['{"a": ["one", {"b": null}]}']),
        ("/metadata/labels/a/1", ['{"b": null}']),
    ],
)
def test_a_field_of_json(field: str, expected: list[str]) -> None:
    assert _found(_JSON, field) == expected
    assert _found(f"\ufeff{_JSON}", field) == expected


@pytest.mark.parametrize("data", [b"<a>b</a>: [", b"\xff\xfe{\0}\0", b"a: \xff\n", b"a: [1\n"])
def test_what_is_no_json_or_yaml_has_no_fields(data: bytes) -> None:
    with pytest.raises(InputError):
        fields_of(data, "a")


def test_a_field_of_the_front_matter_of_a_card() -> None:
    card = "---\nlicense: mit\nowner: zoe@example.org\n---\n# Card: a\n- [ ] x: *y\n\t`z`\n"
    assert _found(card, "/owner") == ["zoe@example.org"]


def test_an_alias_in_itself_ends() -> None:
    assert _found("a: &x\n  b: *x\n  c: text\n", "/**/c") == ["text"]


@pytest.mark.parametrize("field", ["metadata/name", "spam:/a", "kubernetes:a"])
def test_what_is_no_field_is_refused(field: str) -> None:
    with pytest.raises(UsageError):
        WantedField.parse(field)


@pytest.mark.parametrize(
    "spelling",
    [
        "Müller & Söhne 'x'",
        "M\\u00fcller & S\\u00f6hne 'x'",
        "Müller &amp; Söhne &#39;x&#39;",
        "Müller &amp; Söhne &#x27;x&#x27;",
        "Müller\n    & Söhne ''x''",
        "\\nMüller & Söhne 'x'\\n",
    ],
)
def test_a_text_is_found_however_it_is_spelled(spelling: str) -> None:
    assert Spellings.of(["Müller & Söhne 'x'"]).is_in(spelling.encode())


def test_a_short_text_is_not_found_within_a_digest_and_a_long_one_is_within_words() -> None:
    short, long = Spellings.of(["beef"]), Spellings.of(["customer4711"])
    assert not short.is_in(b"00beef11")
    for text in (b"beef", b'"beef"', b"\\nbeef\\n", b"a-beef.example"):
        assert short.is_in(text)
    assert long.is_in(b"xcustomer4711x")
    with pytest.raises(UsageError, match="10001 different values"):
        Spellings.of(f"text {number}" for number in range(10_001))
    assert not is_telling("a b c")
    assert not is_telling("False")
