"""A rule's page in Markdown: what it wants, why, how to fix it, parameters and controls.

`govern explain` prints it, and `docs/rules/` holds the pages of the shipped library
(`python -m govern.policies.docs` writes them; a test keeps them current).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from govern.assets import assets_root
from govern.policies.catalogs import find_control, load_catalogs
from govern.policies.files import read_text
from govern.policies.loader import load
from govern.policies.metadata import declares_rule
from govern.policies.profiles import load_profile, profile_names
from govern.policies.rego_text import metadata_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from govern.model import JsonObject, JsonValue, Rule

_KINDS = {
    "any": "every input",
    "kubernetes": "Kubernetes manifests",
    "terraform_plan": "Terraform plans",
    "model_card": "model cards",
    "sbom": "SBOMs",
    "change": "the change as a whole",
}
_FENCES = {".md": "markdown", ".json": "json"}
_MOST_LINES = 80  # of a sample that is shown whole
_GENERATED = "<!-- Written by `python -m govern.policies.docs` from policies/rego. -->\n\n"


def render_page(rule: Rule) -> str:
    """Return the page of a rule.

    Raises:
        PolicyError: the rule's file or a catalogue cannot be read.
    """
    return "\n".join(
        part
        for part in (
            f"# {rule.id}: {rule.title}\n",
            _facts(rule) + "\n",
            rule.description + "\n" if rule.description else "",
            _fix(rule),
            _parameters(rule),
            _controls(rule),
        )
        if part
    )


def render_index(rules: Iterable[Rule]) -> str:
    """Return the index of `docs/rules/`: by kind, by severity, by control, and the profiles."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    return "\n".join(
        [
            "# Rules\n",
            "Each rule has a page. A rule *supports* the controls it names;",
            "whether a control is met is for an assessor to say.\n",
            _profiles_table(),
            *_by_kind(ordered),
            *_by_severity(ordered),
            *_by_control(ordered),
        ]
    )


def pages_of(folder: Path, rules: Iterable[Rule]) -> dict[Path, str]:
    """Return every file of `docs/rules/` with its text; nothing is written."""
    listed = list(rules)
    pages = {folder / f"{rule.id}.md": _GENERATED + render_page(rule) for rule in listed}
    pages[folder / "README.md"] = _GENERATED + render_index(listed)
    return pages


def _facts(rule: Rule) -> str:
    scope = ", ".join(f"`{name}`" for name in rule.match.resources) or "all resources"
    if rule.match.scope == "set":
        scope = "all documents of a run together"
    row = [rule.severity.value, f"{_KINDS[rule.match.kind_name]} ({scope})"]
    if profiles := _profiles_of(rule):
        row.append("profiles " + ", ".join(profiles))
    return "  \n".join(f"**{name}**: {text}" for name, text in zip(_FACTS, row, strict=False))


_FACTS = ("Severity", "Looks at", "Part of")


def _profiles_of(rule: Rule) -> list[str]:
    """Return the shipped profiles that select a shipped rule, with what they soften."""
    library = str(assets_root() / "policies" / "rego")
    if not rule.file.startswith(library):
        return []
    found = []
    for name in profile_names():
        profile = load_profile(name)
        if profile.selects(rule.id):
            override = profile.overrides.get(rule.id)
            softened = override.enforcement if override else None
            found.append(f"{name} ({softened})" if softened and softened != "deny" else name)
    return found


def _fix(rule: Rule) -> str:
    lines = ["## How to fix\n"]
    if rule.remediation:
        lines.append(rule.remediation + "\n")
    for word, name in (("Denied", "denied"), ("Allowed", "allowed")):
        sample = _sample(rule, name)
        if sample is not None:
            lines += [f"{word}:\n", _fenced(sample), *_given(sample)]
    return "\n".join(lines) if len(lines) > 1 else ""


def _sample(rule: Rule, name: str) -> Path | None:
    folder = Path(rule.file).with_suffix("")
    for suffix in (".yaml", ".md", ".json"):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return path
    return None


def _fenced(path: Path) -> str:
    lines = read_text(str(path)).rstrip().splitlines()
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], "…"]
    return "\n".join([f"```{_FENCES.get(path.suffix, 'yaml')}", *lines, "```\n"])


def _given(path: Path) -> list[str]:
    """Say under which parameters, facts and context a sample holds, where it needs any."""
    beside = path.with_name(f"{path.stem}.given.json")
    if not beside.is_file():
        return []
    given: Mapping[str, JsonValue] = json.loads(read_text(str(beside)))
    words = ", ".join(f"{key} `{json.dumps(value)}`" for key, value in given.items())
    return [f"… given {words}\n"]


def _parameters(rule: Rule) -> str:
    if not rule.parameters:
        return ""
    said = _descriptions(rule)
    rows = ["## Parameters\n", "| Parameter | Default | Meaning |", "|---|---|---|"]
    for group, names in rule.parameters.items():
        for name, default in names.items():
            shown = _cell(json.dumps(default, ensure_ascii=False))
            rows.append(f"| `{group}.{name}` | `{shown}` | {_cell(said.get((group, name), ''))} |")
    example = next(iter(rule.parameters))
    rows.append(f"\nSet them in `govern.toml` under `[params.{example}]`, or in a profile.\n")
    return "\n".join(rows)


def _descriptions(rule: Rule) -> dict[tuple[str, str], str]:
    """Return what the METADATA says of each parameter; a Rule keeps only the defaults."""
    for block in metadata_blocks(read_text(rule.file)):
        annotation = declares_rule(block, rule.file)
        if annotation is None:
            continue
        groups = _mapping(_mapping(annotation.value.get("custom")).get("parameters"))
        return {
            (group, name): " ".join(str(_mapping(entry).get("description", "")).split())
            for group, names in groups.items()
            for name, entry in _mapping(names).items()
        }
    return {}


def _mapping(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _controls(rule: Rule) -> str:
    if not rule.controls:
        return ""
    lines = ["## Controls it supports\n"]
    for reference in rule.controls:
        control = find_control(reference)
        lines.append(f"- `{reference}`" + (f" {control.title}" if control else ""))
    return "\n".join(lines) + "\n"


def _profiles_table() -> str:
    rows = ["## Profiles\n", "| Profile | Title | Rules |", "|---|---|---|"]
    rules = _library_rules()
    for name in profile_names():
        profile = load_profile(name)
        count = sum(profile.selects(rule.id) for rule in rules)
        rows.append(f"| `{name}` | {profile.title} | {count} |")
    return "\n".join(rows) + "\n"


def _by_kind(rules: list[Rule]) -> Iterator[str]:
    for kind, words in _KINDS.items():
        mine = [rule for rule in rules if rule.match.kind == kind]
        if mine:
            yield f"## {words[0].upper()}{words[1:]}\n"
            yield "| Rule | Severity | Title |\n|---|---|---|"
            for rule in mine:
                yield f"| {_link(rule)} | {rule.severity.value} | {_cell(rule.title)} |"
            yield ""


def _by_severity(rules: list[Rule]) -> Iterator[str]:
    yield "## By severity\n"
    for severity in ("critical", "high", "medium", "low"):
        links = ", ".join(_link(rule) for rule in rules if rule.severity == severity)
        if links:
            yield f"- **{severity}**: {links}"
    yield ""


def _by_control(rules: list[Rule]) -> Iterator[str]:
    yield "## By control\n"
    for catalog in load_catalogs().values():
        rows = [
            (control, [_link(rule) for rule in rules if control.reference in rule.controls])
            for control in catalog.controls.values()
        ]
        if any(links for _, links in rows):
            yield f"### {catalog.title}\n"
            for control, links in rows:
                if links:
                    yield f"- `{control.reference}` {control.title}: {', '.join(links)}"
            yield ""


def _link(rule: Rule) -> str:
    return f"[{rule.id}]({rule.id}.md)"


def _library_rules() -> tuple[Rule, ...]:
    return load([str(assets_root() / "policies" / "rego")]).rules


def main(arguments: list[str], folder: Path | None = None) -> int:
    """Write `docs/rules/` of a checkout anew; with `--check`, only say what is out of date."""
    folder = folder or assets_root() / "docs" / "rules"
    pages = pages_of(folder, _library_rules())
    stale = [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    stale += [path for path in folder.glob("*.md") if path not in pages]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name} is not what the rules say", file=sys.stderr)  # noqa: T201 - a script's message
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path not in pages:
            path.unlink()
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
