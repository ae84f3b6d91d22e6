#!/bin/sh
# Publishes a folder of manifests for Flux, when govern allows what it holds: decide, push, sign.
# Flux then takes only what is signed (sync.yaml beside this file), so that nothing reaches the cluster
# around the decision.
#
#   publish.sh FOLDER oci://REGISTRY/REPOSITORY TAG
#
# Needs govern, flux and cosign. COSIGN_KEY is the key that signs; GOVERN_ARGS further arguments of
# `govern check`. The exit code is that of govern, or of the tool that failed.
set -eu

folder=$1 repository=$2 tag=$3
: "${COSIGN_KEY:?names the key that signs the artifact}"

# What is pushed is what was decided on, whatever happens to the folder meanwhile.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$folder/." "$copy"
# shellcheck disable=SC2086 # several words
govern check ${GOVERN_ARGS:-} -- "$copy"
revision=$(git -C "$folder" rev-parse HEAD)
pushed=$(flux push artifact "$repository:$tag" --path "$copy" --source "$(git -C "$folder" remote get-url origin)" \
    --revision "$tag@sha1:$revision" --output json)
digest=$(printf '%s' "$pushed" | sed -n 's/.*"digest": *"\(sha256:[0-9a-f]\{64\}\)".*/\1/p')
: "${digest:?flux named no digest}"
cosign sign --yes --key "$COSIGN_KEY" "${repository#oci://}@$digest"
