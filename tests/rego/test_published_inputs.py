"""What the default profile says of inputs that others published; the table was checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.documents.intake import Intake
from govern.engine.evaluation import Evaluation
from govern.engine.factory import open_engine
from govern.engine.settings import EngineSettings
from govern.model import Enforcement, Outcome
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.inputs import RunContext
from tests.rego.harness import AT

if TYPE_CHECKING:
    from pathlib import Path

# Path → what denies, as `rule:line`; nothing where the input is allowed.
KUBERNETES = {
    "v1beta1/sklearn/v1/sklearn.yaml": "",
    "storage/s3/tensorflow_s3.yaml": "",
    "v1beta1/rollout/default.yaml": "",
    "autoscaling/autoscale_gpu.yaml": "",
    "v1beta1/xgboost/xgboost.yaml": "",
    "v1beta1/torchserve/v1/torchserve.yaml": "",
    "metrics-and-monitoring/prometheus/clusterrole.yaml": "",
    "metrics-and-monitoring/prometheus/clusterrolebinding.yaml": "",
    "kafka/minio.yaml": "K027:27 K027:29",
    "v1beta1/custom/simple.yaml": "K020:9",
    "v1beta1/spark/deployment.yaml": "",
    "logger/basic/message-dumper.yaml": "K020:9",
    "storage/oci-image-volume/inference_service.yaml": "K031:57",
    "v1beta1/custom/custom_model/custom.yaml": "K020:9 K020:19",
    "llmisvc/single-node-gpu/llm-inference-service-qwen2-7b-gpu.yaml": "K031:7",
    "llmisvc/e2e-gpt-oss/llmisvc_config_prefix_cache.yaml": "",
}
CARDS = {
    "markdown/openai-CLIP-model-card.md": "MC001:1",  # names no licence
    "markdown/openai-whisper-model-card.md": "MC001:1",
    "markdown/openai-glide-text2im-model-card.md": "MC001:1",
    "markdown/openai-guided-diffusion-model-card.md": "MC001:1",
    "markdown/openai-point-e-model-card.md": "MC001:1",
    "markdown/docker-model-cards-llama3.3.md": "MC007:1",  # a licence, but no limitations
    "markdown/docker-model-cards-granite-4.0-h-tiny.md": "MC007:1",
    "markdown/facebookresearch-dinov2-MODEL_CARD.md": "",
    "markdown/facebookresearch-audiocraft-MUSICGEN_MODEL_CARD.md": "",
    "model-card-toolkit/testdata-cats_vs_dogs_v0_0_1.json": "",
    "model-card-toolkit/testdata-cats_vs_dogs_v0_0_2.json": "",
    "huggingface/sample_simple.md": "MC007:2",
}
_CHECKOV = "checkov/tests/terraform/runner/resources"
PLANS = {
    "regula/pkg/loader/test_inputs/data/tfplan.0.15.json": "T003:146 T003:215",
    "regula/pkg/loader/test_inputs/data/tfplan.0.12.json": "T003:146 T003:199",
    f"{_CHECKOV}/plan_with_iam_policies/tfplan.json": "T004:166 T004:191 T004:259 T004:313",
    f"{_CHECKOV}/plan_with_deleted_resources/tfplan.json": "T008:39",
    f"{_CHECKOV}/plan_nested_child_modules_with_connections/tfplan.json": (
        "T003:368 T003:396 T003:397 T003:398 T003:399"
    ),
    f"{_CHECKOV}/plan_with_utf_16_encoding/tfplan.json": "T004:77",
    f"{_CHECKOV}/plan_and_tf_combine_graph/tfplan.json": "",
    "opentofu/internal/command/testdata/show-json/basic-create/output.json": "",
    "opentofu/internal/command/testdata/show-json/basic-delete/output.json": "",
}
_VEX = "cyclonedx-examples/VEX"
BOMS = {
    f"{_VEX}/Use-Cases/Case-7/vex.json": "",
    f"{_VEX}/CISA-Use-Cases/Case-2/vex.json": "",
    f"{_VEX}/CISA-Use-Cases/Case-5/vex.json": "S003:14",
    f"{_VEX}/CISA-Use-Cases/Case-3/vex.json": "S003:15 S003:71",
    f"{_VEX}/CISA-Use-Cases/Case-1/vex-not_affected.json": "",
}
EXPECTED = {
    **{f"kubernetes/kserve/{path}": said for path, said in KUBERNETES.items()},
    **{f"model-cards/{path}": said for path, said in CARDS.items()},
    **{f"terraform-plans/{path}": said for path, said in PLANS.items()},
    **{f"sbom/{path}": said for path, said in BOMS.items()},
}


def _denials(corpus: Path, paths: list[str], environment: str | None) -> dict[str, str]:
    policies = assemble(PolicySettings())
    context = RunContext(at=AT, environment=environment)
    found: dict[str, set[tuple[str, int]]] = {path: set() for path in paths}
    with open_engine(policies, EngineSettings(workers=1)) as engine:
        intake = Intake(tuple(str(corpus / path) for path in paths))
        for result in Evaluation(policies.rules, engine, context).results(intake):
            path = result.location.path.removeprefix(f"{corpus}/")
            assert "could not be evaluated" not in result.message
            if result.outcome is Outcome.FAIL and result.enforcement is Enforcement.DENY:
                assert result.location.line is not None
                found[path].add((result.rule_id, result.location.line))
    return {
        path: " ".join(f"{rule}:{line}" for rule, line in sorted(said))
        for path, said in found.items()
    }


@pytest.mark.corpus
def test_published_inputs_are_judged_as_checked_by_hand(corpus: Path) -> None:
    assert len(EXPECTED) >= 40
    assert _denials(corpus, list(EXPECTED), None) == EXPECTED


@pytest.mark.corpus
def test_a_licence_for_non_commercial_use_is_denied_in_production(corpus: Path) -> None:
    path = "model-cards/markdown/facebookresearch-audiocraft-MUSICGEN_MODEL_CARD.md"
    assert _denials(corpus, [path], "prod")[path].startswith("MC002:")
