#!/usr/bin/env bash
# Brings the images of this bundle to where they are needed.
#
#   ./load.sh                      onto this machine, for Compose
#   ./load.sh registry.internal    into a registry, for Kubernetes (docker login first)
#
# Prints what to write into compose/.env or into the values of the chart.
set -euo pipefail
cd "$(dirname "$0")"
registry=${1:-}

sha256sum --check --quiet SHA256SUMS || { echo 'load.sh: the bundle is damaged: fetch it again.' >&2; exit 1; }

gunzip -c images.tar.gz | docker load --quiet >/dev/null
while read -r variable image id; do
  [ "$(docker image inspect --format '{{.Id}}' "$image")" = "$id" ] || { echo "load.sh: $image is not the one of this bundle" >&2; exit 1; }
  if [ -n "$registry" ]; then
    # Without its own registry: docker.io/library/postgres:17 becomes REGISTRY/library/postgres:17.
    first=${image%%/*}
    path=$image
    [[ $image == */* && $first =~ [.:] ]] && path=${image#*/}
    docker tag "$image" "$registry/$path"
    docker push --quiet "$registry/$path" >/dev/null
    image=$registry/$path
  fi
  echo "$variable=$image"
  [ "$variable" = FANLOOM_IMAGE ] && product=$image
done <images.list

if [ -n "$registry" ]; then
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$product" | grep "^$registry/" | head -n 1)
  printf '\nglobal:\n  imageRegistry: %s\nimage:\n  repository: %s\n  digest: %s\n' \
    "$registry" "$(basename "${product%:*}")" "${digest#*@}"
fi
