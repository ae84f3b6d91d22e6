"""Headings of model cards → canonical slugs, as templates and published cards word them."""

from __future__ import annotations

from itertools import pairwise

from govern.documents.model_card.values import words_of

# slug → the wordings that mean it. Compared without case, punctuation, articles and `[optional]`.
_WORDINGS = {
    "overview": "overview; model overview; summary; introduction; about; description",
    "model-details": "model details; model detail; model information; about this model; "
    "basic information",
    "model-description": "model description; model summary",
    "model-sources": "model sources; documents; paper and samples; resources; links; references",
    "model-type": "model type; type of model",
    "model-date": "model date; release date; date; released",
    "model-version": "model version; model versions; version; versions; model version s",
    "architecture": "model architecture; architecture; model architecture and objective; "
    "network architecture",
    "inputs": "input; inputs; model input; input s",
    "outputs": "output; outputs; model output; output s",
    "intended-use": "uses; use; model use; model uses; intended use; intended uses; use case; "
    "use cases; intended use case; intended use cases; evaluated use; primary intended uses; "
    "primary intended use; intended usage; suitable uses; intended purpose; purpose; "
    "primary use cases",
    "intended-uses-and-limitations": "intended uses and limitations; "
    "uses and limitations; intended use and limitations",
    "direct-use": "direct use; direct uses",
    "downstream-use": "downstream use; downstream uses",
    "out-of-scope-use": "out of scope use; out of scope uses; out of scope use cases; "
    "misuse; misuse and out of scope use; misuse malicious use and out of scope use; "
    "prohibited uses; prohibited use; unsuitable uses; use case restrictions; "
    "out of scope; not intended use; misuse and malicious use",
    "intended-users": "intended users; users; primary intended users; intended user",
    "limitations": "limitations; limitation; known limitations; technical limitations; "
    "model limitations; caveats; caveats and recommendations; performance and limitations; "
    "limitations and bias; limitations and biases; limitations and recommendations; "
    "known limitations and biases; limitations and risks; risks and limitations; "
    "technical limitations and mitigation; limitation and bias",
    "bias-risks-limitations": "bias risks and limitations; biases risks and limitations; "
    "bias risks limitations; risks biases and limitations; bias risk and limitations; "
    "risks limitations and biases; bias and limitations; biases and limitations",
    "ethical-considerations": "ethical considerations; ethics; ethical concerns; risks; "
    "broader implications; risks and harms; potential risks; societal impact; broader impact; "
    "ethical considerations and limitations; known risks; potential known risks; "
    "responsible ai considerations; responsibility and safety",
    "fairness": "fairness; bias; biases; bias and fairness; fairness and bias; "
    "fairness assessment; bias evaluation",
    "tradeoffs": "tradeoffs; trade offs; performance tradeoffs",
    "recommendations": "recommendations; recommendation",
    "training-data": "training data; training dataset; training datasets; datasets; dataset; "
    "data; train data; training and fine tuning data; pretraining data",
    "training-procedure": "training procedure; training; training details; "
    "training hyperparameters; preprocessing; training process; how it was trained",
    "evaluation-data": "evaluation data; testing data; test data; evaluation dataset; "
    "evaluation datasets; testing dataset; testing data factors and metrics; validation data",
    "factors": "factors; relevant factors; evaluation factors",
    "evaluation": "evaluation; evaluations; evaluation results; results; performance; "
    "benchmark performance; benchmarks; benchmark results; quantitative analysis; "
    "quantitative analyses; model performance; eval results; accuracy",
    "metrics": "metrics; performance metrics; evaluation metrics; model performance measures",
    "environmental-impact": "environmental impact; carbon footprint; energy consumption; "
    "computational load; environmental considerations",
    "technical-specifications": "technical specifications; compute infrastructure; hardware; "
    "software; software integration; hardware and software",
    "human-oversight": "human oversight; oversight; human in loop; monitoring and oversight",
    "safety": "safety; safety evaluation; safety evaluations; red teaming; safety and security; "
    "ai safety",
    "acceptable-use-policy": "acceptable use policy; acceptable use; usage policy",
    "license": "license; licence; licensing; license terms of use; license terms; "
    "license and terms of use; licenses; terms of use",
    "authors": "model card authors; authors; author; model card author; contributors",
    "contact": "model card contact; contact; contacts; feedback; contact us; contact information; "
    "where to send questions or comments about model; questions",
    "citation": "citation; citations; citation information; bibtex; cite; how to cite",
    "getting-started": "how to get started with model; how to use; usage; quickstart; "
    "getting started; get started; quick start; inference; how to get started",
}
_IGNORED = frozenset({"the", "a", "an", "optional", "this", "our", "card"})


def _key(heading: str) -> tuple[str, ...]:
    return tuple(word for word in words_of(heading) if word not in _IGNORED)


_SLUGS = {
    _key(wording): slug for slug, wordings in _WORDINGS.items() for wording in wordings.split(";")
}
CANONICAL = frozenset(_WORDINGS)

# Headings that hardly stand in anything but a model card.
DISTINCTIVE = frozenset(
    {
        "model-details",
        "direct-use",
        "downstream-use",
        "out-of-scope-use",
        "intended-use",
        "intended-uses-and-limitations",
        "intended-users",
        "bias-risks-limitations",
        "ethical-considerations",
        "environmental-impact",
    }
)
# Wordings of those that ordinary projects use as well.
_ORDINARY = frozenset({"use", "uses", "users", "use-cases", "use-case", "risks", "purpose"})
# Headings that count as a second witness beside a distinctive one.
SUPPORTING = frozenset(
    {"limitations", "training-data", "evaluation-data", "fairness", "factors", "metrics"}
)


def canonical_slug(heading: str) -> str | None:
    """Return the canonical slug of a heading, or None when it has none."""
    return _SLUGS.get(_key(heading))


def slug_of(heading: str) -> str:
    """Return a heading's canonical slug, or its own words joined by hyphens."""
    return canonical_slug(heading) or "-".join(words_of(heading)) or "untitled"


def is_distinctive(heading: str) -> bool:
    """Return whether a heading speaks for a model card by itself."""
    words = "-".join(words_of(heading))
    return canonical_slug(heading) in DISTINCTIVE and words not in _ORDINARY


def is_card_title(heading: str) -> bool:
    """Return whether a title calls the text a model card."""
    words = words_of(heading)
    return any(pair in {("model", "card"), ("model", "cards")} for pair in pairwise(words))
