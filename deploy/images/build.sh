#!/usr/bin/env bash
# Builds the image of Fanloom and its bill of materials.
#
#   BUILD_BASE=…/node:24-bookworm-slim@sha256:… RUNTIME_BASE=…/nodejs24-debian12@sha256:… deploy/images/build.sh [TAG]
#
# PLATFORM=linux/arm64 builds for another processor; NPMRC=FILE names the company's own npm registry; BUILD_NETWORK=host
# builds on the network of the machine. Packages are those of the lock file, and the date in the labels is the commit's.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { echo "build.sh: $*" >&2; exit 2; }
for name in BUILD_BASE RUNTIME_BASE; do
  [[ ${!name:-} =~ @sha256:[0-9a-f]{64}$ ]] ||
    fail "$name must name an image by digest (…@sha256:…): a tag may be another image tomorrow"
done

version=$(node -p 'require("./package.json").version')
tag=${1:-fanloom:$version}
epoch=$(git log -1 --format=%ct)
DOCKER_BUILDKIT=1 SOURCE_DATE_EPOCH=$epoch docker build \
  --file deploy/images/Dockerfile --tag "$tag" \
  --build-arg SOURCE_DATE_EPOCH="$epoch" \
  --build-arg BUILD_BASE="$BUILD_BASE" --build-arg RUNTIME_BASE="$RUNTIME_BASE" \
  --build-arg VERSION="$version" --build-arg REVISION="$(git rev-parse HEAD)" \
  --build-arg CREATED="$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)" \
  ${PLATFORM:+--platform "$PLATFORM"} \
  ${BUILD_NETWORK:+--network "$BUILD_NETWORK"} \
  ${NPMRC:+--secret "id=npmrc,src=$NPMRC"} .

# The bill of materials is also in the image, as /app/sbom.cdx.json.
mkdir -p dist
container=$(docker create "$tag")
trap 'docker rm "$container" >/dev/null' EXIT
docker cp "$container:/app/sbom.cdx.json" "dist/fanloom-$version.sbom.cdx.json" >/dev/null
# Two builds of a commit have the same layers; the image's own digest also covers the time that the builder notes.
layers=$(docker image inspect --format '{{json .RootFS.Layers}}' "$tag" | sha256sum)
echo "$tag  $(docker image inspect --format '{{.Id}}' "$tag")  layers ${layers%% *}"
echo "dist/fanloom-$version.sbom.cdx.json"
