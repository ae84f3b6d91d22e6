#!/bin/sh
# Writes core.txt, dev.txt and the lock files of Python tools that live apart: exact versions with hashes, for every Python and platform we support.
# Needs uv (any installation method); versions move only with `--upgrade`.
#   requirements/lock.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."

# core.txt is compiled under the versions of dev.txt, so that the two never disagree.
uv pip compile pyproject.toml requirements/build.in --extra dev "$@" \
    --universal --generate-hashes --no-annotate --custom-compile-command requirements/lock.sh \
    --quiet --output-file requirements/dev.txt
uv pip compile pyproject.toml requirements/build.in -c requirements/dev.txt "$@" \
    --universal --generate-hashes --no-annotate --custom-compile-command requirements/lock.sh \
    --quiet --output-file requirements/core.txt

# What the webhook's image holds, at the versions of dev.txt as well; tools/release/image.py installs it.
uv pip compile pyproject.toml -c requirements/dev.txt "$@" \
    --extra server --extra verify --extra sign --extra cluster --extra otel --extra postgres \
    --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command requirements/lock.sh --quiet \
    --output-file admission/image/requirements.txt

# Checkov lives in an environment of its own (docs/adr/0004); its version is that of
# govern/facts/checkov/installation.py.
version=$(sed -n 's/^VERSION = "\([^"]*\)".*/\1/p' govern/facts/checkov/installation.py)
echo "checkov==$version" | uv pip compile - "$@" --universal --python-version 3.11 --generate-hashes \
    --no-annotate --custom-compile-command requirements/lock.sh --quiet \
    --output-file evidence/scanners/checkov-requirements.txt

# pre-commit, which only tests run, in an environment of its own as well.
echo pre-commit | uv pip compile - "$@" --universal --python-version 3.11 --generate-hashes \
    --no-annotate --custom-compile-command requirements/lock.sh --quiet \
    --output-file tools/pre-commit/requirements.txt

# MLflow, whose server tests run and nothing imports.
echo mlflow | uv pip compile - "$@" --universal --python-version 3.11 --generate-hashes \
    --no-annotate --custom-compile-command requirements/lock.sh --quiet \
    --output-file tools/mlflow/requirements.txt
