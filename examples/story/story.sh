#!/bin/sh
# The whole story of one change: denied, repaired, allowed, approved by two people, deployed, and shown
# to an auditor, who verifies it with govern, and with common tools alone. `sh examples/story/story.sh`.
#
#   story.sh [FOLDER]   works in FOLDER (a new one unless told) and leaves everything there
#   BIN                 where govern is; .venv/bin unless told
# Needs openssl, ssh-keygen and sha256sum; cosign, where it is not there, is said to be left out.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
BIN=${BIN:-$here/../.venv/bin}
BIN=$(cd "$BIN" && pwd)
PATH=${GOVERN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/govern/tools/bin}:$PATH
work=${1:-$(mktemp -d)}
cd "$work"
echo "working in $work"

step() { printf '\n=== %s\n' "$*"; }

# expect CODE COMMAND…: shows and runs a command; the story ends when it exits with another code.
expect() {
    expected=$1
    shift
    printf '\n$ %s\n' "$*"
    code=0
    "$@" || code=$?
    if [ "$code" != "$expected" ]; then
        echo "story: exit code $code, expected $expected" >&2
        exit 1
    fi
}

govern() { "$BIN/govern" "$@"; }

# A DSSE envelope's payload and signature, as files, with nothing but sed and base64.
field() { sed 's/.*"'"$1"'":"\([^"]*\)".*/\1/' "$2" | base64 -d; }

prepare() {
    step "Keys: one signs records, one the log; grace and edsger have their own"
    openssl ecparam -genkey -name prime256v1 -noout -out decision.pem
    openssl genpkey -algorithm ed25519 -out log.pem
    for person in grace edsger; do
        ssh-keygen -q -t ed25519 -N '' -C "$person" -f "$person"
    done
    cat >people.yaml <<END
schema: govern.people/v1
people:
  ada: {roles: [owner]}
  ci: {}
  grace: {roles: [owner], keys: ["$(cat grace.pub)"]}
  edsger: {roles: [model-risk], keys: ["$(cat edsger.pub)"]}
END
    cat "$here/govern.toml" - >govern.toml <<END

[evidence]
record = true
log = "evidence.db"
origin = "example.com/payments"
key = "decision.pem"
log_key = "log.pem"

[approvals]
folder = "approvals"
people = "people.yaml"
END
}

deny_and_repair() {
    step "The service on the day it was written is denied"
    cp -r "$here/payments-denied" deploy
    expect 1 govern check deploy --quiet
    step "Repaired, it is allowed; both decisions are in the log"
    rm -r deploy
    cp -r "$here/payments" deploy
    expect 0 govern check deploy
}

approve() {
    step "Nobody has approved it yet, so it may not be deployed"
    expect 2 govern check deploy --quiet --require-approval high
    expect 0 govern request last --environment prod --tier high --author ada --requester ci \
        --from staging --to prod --ticket CHG0042 --first
    request=$(echo approvals/*/request-*.json)
    expect 1 govern check deploy --quiet --require-approval high
    step "Grace and Edsger sign what they were shown, with their own SSH keys"
    expect 0 govern approve "$request" --role owner --key grace --yes
    expect 0 govern approve "$request" --role model-risk --key edsger --yes
}

deploy() {
    step "The same inputs pass, once"
    expect 0 govern check deploy --require-approval high
    expect 1 govern check deploy --quiet --require-approval high
    step "Other inputs do not"
    cp -r deploy pushed
    echo '# one more line' >>pushed/deployment.yaml
    expect 1 govern check pushed --quiet --require-approval high
}

export_evidence() {
    step "The auditor gets a bundle, and by another way the public keys"
    govern log key >keys.txt
    expect 0 govern evidence export --output bundle
    expect 0 govern evidence export --output bundle.tar.gz
}

verify_with_govern() {
    step "The auditor verifies with govern"
    expect 0 govern evidence verify bundle --trust keys.txt
    expect 0 govern evidence verify bundle.tar.gz --trust keys.txt
    step "A changed approval is found, and named"
    cp -r bundle changed
    approval=$(cd bundle && echo approvals/* | cut -d' ' -f1)
    sed 's/"payload":"./"payload":"f/' "bundle/$approval" >"changed/$approval"
    expect 5 govern evidence verify changed --trust keys.txt
}

verify_without_govern() {
    step "The auditor verifies with sha256sum, openssl and ssh-keygen alone"
    sed -n '/BEGIN/,/END/p' keys.txt >signer.pem
    grep namespaces= keys.txt >allowed_signers
    cd bundle
    expect 0 sha256sum -c --quiet --strict SHA256SUMS
    expect 0 grep -q "$(sha256sum SHA256SUMS | cut -d' ' -f1)" manifest.pae
    expect 0 openssl dgst -sha256 -verify ../signer.pem -signature manifest.sig manifest.pae
    cd ..
    for approval in bundle/approvals/*.dsse.json; do
        field payload "$approval" >payload
        field sig "$approval" >signature
        printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c <payload)" | cat - payload >signed
        person=$(ssh-keygen -Y find-principals -f allowed_signers -s signature)
        printf '\n$ ssh-keygen -Y verify -I %s -n govern-approval … <%s\n' "$person" "$approval"
        ssh-keygen -Y verify -f allowed_signers -I "$person" -n govern-approval -s signature <signed
    done
    if command -v cosign >/dev/null 2>&1; then
        step "And with cosign"
        expect 0 cosign verify-blob-attestation --key signer.pem --insecure-ignore-tlog=true \
            --bundle bundle/manifest.sigstore.json \
            --type https://govern-engine.github.io/attestation/bundle/v0.1 bundle/SHA256SUMS
    else
        echo "story: LEFT OUT: cosign is not installed" >&2
    fi
}

report() {
    step "What the evidence shows: a page for people, and OSCAL for other tools"
    expect 0 govern evidence report bundle --trust keys.txt --output report.html
    expect 0 govern evidence report bundle --trust keys.txt --format oscal --output oscal
}

prepare
deny_and_repair
approve
deploy
export_evidence
verify_with_govern
verify_without_govern
report
step "The end: everything is as it should be"
