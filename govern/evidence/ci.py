"""Which CI run made a decision: a few variables by name, and never the rest of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 500  # characters of one value
# Provider → (variable that is `true` there, variables that identify the run).
_PROVIDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "github": (
        "GITHUB_ACTIONS",
        (
            "GITHUB_SERVER_URL",
            "GITHUB_REPOSITORY",
            "GITHUB_REF",
            "GITHUB_SHA",
            "GITHUB_WORKFLOW_REF",
            "GITHUB_RUN_ID",
            "GITHUB_RUN_ATTEMPT",
            "GITHUB_JOB",
            "GITHUB_EVENT_NAME",
            "GITHUB_ACTOR",
            "GITHUB_ACTOR_ID",
            "GITHUB_TRIGGERING_ACTOR",
        ),
    ),
    "gitlab": (
        "GITLAB_CI",
        (
            "CI_SERVER_URL",
            "CI_PROJECT_PATH",
            "CI_COMMIT_REF_NAME",
            "CI_COMMIT_SHA",
            "CI_PIPELINE_ID",
            "CI_PIPELINE_SOURCE",
            "CI_JOB_ID",
            "CI_JOB_NAME",
            "CI_MERGE_REQUEST_IID",
            "GITLAB_USER_LOGIN",
        ),
    ),
}


def ci_run(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `provider` and what identifies the run; empty outside of a CI that we know."""
    for provider, (sign, names) in _PROVIDERS.items():
        if environment.get(sign) == "true":
            found = {name: environment[name][:_LONGEST] for name in names if name in environment}
            return {"provider": provider, **found}
    return {}
