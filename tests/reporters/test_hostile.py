"""Text of strangers in every place of a report: no format lets it do anything."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree
from markdown_it import MarkdownIt

from govern.reporters import FORMATS, TextOptions, reporter_for
from tests.samples import HOSTILE, hostile

SEVEN_BIT_SAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff\ufffe]"
)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_prints_an_unseen_character(name: str) -> None:
    assert SEVEN_BIT_SAFE.search(reporter_for(name).render(hostile())) is None


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written_as_utf_8(name: str) -> None:
    reporter_for(name).render(hostile()).encode("utf-8")


@pytest.mark.parametrize("options", [TextOptions(verbose=True), TextOptions(width=40, quiet=True)])
def test_text_holds_no_command_for_a_ci_runner(options: TextOptions) -> None:
    text = reporter_for("text", options).render(hostile())
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    assert "##[" not in text
    assert "##vso[" not in text


def test_text_uses_escape_sequences_for_its_own_colours_only() -> None:
    text = reporter_for("text", TextOptions(color=True, verbose=True)).render(hostile())
    sequences = set(re.findall("\x1b.[0-9;]*.", text))
    assert sequences <= {
        f"\x1b[{code}m" for code in ("0", "1", "2", "1;31", "1;35", "31", "32", "33", "36")
    }


def test_json_gives_the_text_back() -> None:
    report = json.loads(reporter_for("json").render(hostile()))
    expected = HOSTILE.replace("\ud800", "�")
    assert report["results"][0]["message"] == expected
    assert any(expected in result["details"] for result in report["results"])


def test_every_line_of_github_is_our_own_command_or_none() -> None:
    text = reporter_for("github").render(hostile())
    own = re.compile(
        r"::(error|warning|notice) file=[^:,]*(,[a-zA-Z]+=[^:,]*)*::[^\n]*"
        r"|::(group::\d+ |endgroup::)"
    )
    for line in text.splitlines():
        assert own.match(line) or not line.lstrip().startswith("::"), line
        assert line.startswith("::") or "##[" not in line


def test_junit_is_well_formed() -> None:
    tree = ElementTree.fromstring(reporter_for("junit").render(hostile()))
    assert {element.tag for element in tree.iter()} <= {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "properties",
        "property",
    }


class _Elements(HTMLParser):
    """Collects element names, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_shows_it_and_runs_nothing() -> None:
    page = _Elements()
    page.feed(reporter_for("html").render(hostile()))
    assert not page.seen & {"script", "img", "iframe", "object", "form", "link", "base"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not page.attributes & {"src", "style"}
    assert any("<script>alert(1)</script>" in text for text in page.text)
    assert any("{{7*7}}" in text for text in page.text)


def test_markdown_shows_it_and_no_more() -> None:
    source = reporter_for("markdown").render(hostile())
    html = MarkdownIt("commonmark").enable("table").render(source)
    page = _Elements()
    page.feed(html)
    assert page.seen <= {
        *("h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "em", "br"),
        *("details", "summary", "ul", "li", "sub"),
    }
    # GitHub and GitLab look for mentions, references and bare links outside of code only.
    outside = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", source)
    assert "octocat" in outside
    assert not re.search(r"@\w|#\d|GH-\d|https://|www\.\w|(?<!\\):tada:", outside)


def test_sarif_takes_no_link_and_no_script_from_a_rule_or_message() -> None:
    run = json.loads(reporter_for("sarif").render(hostile()))["runs"][0]
    assert all("helpUri" not in rule for rule in run["tool"]["driver"]["rules"])
    assert all("](" not in result["message"]["text"] for result in run["results"])
