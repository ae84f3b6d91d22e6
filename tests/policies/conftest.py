"""Policy sources written for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[str, Mapping[str, str]], str]:
    """`tree("own", {"a/b.rego": text})` writes a policy source and returns its path."""

    def write(name: str, files: Mapping[str, str]) -> str:
        for relative, text in files.items():
            path = tmp_path / name / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


@pytest.fixture
def rule_text() -> Callable[..., str]:
    """`rule_text(id="ORG001", custom="…", body="…")` is a whole native rule."""

    def build(
        rule_id: str = "ORG001",
        *,
        custom: str = "",
        package: str = "org.example",
        title: str = "An example",
        severity: str = "high",
        match: str = "{kind: kubernetes}",
        body: str = 'deny contains "no" if input.document.bad',
    ) -> str:
        extra = "".join(f"#   {line}\n" for line in custom.splitlines())
        return (
            f"# METADATA\n# title: {title}\n# custom:\n#   id: {rule_id}\n"
            f"#   severity: {severity}\n#   match: {match}\n{extra}package {package}\n\n{body}\n"
        )

    return build
