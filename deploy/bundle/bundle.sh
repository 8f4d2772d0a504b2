#!/usr/bin/env bash
# Collects everything for an installation without internet into one file: images, chart, Compose, documents, bill of materials.
#
#   deploy/bundle/bundle.sh [FOLDER]      FOLDER: dist/
#
# The images are those of a Compose environment (deploy/compose/.env, or COMPOSE_ENV=FILE); they must be on this machine:
# docker compose pull, and deploy/images/build.sh. Needs Helm 3. On the other side: tar xf …, then ./load.sh REGISTRY.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${1:-dist}")
env=${COMPOSE_ENV:-deploy/compose/.env}
version=$(node -p 'require("./package.json").version')
name=fanloom-$version-$(docker version --format '{{.Server.Arch}}')
helm=$(command -v helm || echo .cache/deploy/bin/helm)
fail() { echo "bundle.sh: $*" >&2; exit 1; }
[ -x "$helm" ] || fail 'helm is not on PATH'
[ -e "dist/fanloom-$version.sbom.cdx.json" ] || fail "dist/fanloom-$version.sbom.cdx.json is not there: deploy/images/build.sh makes it"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/$name
mkdir -p "$bundle" "$target"

# Caddy is for those who want its proxy; the others have to be there.
names=()
while read -r variable image; do
  if docker image inspect "$image" >/dev/null 2>&1; then
    names+=("$image")
    echo "$variable $image $(docker image inspect --format '{{.Id}}' "$image")" >>"$bundle/images.list"
  elif [ "$variable" = CADDY_IMAGE ]; then
    echo "Without $image, which is not on this machine"
  else
    fail "$image is not on this machine (docker compose pull)"
  fi
done < <(sed -n 's/^\([A-Z_]*_IMAGE\)=\(.*\)$/\1 \2/p' "$env")
# All at once: layers that they share are in it once.
docker save "${names[@]}" | gzip -n >"$bundle/images.tar.gz"

"$helm" package deploy/helm/fanloom --destination "$bundle" >/dev/null
# What git knows, and nothing else: no .env, no keys, no backups.
git archive HEAD deploy/compose docs/it LICENSE | tar -x -C "$bundle"
mv "$bundle/deploy/compose" "$bundle/compose" && rmdir "$bundle/deploy"
cp dist/fanloom-"$version".sbom.cdx.json "$bundle/"
cp deploy/bundle/load.sh "$bundle/"
(cd "$bundle" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -cf "$target/$name.tar" "$name"
(cd "$target" && sha256sum "$name.tar" | tee "$name.tar.sha256")
