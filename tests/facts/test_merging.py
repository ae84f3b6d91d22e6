from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from govern.facts.interface import FactError, Gathered
from govern.facts.merging import agreed, merged

if TYPE_CHECKING:
    from govern.model import JsonObject

_KEYS = st.sampled_from(["images", "sbom", "a", "b"])
_SCALARS = st.sampled_from([None, True, 1, 0, False, "x"])
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)
)
_FACTS = st.dictionaries(_KEYS, _VALUES, max_size=4)


def test_objects_are_joined_and_lists_have_no_repetitions() -> None:
    one = Gathered({"images": {"a": {"digest": "d", "signatures": [1]}}})
    other = Gathered({"images": {"a": {"signatures": [1, 2], "sboms": []}, "b": {}}})
    assert merged([one, other]) == {
        "images": {"a": {"digest": "d", "signatures": [1, 2], "sboms": []}, "b": {}}
    }


def test_a_contradiction_is_no_fact_and_is_told() -> None:
    facts = merged(
        [Gathered({"sbom": {"subject": "x", "n": 1}}), Gathered({"sbom": {"subject": "y", "n": 1}})]
    )
    assert facts["sbom"] == {"n": 1}
    assert facts["errors"] == [
        {
            "fact": "sbom",
            "about": "subject",
            "reason": "contradiction",
            "message": "two sources say different things of it, so neither is believed",
        }
    ]


def test_true_and_one_are_not_the_same() -> None:
    facts = merged([Gathered({"a": True}), Gathered({"a": 1})])
    assert "a" not in facts


def test_an_error_is_told_once() -> None:
    error = FactError("images", "offline", "not asked", "nginx")
    facts = merged([Gathered(errors=(error,)), Gathered(errors=(error,))])
    assert facts == {"errors": [error.to_object()]}


@given(_FACTS, _FACTS)
def test_what_sources_keep_is_never_changed(one: JsonObject, other: JsonObject) -> None:
    before = repr((one, other))
    merged([Gathered(one), Gathered(other), Gathered(one)])
    assert repr((one, other)) == before


@given(_FACTS)
def test_one_source_is_believed_as_it_is(facts: JsonObject) -> None:
    assert merged([Gathered(facts)]) == facts


def test_members_of_a_set_must_agree_on_an_image() -> None:
    one: JsonObject = {"images": {"a": {"signatures": [1]}, "b": {"signatures": []}}, "tier": "x"}
    other: JsonObject = {"images": {"a": {"signatures": []}, "c": {}}, "errors": ["e"], "tier": "x"}
    facts = agreed([one, other])
    assert facts["images"] == {"b": {"signatures": []}, "c": {}}
    assert facts["tier"] == "x"
    errors = facts["errors"]
    assert isinstance(errors, list)
    assert errors[0] == "e"
    assert isinstance(errors[1], dict)
    assert (errors[1]["fact"], errors[1]["about"]) == ("images", "a")


@given(st.lists(_FACTS, min_size=2, max_size=3))
def test_members_are_not_changed(members: list[JsonObject]) -> None:
    before = repr(members)
    agreed(members)
    assert repr(members) == before
