"""`govern check` on models whose signatures lie beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.attest.signing import FileSigner
from tests.attest.signed_models import signed_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

_HEADER = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
_FILES = {
    "README.md": b"---\nlicense: mit\nlibrary_name: transformers\n---\n# Fraud\nA model.\n",
    "model.safetensors": len(_HEADER).to_bytes(8, "little") + _HEADER + b"\0\0\0\0",
}


def test_the_rule_about_signed_models_decides_by_them(
    govern: Callable[..., Ran], tmp_path: Path
) -> None:
    ours, folder = FileSigner.generate(), tmp_path / "models/fraud"
    folder.mkdir(parents=True)
    for name, data in _FILES.items():
        (folder / name).write_bytes(data)
    (tmp_path / "ours.pub").write_bytes(ours.public_key.pem)
    (tmp_path / "profile.yaml").write_text("name: x\ntitle: X\nrules: [MC024, MC025]\n")
    (tmp_path / "govern.toml").write_text(
        'profile = "profile.yaml"\n[trust.keys.ours]\nfile = "ours.pub"\n'
        '[[trust.models]]\npattern = "models/*"\nsigners = ["ours"]\nrequire_log = false\n'
    )

    def decided(*flags: str) -> tuple[int, dict[str, str]]:
        ran = govern("check", "models/fraud/README.md", "-o", "json", *flags)
        report = json.loads(ran.out)
        return ran.code, {one["rule_id"]: one["outcome"] for one in report["results"]}

    assert decided() == (1, {"MC024": "pass", "MC025": "fail"})
    (folder / "model.sig").write_bytes(signed_model(_FILES, ours))
    assert decided() == (0, {"MC024": "pass", "MC025": "pass"})
    assert decided("--offline") == (0, {"MC024": "pass", "MC025": "pass"})
    assert decided("--no-verify") == (4, {"MC024": "pass", "MC025": "undecided"})
