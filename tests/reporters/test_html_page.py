"""The page: complete in itself, strict about what it may load, readable without eyes or colour."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from govern.reporters import reporter_for
from tests.builders import a_report, a_result
from tests.samples import everything, hostile

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """Checks nesting, and collects what the tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refs: list[str] = []
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if tag not in VOID:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        reference = values.get("aria-labelledby") or (values.get("href") or "").removeprefix("#")
        if reference:
            self.refs.append(reference)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(params=[everything(), hostile(), a_report(inputs=())])
def page(request: pytest.FixtureRequest) -> str:
    return reporter_for("html").render(request.param)


def test_every_element_is_closed_where_it_was_opened(page: str) -> None:
    assert Outline(page).open == []


def test_the_policy_allows_our_style_and_nothing_else(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].replace("&#39;", "'").split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_page_loads_nothing(page: str) -> None:
    elements = Outline(page).elements
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in elements}
    assert all((values.get("href") or "#").startswith("#") for _, values in elements)
    assert "style=" not in page
    assert "url(" not in page


def test_the_outline_is_sound(page: str) -> None:
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.refs) <= set(outline.ids)
    assert outline.headings[0] == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert ("html", {"lang": "en"}) in outline.elements


def test_every_table_has_a_caption_and_scoped_headings(page: str) -> None:
    outline = Outline(page)
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in values for tag, values in outline.elements if tag == "th")


def test_severity_and_outcome_are_words_as_well_as_colours() -> None:
    page = reporter_for("html").render(a_report([a_result()]))
    assert '<span class="tag fail">fail</span> <span class="tag high">high</span>' in page


def test_the_offending_value_is_marked() -> None:
    assert "<mark>&#34;nginx:1.25&#34;</mark>" in reporter_for("html").render(everything())


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_the_contrast_that_wcag_asks_for() -> None:
    page = reporter_for("html").render(everything())
    themes = re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme))
        for name in ("text", "soft", "red", "violet", "amber", "blue", "green"):
            for ground in ("page", "panel"):
                dark, light = sorted((luminance(colours[name]), luminance(colours[ground])))
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
