"""A model card is told by its content; an ordinary README is none."""

from __future__ import annotations

import pytest

from govern.errors import InputError
from tests.documents.model_card.cards import recognises

TEMPLATE = "# Model Card for X\n\n## Uses\n\n### Direct Use\n\nx\n"
TABLE = """| Attribute | Details |
|---|---|
| License | MIT |
| Provider | Acme |
| Architecture | llama |
"""


@pytest.mark.parametrize(("name", "text", "siblings"), [
    ("README.md", "---\nlicense: mit\n---\n# X\n", ()),
    ("README.md", "---\nbase_model: a/b\ntitle: X\n---\n", ()),
    ("README.md", "\ufeff\n---\r\nlibrary_name: timm\r\n---\r\n", ()),
    ("README.md", "---\nlicense: mit\n# no end\n", ()),
    ("README.md", "---\nlicense: mit\n...\n", ()),
    ("README.md", "---\nx-govern: {}\n---\n", ()),
    ("README.md", "# A model\n", ("model.safetensors",)),
    ("README.md", "[![badge](u)](v)\n# A model\n", ("pytorch_model.bin",)),
    ("README.md", "<p align=center></p>\n# A model\n", ("config.json", "tokenizer.json")),
    ("README.md", "# A model\n", ("govern.yaml",)),
    ("model-card.md", TEMPLATE, ()),
    ("notes.md", "# X\n## Intended use\na\n## Limitations\nb\n", ()),
    ("t.md", TABLE, ()),
    ("<stdin>", TEMPLATE, ()),
    ("MLmodel", "flavors:\n  x: {}\nmlflow_version: 2.1\n", ()),
    ("Kitfile", "manifestVersion: 1.0\nmodel:\n  path: x\n", ()),
    ("any.json", '{"schema_version": "0.0.2", "model_details": {}}', ()),
    ("any.json", '{"model_overview": {}, "intended_uses": {}}', ()),
    ("any.json", '{"ModelCardName": "x", "Content": "{}"}', ()),
    ("any.json", '{"bomFormat": "CycloneDX", "components": [{"type": "machine-learning-model"}]}',
     ()),
    ("my.yaml", "schema: govern.model/v1\nmodel: {id: x}\n", ()),
    ("govern.yaml", "model: {id: x}\nlicenses: [mit]\n", ("model.gguf",)),
    ("govern.yaml", "schema: govern.model/v1\n", ("data.json",)),
])  # fmt: skip
def test_cards_are_recognised(name: str, text: str, siblings: tuple[str, ...]) -> None:
    assert recognises(name, text, *siblings)


@pytest.mark.parametrize(("name", "text", "siblings"), [
    ("README.md", "# Project\n\n## Installation\n\n## Usage\n\n## License\n\nMIT\n", ()),
    ("README.md", "# Library\n\n## Uses\n\nx\n\n## Limitations\n\ny\n", ()),
    ("README.md", "# Tool\n## Contact\n## Citation\n## Training\n## Results\n", ("setup.py",)),
    ("README.md", "# App\n", ("config.json", "package.json")),
    ("README.md", "---\nlicense: mit\ntask_categories: [x]\n---\n# Data set\n", ()),
    ("README.md", "---\ntitle: Space\nsdk: gradio\nlicense: mit\n---\n", ()),
    ("post.md", "---\nlayout: post\ntitle: x\ntags: [a]\n---\n# Model\n", ()),
    ("README.md", "---\n\n# Not front matter\n\n---\n", ()),
    ("options.md", "| Field | Description |\n|---|---|\n| version | x |\n| license | y |\n", ()),
    ("bias.md", "Field | Response\n---|---\nIntended Users: | a\nLicense: | b\nInput: | c\n",
     ("README.md",)),
    ("deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {}\n", ()),
    ("values.yaml", "model: x\nlicenses: []\n", ()),
    ("govern.yaml", "model: {id: x}\nlicenses: [mit]\n", ("README.md",)),
    ("govern.yaml", "schema: govern.model/v1\n", ("MLmodel",)),
    ("govern.yaml", "model: {id: x}\nlicenses: [mit]\n", ("card.json",)),
    ("a.govern.yaml", "schema: govern.model/v1\n", ("a.md",)),
    ("schema.json", '{"$schema": "x", "properties": {"model_details": {}}}', ()),
    ("bom.json", '{"bomFormat": "CycloneDX", "components": [{"type": "library"}]}', ()),
    ("bom.xml", "<bom/>", ()),
    ("plan.json", '{"format_version": "1.2", "planned_values": {}}', ()),
    ("list.json", "[1, 2]", ()),
    ("code.md", "```\n# Model card\n## Intended use\n```\n", ()),
])  # fmt: skip
def test_other_files_are_not(name: str, text: str, siblings: tuple[str, ...]) -> None:
    assert not recognises(name, text, *siblings)


def test_what_is_no_text_is_an_error_of_its_own() -> None:
    with pytest.raises(InputError):
        recognises("README.md", b"\xff\xfe\x00")
