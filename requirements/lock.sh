#!/bin/sh
# Writes core.txt and dev.txt: exact versions with hashes, for every Python and platform we support.
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
