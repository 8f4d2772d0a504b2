#!/usr/bin/env bash
# Installs from the bundle for machines without internet, as its guide says: checks it, loads it into a registry, sees that the
# chart's images can be pulled from there, starts Compose from it and takes that through its first day.
#
#   CHROMIUM_PATH=/usr/bin/chromium tests/deploy/bundle-trial.sh FILE.tar REGISTRY [NAME=VALUE …]    NAME=VALUE: further lines of .env
#
# Needs docker, helm and a browser, as root; Compose must not run yet.
set -euo pipefail
bundle=$(realpath "$1") registry=$2
shift 2
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "bundle-trial.sh: $*" >&2; exit 1; }

cd "$(dirname "$bundle")"
sha256sum --check --quiet "$(basename "$bundle").sha256"
tar -xf "$bundle" -C "$work"
cd "$work"/fanloom-*

cp compose/compose.yaml "$work/whole"
echo >>compose/compose.yaml
! ./load.sh >/dev/null 2>&1 || fail 'a damaged bundle is loaded'
mv "$work/whole" compose/compose.yaml

./load.sh "$registry" | sed -n '/^global:/,$p' >"$work/values.yaml"
images=$(helm template fanloom fanloom-*.tgz --kube-version 1.34.0 -f "$work/values.yaml" \
  --set secrets.existingSecret=keys,database.host=postgres,database.existingSecret=database,temporal.address=temporal:7233 |
  sed -n 's/^ *image: //p' | sort -u)
[ -n "$images" ] || fail 'the chart names no image'
for image in $images; do
  [[ $image == "$registry"/*@sha256:* ]] || fail "$image is not of the registry, by digest"
  docker pull --quiet "$image"
done

./load.sh | tee compose/.env
printf '%s\n' PUBLIC_ORIGIN=https://localhost "$@" >>compose/.env
./compose/generate-env.sh
docker compose --project-directory compose --profile proxy up -d --wait
status=0
"$here/compose-journey.sh" compose || status=$?
docker compose --project-directory compose --profile proxy down --volumes
exit "$status"
