#!/usr/bin/env bash
# Collects everything for an installation without internet into one file: images, chart, Compose, documents, bill of materials.
#
#   deploy/bundle/bundle.sh [FOLDER]      FOLDER: dist/
#
# The images are those of a Compose environment (deploy/compose/.env, or COMPOSE_ENV=FILE); they must be on this machine:
# docker compose pull, and deploy/images/build.sh. On the other side: tar xf …, then ./load.sh REGISTRY.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${1:-dist}")
env=${COMPOSE_ENV:-deploy/compose/.env}
version=$(node -p 'require("./package.json").version')
name=fanloom-$version-$(docker version --format '{{.Server.Arch}}')
helm=$(command -v helm || echo .cache/deploy/bin/helm)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/$name
mkdir -p "$bundle/images" "$target"

# Caddy is for those who want its proxy; the others have to be there.
images=$(sed -n 's/^\([A-Z_]*_IMAGE\)=\(.*\)$/\1 \2/p' "$env")
while read -r variable image; do
  if ! docker image inspect "$image" >/dev/null 2>&1; then
    [ "$variable" = CADDY_IMAGE ] && { echo "Without $image, which is not on this machine"; continue; }
    echo "bundle.sh: $image is not on this machine (docker compose pull)" >&2
    exit 1
  fi
  docker save "$image" | gzip >"$bundle/images/$variable.tar.gz"
  echo "$variable $image $(docker image inspect --format '{{.Id}}' "$image")" >>"$bundle/images/list"
done <<<"$images"

"$helm" package deploy/helm/fanloom --destination "$bundle" >/dev/null
# What git knows, and nothing else: no .env, no keys, no backups.
git archive HEAD deploy/compose docs/it LICENSE | tar -x -C "$bundle"
mv "$bundle/deploy/compose" "$bundle/compose" && rmdir "$bundle/deploy"
cp dist/fanloom-"$version".sbom.cdx.json "$bundle/"
cp deploy/bundle/load.sh "$bundle/"
(cd "$bundle" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -cf "$target/$name.tar" "$name"
(cd "$target" && sha256sum "$name.tar" | tee "$name.tar.sha256")
