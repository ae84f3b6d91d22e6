#!/bin/sh
# govern decides on what this repository ships: its own manifests under the default profile and the strictest, its
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
    for profile in standard restricted; do
        for overlay in admission/kustomize/overlays/*; do
            check --config none --profile $profile --render kustomize "$overlay"
        done
    done
    # Nothing stands behind this digest: it only makes the chart's values complete.
    digest=sha256:$(printf %064d 0)
    chart() {
        helm template govern admission/helm/govern --namespace govern-system --kube-version 1.34.0 \
            --set "image.digest=$digest" --set registration.failurePolicy=Fail "$@"
    }
    chart >dist/chart.yaml
    check --config none dist/chart.yaml
    # The audit reads objects of every kind, which K030 is there to ask about.
    chart --set audit.enabled=true >dist/chart.yaml
    check --config none --profile restricted dist/chart.yaml
fi
check --config examples/govern.toml examples/payments examples/fraud-model
check --config none dist/*.cdx.json
