#!/bin/sh
# Runs govern on the examples and fails when an exit code is not the expected one. `make demo`.
set -u
cd "$(dirname "$0")/.." || exit 1
govern=${BIN:-.venv/bin}/govern
wrong=0

decide() {
    expected=$1
    shift
    printf '\n$ govern check %s\n\n' "$*"
    "$govern" check "$@"
    code=$?
    printf '\nexit code %s (expected %s)\n' "$code" "$expected"
    [ "$code" = "$expected" ] || wrong=1
}

decide 0 --config examples/govern.toml examples/payments
decide 1 --config examples/govern.toml examples/payments-denied
decide 1 --config examples/govern.toml examples/gpu-cluster-plan --source-root examples/gpu-cluster-plan
decide 0 --config examples/govern.toml examples/fraud-model

if [ "$wrong" = 1 ]; then
    echo "demo: an exit code is not the expected one" >&2
    exit 1
fi
printf '\nAs documented: two allowed (0), two denied (1). The codes: docs/reference/exit-codes.md\n'
