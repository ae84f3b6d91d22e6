#!/bin/sh
# Checks the policy library as its authors' tools see it: format, strict compile, tests and coverage.
# A tool that is absent is said so; under GOVERN_REQUIRE_SERVERS=1 that is a failure.
set -eu
cd "$(dirname "$0")/.."
library=policies/rego
PATH=${GOVERN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/govern/tools/bin}:$PATH

if command -v opa >/dev/null 2>&1; then
    echo "rego: opa fmt"
    opa fmt --fail --diff "$library"
    echo "rego: opa check --strict"
    opa check --strict --bundle "$library"
    if find "$library" -name '*_test.rego' | grep -q .; then
        echo "rego: opa test, every line covered"
        # Twice: without --coverage opa says which test failed, with it only what was covered.
        opa test --fail-on-empty --bundle "$library"
        opa test --bundle "$library" --coverage --format json |
            "${PYTHON:-python3}" tools/rego_coverage.py
    else
        echo "rego: no *_test.rego; rules are tested by their samples (tests/rego)"
    fi
else
    echo "rego: SKIPPED: needs opa; run \`make tools\`" >&2
    [ "${GOVERN_REQUIRE_SERVERS:-}" != 1 ]
fi

if command -v regal >/dev/null 2>&1; then
    echo "rego: regal lint"
    regal lint "$library" # .regal/config.yaml says what is switched off, and why
else
    echo "rego: SKIPPED: needs regal; run \`make tools\`" >&2
    [ "${GOVERN_REQUIRE_SERVERS:-}" != 1 ]
fi
