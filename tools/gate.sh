#!/bin/sh
# govern decides on what this repository ships: its own manifests under the strictest profile, its
# examples, and the bill of materials that `make dist` wrote. Only rendering needs a tool of others.
set -eu
cd "$(dirname "$0")/.."

check() {
    echo "gate: govern check $*" >&2
    "${BIN:-.venv/bin}/govern" check --quiet "$@"
}

for tool in helm kubectl; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "gate: SKIPPED our own manifests: needs $tool; run \`make tools\`" >&2
        [ "${GOVERN_REQUIRE_SERVERS:-}" = 1 ] && exit 1
        missing=1
    }
done

if [ -z "${missing:-}" ]; then
    for overlay in admission/kustomize/overlays/*; do
        check --config none --profile restricted --render kustomize "$overlay"
    done
    # Nothing stands behind this digest: it only makes the chart's values complete.
    digest=sha256:$(printf %064d 0)
    helm template govern admission/helm/govern --namespace govern-system --kube-version 1.34.0 \
        --set "image.digest=$digest" --set audit.enabled=true --set registration.failurePolicy=Fail |
        check --config none --profile restricted -
fi
check --config examples/govern.toml examples/payments examples/fraud-model
check --config none dist/*.cdx.json
