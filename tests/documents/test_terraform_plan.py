from __future__ import annotations

import codecs
import json

import pytest

from govern.documents.interface import Limits, ParseContext
from govern.documents.json_positions import JsonPositions
from govern.documents.probe import Probe
from govern.documents.terraform_plan import PARSER
from govern.errors import InputError, LimitExceeded
from govern.model import JsonObject, Kind, Source
from govern.model.json import resolve
from tests.documents.terraform_plans import change, plan, read

BUCKET = change({"bucket": "logs"}, {}, address="aws_s3_bucket.logs")


def refused(raw: JsonObject | bytes | str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(raw)
    return caught.value


def recognises(keys: dict[str, object], *, explicit: bool = False) -> bool:
    data = json.dumps(keys).encode()
    return PARSER.recognises(Probe(Source.of("x.json", data, explicit=explicit)))


def test_content_is_a_projection_that_keeps_names_and_pointers() -> None:
    raw = plan(
        change({"tags": None}, {}, address="aws_s3_bucket.b[0]", module='module.m["k"]', index=0),
        output_changes={
            "url": {"actions": ["create"], "before": None, "after": "x", "after_unknown": False}
        },
        variables={"region": {"value": "eu"}},
        configuration={"root_module": {"variables": {"region": {}}}},
        prior_state={"values": {}},
        relevant_attributes=[],
        something_new={"a": 1},
    )
    content = read(raw).content
    assert set(content) == {
        "format_version", "terraform_version", "timestamp", "errored", "applyable", "complete",
        "resource_changes", "deferred_changes", "resource_drift", "output_changes",
        "action_invocations", "checks", "variables", "configuration",
    }  # fmt: skip
    for pointer in (
        "/resource_changes/0/address",
        "/resource_changes/0/change/after/tags",
        "/output_changes/url/after",
        "/variables/region/value",
    ):
        assert resolve(content, pointer) == resolve(raw, pointer)


def test_optional_members_are_filled() -> None:
    item: JsonObject = {
        "address": "a.b", "mode": "managed", "type": "a", "name": "b",
        "change": {"actions": ["no-op"]},
    }  # fmt: skip
    content = read({"format_version": "1.0", "resource_changes": [item]}).content
    assert content["resource_changes"] == [
        {
            **item,
            "module_address": "",
            "provider_name": "",
            "index": None,
            "change": {"actions": ["no-op"], "before": None, "after": None, "after_unknown": {}},
        }
    ]
    assert content["complete"] is None
    assert content["variables"] == content["configuration"] == content["output_changes"] == {}
    assert content["deferred_changes"] == content["checks"] == []


def test_the_first_resource_is_the_plan_and_the_others_are_its_changes_in_order() -> None:
    document = read(plan(BUCKET, change({"x": 1}, {}, address='data.aws_ami.a["eu"]', index="eu")))
    assert [(r.kind, r.name, r.address, r.pointer, r.actions) for r in document.resources] == [
        ("terraform_plan", "plan.json", "plan.json", "", ()),
        ("aws_s3_bucket", "logs", "aws_s3_bucket.logs", "/resource_changes/0", ("create",)),
        ("aws_ami", "a", 'data.aws_ami.a["eu"]', "/resource_changes/1", ("create",)),
    ]
    assert document.kind is Kind.TERRAFORM_PLAN
    assert document.format == "terraform-plan-1.2"


def test_drift_keeps_addresses_and_actions_only() -> None:
    drifted = change({"secret": "x"}, {}, address="a.b", before={"secret": "y"})
    assert read(plan(resource_drift=[drifted])).content["resource_drift"] == [
        {
            "address": "a.b", "module_address": "", "mode": "managed", "type": "a", "name": "b",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["update"]},
        }
    ]  # fmt: skip


def test_deferred_changes_are_kept_and_noted() -> None:
    document = read(
        plan(deferred_changes=[{"reason": "instance_count_unknown", "resource_change": BUCKET}])
    )
    deferred = document.content["deferred_changes"]
    assert resolve(deferred, "/0/resource_change/change/after/bucket") == "logs"
    assert document.diagnostics == ("deferred changes: 1; what they will do is not known yet",)


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.99"])
def test_any_minor_of_the_stable_format_is_read(version: str) -> None:
    assert read(plan(BUCKET, format_version=version)).diagnostics == ()


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_formats_before_the_stable_one_are_read_with_a_note(version: str) -> None:
    (note,) = read(plan(BUCKET, format_version=version)).diagnostics
    assert version in note


@pytest.mark.parametrize("version", ["2.0", "10.1", "1", "", "1.2.3", "one", None, 1.2, "9" * 5000])
def test_other_versions_are_refused_where_they_stand(version: str | float | None) -> None:
    text = json.dumps(plan(BUCKET, format_version=version), indent=1)
    error = refused(text)
    assert error.line == 2
    assert "format" in (error.cause or "")


def test_a_plan_without_a_version_is_refused() -> None:
    raw = plan(BUCKET)
    del raw["format_version"]
    assert "`format_version` must be there" in refused(raw).diagnostics()


def test_a_plan_that_failed_is_refused() -> None:
    error = refused(json.dumps(plan(BUCKET, errored=True), indent=1))
    assert error.line == json.dumps(plan(BUCKET, errored=True), indent=1).count("\n")
    assert "partial" in error.diagnostics()


def test_planned_resources_without_changes_are_no_plan_to_rely_on() -> None:
    values: JsonObject = {"root_module": {"resources": [{"address": "a.b", "values": {}}]}}
    assert "resource_changes" in refused(plan(planned_values=values)).diagnostics()
    raw = plan(planned_values=values)
    del raw["resource_changes"]
    assert "resource_changes" in refused(raw).diagnostics()


def test_a_plan_that_changes_nothing_is_read() -> None:
    raw = plan()
    del raw["resource_changes"]
    assert len(read(raw).resources) == 1


@pytest.mark.parametrize(
    ("broken", "pointer", "complaint"),
    [
        ({"address": None}, "/address", "`address` must be a text"),
        ({"type": 3}, "/type", "`type` must be a text"),
        ({"name": ""}, "/name", "`name` must be a text"),
        ({"mode": []}, "/mode", "`mode` must be a text"),
        ({"change": []}, "/change", "`change` must be an object"),
        ({"change": {"after": 1}}, "/change/actions", "`actions` must be a list of texts"),
        ({"change": {"actions": "create"}}, "/change/actions", "`actions` must be"),
        ({"change": {"actions": [1]}}, "/change/actions", "must be a list of texts"),
    ],
)
def test_a_change_of_another_shape_is_refused_where_it_stands(
    broken: JsonObject, pointer: str, complaint: str
) -> None:
    text = json.dumps(plan(BUCKET, {**BUCKET, **broken}), indent=1)
    error = refused(text)
    assert complaint in (error.cause or "")
    pointer = f"/resource_changes/1{pointer}"
    place = JsonPositions("plan.json", text).locate([pointer])[pointer]
    assert (error.line, error.column) == (place.line, place.column)


@pytest.mark.parametrize(
    "section",
    [
        {"resource_changes": {}},
        {"resource_changes": [1]},
        {"deferred_changes": [{}]},
        {"deferred_changes": 1},
        {"resource_drift": "x"},
        {"output_changes": []},
        {"output_changes": {"a": 1}},
        {"variables": []},
        {"configuration": 1},
        {"checks": {}},
    ],
)
def test_a_section_of_another_shape_is_refused(section: JsonObject) -> None:
    error = refused({**plan(BUCKET), **section})
    assert error.line == 1
    assert error.cause


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
    ],
)
def test_encodings_give_the_same_content_and_positions(encoding: str, mark: bytes) -> None:
    raw = plan(change({"bucket": "bücket", "next": 1}, {}, address="aws_s3_bucket.b"))
    text = json.dumps(raw, ensure_ascii=False, indent=2).replace("\n", "\r\n")
    document = read(mark + text.encode(encoding))
    assert resolve(document.content, "/resource_changes/0/change/after/bucket") == "bücket"
    place = document.positions.locate(["/resource_changes/0/change/after/next"])
    (location,) = place.values()
    line = text.split("\r\n")[(location.line or 0) - 1]
    assert line[(location.column or 0) - 1 :] == "1"


def test_positions_in_a_plan_of_one_line() -> None:
    text = json.dumps(plan(BUCKET, change({"n": 7}, {}, address="aws_x.y")))
    pointers = ["/resource_changes/1/change/after/n", "/resource_changes/1/change/after/none"]
    found = read(text).positions.locate(pointers)
    assert text[(found[pointers[0]].column or 0) - 1 :].startswith("7}")
    assert text[(found[pointers[1]].column or 0) - 1 :].startswith('"after"')


def test_duplicate_keys_are_refused_in_what_rules_see() -> None:
    text = json.dumps(plan(BUCKET)).replace('"bucket": "logs"', '"bucket": "a", "bucket": "b"')
    error = refused(text)
    assert "appears twice" in error.message
    assert error.column == text.rindex('"bucket"') + 1
    text = json.dumps(plan(BUCKET))[:-1] + ', "resource_changes": []}'
    assert "there twice" in refused(text).diagnostics()


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"format_version": "1.0", "planned_values": {}',
        '{"format_version": "1.0" "planned_values": {}}',
        '{"format_version": "1.0", "planned_values": {},}',
        '{"format_version": "1.0", "planned_values": {}} x',
        '{"format_version": "1.0", "planned_values": NaN}',
        '{"format_version": "1.0", "planned_values": {"a": tru}}',
        '{"format_version" "1.0"}',
        '{"format_version": "1.0", planned_values: {}}',
        '{"format_version": "1.0", "resource_changes": [1e999]}',
        "",
    ],
)
def test_broken_json_is_refused_with_a_place(text: str) -> None:
    error = refused(text)
    assert error.line == 1
    assert error.column is not None


@pytest.mark.parametrize("section", ["resource_changes", "planned_values", "unknown"])
def test_deep_nesting_is_refused(section: str) -> None:
    raw = f'{{"format_version": "1.0", "resource_changes": [], "{section}x": 0, '
    raw += f'"{section}": ' + "[" * 100_000 + "]" * 100_000 + "}"
    raw = raw.replace('"resource_changes": [], ', "") if section == "resource_changes" else raw
    with pytest.raises(LimitExceeded):
        read(raw)


def test_a_plan_over_the_limit_is_refused() -> None:
    with pytest.raises(LimitExceeded) as caught:
        read(plan(BUCKET), Limits(max_plan_bytes=100))
    assert "100 bytes" in caught.value.message


def test_a_binary_plan_is_told_apart() -> None:
    error = refused(b"PK\x03\x04" + b"\0" * 26 + b"tfplan" + b"\0" * 50)
    assert "terraform show -json" in (error.hint or "")


@pytest.mark.parametrize(
    ("keys", "plan_like", "named"),
    [
        ({"format_version": "1.2", "resource_changes": []}, True, True),
        ({"format_version": "1.2", "planned_values": {}}, True, True),
        ({"planned_values": {}, "configuration": {}}, True, True),
        ({"resource_changes": []}, False, False),
        ({"format_version": "1.0", "values": {}}, False, True),
        ({"version": 4, "serial": 1, "lineage": "x", "resources": []}, False, True),
        ({"@level": "info", "@message": "x", "type": "version"}, False, True),
        ({"apiVersion": "v1", "kind": "Pod"}, False, False),
    ],
)
def test_content_tells_a_plan(keys: dict[str, object], plan_like: bool, named: bool) -> None:
    assert recognises(keys) is plan_like
    assert recognises(keys, explicit=True) is named


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"format_version": "1.0", "values": {}}, "a Terraform state"),
        ({"version": 4, "serial": 1, "lineage": "x"}, "a Terraform state file"),
        ({"@level": "info", "@message": "x"}, "the log"),
        ({"hello": 1}, "not a Terraform plan"),
    ],
)
def test_what_is_not_a_plan_is_named(keys: JsonObject, words: str) -> None:
    error = refused(keys)
    assert words in error.message
    assert "terraform show -json" in (error.hint or "")


def test_what_a_person_should_know_is_noted() -> None:
    notes = read(plan(BUCKET, complete=False, variables={"a": {"value": "x"}})).diagnostics
    assert notes == (
        "after this plan is applied, another one is needed",
        "there is no configuration: every variable counts as sensitive",
    )


def test_the_parser_gives_one_document() -> None:
    def nothing(*_: object) -> None:
        raise AssertionError("a plan stands by itself")

    data = json.dumps(plan(BUCKET)).encode()
    context = ParseContext(Limits(), nothing, nothing, nothing, nothing)  # type: ignore[arg-type] # never called
    (document,) = PARSER.parse(Source.of("plan.json", data), context)
    assert document.name == "plan.json"
    assert not PARSER.recognises(Probe(Source.of("a.yaml", b"planned_values: {}")))


def test_a_large_configuration_is_cut_to_its_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govern.documents.terraform_plan.reading._MAX_CONFIGURATION", 10)
    inner: JsonObject = {"variables": {"v": {"sensitive": True}}, "resources": [{"address": "a.b"}]}
    configuration: JsonObject = {
        "provider_config": {"aws": {"name": "aws"}},
        "root_module": {
            "resources": [{"address": "a.b", "expressions": {}}],
            "module_calls": {
                "m": {
                    "source": "./m",
                    "version_constraint": "1",
                    "expressions": {},
                    "module": inner,
                }
            },
        },
    }
    document = read(plan(BUCKET, configuration=configuration))
    assert document.content["configuration"] == {
        "provider_config": {"aws": {"name": "aws"}},
        "root_module": {
            "variables": {},
            "outputs": {},
            "module_calls": {
                "m": {
                    "source": "./m",
                    "version_constraint": "1",
                    "module": {
                        "variables": {"v": {"sensitive": True}},
                        "outputs": {},
                        "module_calls": {},
                    },
                }
            },
        },
    }
    assert "too large" in document.diagnostics[0]


def test_no_error_note_or_repr_tells_a_value() -> None:
    canary = "CANARY-7f3a"
    item = change({"password": canary}, {"password": True})
    for raw in (
        plan(item, errored=canary),
        plan(item, format_version=canary),
        plan({**item, "type": [canary]}),
        plan(item, variables=[canary]),
        json.dumps(plan(item))[:-3],
        json.dumps(plan(item)).replace(f'"{canary}"', f'"{canary}'),
    ):
        assert canary not in refused(raw).diagnostics()
    document = read(plan(item))
    assert canary not in repr(document)
    assert canary not in " ".join(document.diagnostics)
