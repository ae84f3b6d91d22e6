"""Escaping, checked with what reads the result."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from govern.reporters.escape import code_span, cut, inert, markdown, visible

anything = st.text(st.characters(codec=None))
punctuated = st.text(st.sampled_from("\\`*_[]()<>|~&$:#@+-=.!{}w1a /\"'\n"), max_size=30)


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def unescaped(html: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = html.replace(entity, character)
    return html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain Zürich 東京", "plain Zürich 東京"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb", r"a\u202eb"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\udcff"),
        ("one\r\n  two\n\nthree\tfour", "one two three four"),
        ("\u2028line", " line"),
        ("\0", r"\x00"),
    ],
)
def test_visible_writes_out_what_cannot_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(anything)
def test_visible_text_is_one_printable_line_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    shown.encode("utf-8")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\::error::x"),
        ("  ::add-mask::x", r"  \::add-mask::x"),
        ("a\n::x\nb", "a\n\\::x\nb"),
        ("text ##[group]x", r"text #\#[group]x"),
        ("##vso[task.setvariable]", r"#\#vso[task.setvariable]"),
        ("##teamcity[x]", r"#\#teamcity[x]"),
        ("## heading, ::later", "## heading, ::later"),
    ],
)
def test_inert_lines_are_no_commands(text: str, shown: str) -> None:
    assert inert(text) == shown


@given(punctuated)
def test_markdown_shows_the_text_itself(text: str) -> None:
    html = rendered(f"x {markdown(text)} x").strip()
    assert unescaped(html.replace("<!-- -->", "")) == f"<p>x {visible(text).strip()} x</p>"


@given(punctuated)
def test_markdown_starts_no_block_in_a_list(text: str) -> None:
    html = rendered(f"- {markdown(text)}\n")
    assert html.count("<li>") == 1
    assert not re.search("<(h[1-6r]|ol|pre|blockquote)", html)


@given(punctuated)
def test_markdown_stays_in_its_table_cell(text: str) -> None:
    html = rendered(f"| a | b |\n| --- | --- |\n| {markdown(text)} | {code_span(text)} |\n")
    assert html.count("<td>") == 2
    assert html.count("<tr>") == 2


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("@octocat", "@<!-- -->octocat"),
        ("see #12 and GH-3", "see #<!-- -->12 and GH-<!-- -->3"),
        ("https://evil.example", r"https\://evil.example"),
        ("www.evil.example", "www.<!-- -->evil.example"),
        (":tada:", r"\:tada:"),
        ("nginx:1.25", "nginx:1.25"),
        ("# title", r"\# title"),
        ("1. item", r"1\. item"),
    ],
)
def test_markdown_makes_no_mention_reference_or_link(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@given(st.text(st.sampled_from("` a"), max_size=12))
def test_a_code_span_holds_any_number_of_backticks(text: str) -> None:
    html = rendered(f"x{code_span(text)}x")
    assert html.startswith("<p>x<code>")
    assert html.endswith("</code>x</p>\n")
    assert text.strip(" ") in html


def test_cut_leaves_short_text_alone() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
