#!/bin/sh
# Builds real peer tools from source, at the versions and hashes pinned in tools/*/go.mod and go.sum,
# and installs Python programs at those of their lock files.
#
#   tools/install.sh              the tools that the tests need
#   tools/install.sh --peers      those, and the peers that only benchmarks/ runs
#   tools/install.sh opa helm     just these
#
# They land in $GOVERN_TOOLS, or in govern/tools/bin under the user's cache folder. A tool is built
# again only when its pins, its build or the Go compiler change.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${GOVERN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/govern/tools/bin}
stamps=$bin/.stamps

needed="opa regal kubectl kustomize helm cosign crane conftest gator tofu checkov kube-apiserver sigstore-js fulcio rekor-server timestamp-server versitygw actionlint pre-commit mlflow"
peers="kyverno"

# name -> "module package variable": the linker sets the variable, so that `NAME version` is true.
recipe() {
    case $1 in
    actionlint) echo "github.com/rhysd/actionlint cmd/actionlint" ;;
    opa) echo "github.com/open-policy-agent/opa ." ;;
    regal) echo "github.com/styrainc/regal . pkg/version.Version" ;;
    conftest) echo "github.com/open-policy-agent/conftest . internal/version.Version" ;;
    cosign) echo "github.com/sigstore/cosign/v3 cmd/cosign sigs.k8s.io/release-utils/version.gitVersion" ;;
    crane) echo "github.com/google/go-containerregistry cmd/crane cmd/crane/cmd.Version" ;;
    fulcio) echo "github.com/sigstore/fulcio . sigs.k8s.io/release-utils/version.gitVersion" ;;
    gator) echo "github.com/open-policy-agent/gatekeeper/v3 cmd/gator pkg/version.Version" ;;
    helm) echo "helm.sh/helm/v3 cmd/helm internal/version.version" ;;
    kube-apiserver) echo "k8s.io/kubernetes - k8s.io/component-base/version.gitVersion" ;;
    kubectl) echo "k8s.io/kubectl - k8s.io/component-base/version.gitVersion" ;;
    kustomize) echo "sigs.k8s.io/kustomize/kustomize/v5 . sigs.k8s.io/kustomize/api/provenance.version" ;;
    rekor-server) echo "github.com/sigstore/rekor-tiles/v2 cmd/rekor-server/posix sigs.k8s.io/release-utils/version.gitVersion" ;;
    timestamp-server) echo "github.com/sigstore/timestamp-authority/v2 cmd/timestamp-server sigs.k8s.io/release-utils/version.gitVersion" ;;
    tofu) echo "github.com/opentofu/opentofu cmd/tofu version.dev" ;;
    versitygw) echo "github.com/versity/versitygw cmd/versitygw main.Version" ;;
    kyverno) echo "github.com/kyverno/kyverno cmd/cli/kubectl-kyverno pkg/version.BuildVersion" ;;
    *) echo "tools/install.sh: no such tool: $1 (known: $needed $peers)" >&2; exit 2 ;;
    esac
}

build() {
    name=$1
    fields=$(recipe "$name")
    pins=$(cat "$here/$name"/go.mod "$here/$name"/go.sum "$here/$name"/*.go 2>/dev/null || true)
    key=$(printf '%s\n' "$pins" "$fields" "$(go version)" | cksum)
    if [ -x "$bin/$name" ] && [ "$(cat "$stamps/$name" 2>/dev/null)" = "$key" ]; then
        echo "tools: $name is up to date"
        return
    fi
    # shellcheck disable=SC2086 # three words
    set -- $fields
    cd "$here/$name"
    version=$(go list -m -f '{{.Version}}' "$1")
    [ "$name" != kubectl ] || version=v1${version#v0} # k8s.io/kubectl v0.37.0 is kubectl v1.37.0
    echo "tools: building $name $version ($1)"
    case $2 in
    .) package=$1 ;;
    -) package=. ;; # our own main.go, which says why
    *) package=$1/$2 ;;
    esac
    flags="-s -w"
    case ${3:-} in
    "") ;;
    main.*) flags="$flags -X $3=$version" ;;
    *.*/*) flags="$flags -X $3=$version" ;; # another module's variable
    *) flags="$flags -X $1/$3=$version" ;;
    esac
    # Built beside the target and moved into place, so that an interrupted build leaves no half tool.
    CGO_ENABLED=0 nice -n 10 go build -trimpath -mod=readonly -ldflags "$flags" \
        -o "$bin/.$name.new" "$package"
    mv "$bin/.$name.new" "$bin/$name"
    printf '%s\n' "$key" >"$stamps/$name"
}

# A Python program, in an environment of its own: `python_tool NAME LOCKFILE`.
python_tool() {
    lock=$here/../$2
    folder=$bin/../$1
    key=$(cat "$lock" "$here/install.sh" | cksum)
    if [ -x "$bin/$1" ] && [ "$(cat "$stamps/$1" 2>/dev/null)" = "$key" ]; then
        echo "tools: $1 is up to date"
        return
    fi
    echo "tools: installing $(sed -n "s/^\($1==[^ ]*\).*/\1/p" "$lock")"
    rm -f "$bin/$1"
    "${PYTHON:-python3}" -m venv --clear "$folder"
    "$folder/bin/python" -m pip --disable-pip-version-check --quiet install \
        --require-hashes --only-binary=:all: -r "$lock"
    ln -s "$(cd "$folder" && pwd)/bin/$1" "$bin/$1"
    printf '%s\n' "$key" >"$stamps/$1"
}

# @sigstore/verify at the versions and hashes of the lockfile, behind a command of its own.
sigstore_js() {
    folder=$bin/../sigstore-js
    key=$(cat "$here"/sigstore-js/* | cksum)
    if [ -x "$bin/sigstore-js" ] && [ "$(cat "$stamps/sigstore-js" 2>/dev/null)" = "$key" ]; then
        echo "tools: sigstore-js is up to date"
        return
    fi
    command -v npm >/dev/null 2>&1 || {
        echo "tools/install.sh: npm is not installed; tests that need sigstore-js will be skipped" >&2
        return
    }
    echo "tools: installing sigstore-js (@sigstore/verify)"
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$here"/sigstore-js/* "$folder"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    printf '#!/bin/sh\nexec node "%s/verify.cjs" "$@"\n' "$(cd "$folder" && pwd)" >"$bin/sigstore-js"
    chmod +x "$bin/sigstore-js"
    printf '%s\n' "$key" >"$stamps/sigstore-js"
}

command -v go >/dev/null 2>&1 || {
    echo "tools/install.sh: Go is not installed; tests that need a real tool will be skipped" >&2
    exit 1
}
mkdir -p "$stamps"

case ${1:-} in
"") set -- $needed ;;
--peers) set -- $needed $peers ;;
esac
for tool in "$@"; do
    case $tool in
    checkov) python_tool checkov evidence/scanners/checkov-requirements.txt ;; # docs/adr/0004
    pre-commit) python_tool pre-commit tools/pre-commit/requirements.txt ;;
    mlflow) python_tool mlflow tools/mlflow/requirements.txt ;;
    sigstore-js) sigstore_js ;;
    *) (build "$tool") ;;
    esac
done
echo "tools: ready in $bin"
