from __future__ import annotations

import re

import pytest
import yaml

from govern.documents.model_card.licences import TABLE, find_all, identify
from govern.documents.model_card.shape import LICENCE_CLASSES
from tests.surroundings import ROOT

ENTRIES = yaml.safe_load((ROOT / TABLE).read_text(encoding="utf-8"))["licenses"]
_SPDX = re.compile(r"[A-Za-z0-9.+-]+")


def test_every_entry_is_complete() -> None:
    for entry in ENTRIES:
        assert list(entry) == ["id", "name", "spdx", "class", "aliases", "conditions"]
        assert entry["class"] in (*LICENCE_CLASSES, None)
        assert entry["spdx"] is None or _SPDX.fullmatch(entry["spdx"])
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES) > 100


def test_every_condition_is_explained_in_the_table() -> None:
    text = (ROOT / TABLE).read_text(encoding="utf-8")
    explained = set(re.findall(r"^#     ([a-z-]+) {2,}", text, re.MULTILINE))
    assert {one for entry in ENTRIES for one in entry["conditions"]} == explained


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_every_wording_means_its_own_entry(entry: dict[str, object]) -> None:
    aliases = entry["aliases"]
    assert isinstance(aliases, list)
    for wording in (entry["id"], entry["name"], entry["spdx"], *aliases):
        if wording is not None:
            found = identify(str(wording))
            assert found is not None
            assert found.id == entry["id"]


@pytest.mark.parametrize(("wording", "licence"), [
    ("MIT License", "mit"), ("the MIT licence", "mit"),
    ("Apache License, Version 2.0", "apache-2.0"),
    ("APACHE_2.0", "apache-2.0"), ("CC BY-NC 4.0", "cc-by-nc-4.0"), ("GPLv3", "gpl-3.0"),
    ("gpl-2.0-or-later", "gpl-2.0-or-later"), ("GPL-2.0+", "gpl-2.0-or-later"),
    ("Llama 3.3 Community License Agreement", "llama3.3"), ("BSL-1.0", "bsl-1.0"),
    ("Business Source License 1.1", "busl-1.1"), ("Public", None), ("see LICENSE", None),
    ("apache", None), ("gpl-4.0", None), ("", None),
])  # fmt: skip
def test_wordings(wording: str, licence: str | None) -> None:
    found = identify(wording)
    assert (found.id if found else None) == licence


def test_boost_is_not_the_business_source_licence() -> None:
    boost, business = identify("bsl-1.0"), identify("busl-1.1")
    assert boost is not None
    assert business is not None
    assert (boost.klass, business.klass) == ("permissive", "use-restricted")


@pytest.mark.parametrize(("expression", "klass"), [
    ("MIT OR GPL-3.0-only", "permissive"), ("MIT AND GPL-3.0-only", "copyleft"),
    ("MIT AND CC-BY-NC-4.0", "noncommercial"), ("(MIT OR Apache-2.0)", "permissive"),
    ("GPL-2.0-only WITH Classpath-exception-2.0", "copyleft"),
    ("GPL-3.0-only OR MIT AND CC-BY-NC-4.0", "copyleft"), ("MIT OR Nobody-1.0", None),
    ("MIT AND (Apache-2.0 OR ISC)", None),
])  # fmt: skip
def test_spdx_expressions(expression: str, klass: str | None) -> None:
    found = identify(expression)
    assert (found.klass if found else None) == klass


def test_licences_are_found_inside_sentences() -> None:
    text = (
        "Code is released under MIT, weights under CC-BY-NC 4.0; see the MIT text. Other uses: ask."
    )
    assert [(raw, one.id) for raw, one in find_all(text)] == [
        ("MIT", "mit"),
        ("CC-BY-NC 4.0", "cc-by-nc-4.0"),
    ]
    assert find_all("no commercial use; all rights unknown, other terms") == []
