#!/usr/bin/env bash
# Takes a Compose installation through its first day in a real browser – set-up, staff, an import, two SOPs, a message –
# and through the TLS of its proxy, with every way out cut:
#
#   CHROMIUM_PATH=/usr/bin/chromium tests/deploy/compose-journey.sh FOLDER
#
# FOLDER is a copy of deploy/compose that is up with `--profile proxy` and not yet set up, with PUBLIC_ORIGIN in its .env.
# Run it as root: what the containers send to anybody outside is dropped and counted by the firewall; questions to the
# DNS, which Docker passes on for them, are dropped and not counted.
set -euo pipefail
folder=$(realpath "$1")
cd "$(dirname "$0")/../.."
compose() { docker compose --project-directory "$folder" "$@"; }
fail() { echo "compose-journey.sh: $*" >&2; exit 1; }

origin=$(sed -n 's/^PUBLIC_ORIGIN=//p' "$folder/.env")
authority=$(mktemp)
clock=
out=(DOCKER-USER -s 172.30.80.0/24 ! -d 172.30.80.0/24)
clean() {
  rm -f "$authority"
  iptables -D "${out[@]}" -p udp --dport 53 -j DROP || true
  iptables -D "${out[@]}" -j DROP || true
  [ -z "$clock" ] || kill "$clock"
}
trap clean EXIT
iptables -I "${out[@]}" -j DROP
iptables -I "${out[@]}" -p udp --dport 53 -j DROP
compose cp proxy:/data/caddy/pki/authorities/local/root.crt "$authority" >/dev/null 2>&1
curl --fail --silent --show-error --cacert "$authority" --head "$origin/" | grep -qi '^strict-transport-security: ' ||
  fail "$origin does not ask for https from now on"
curl --silent --output /dev/null --write-out '%{redirect_url}' "http://${origin#https://}/fans" | grep -qx "$origin/fans" ||
  fail 'http does not lead to https'

# At night nothing is sent: a day takes twenty seconds, as with `npm start -- --speed 1d=20s`.
set_clock() { compose exec -T postgres psql -U postgres -d fanloom -qc "update clock set business_at = business_now(), real_at = clock_timestamp()$1"; }
set_clock ', speed = 4320, simulated = true, running = true'
while sleep 2; do set_clock ''; done >/dev/null 2>&1 &
clock=$!

JOURNEY_URL=$origin JOURNEY_SETUP_TOKEN=$(compose exec -T server node fanloom.mjs setup-token | tail -n 1) \
  NODE_EXTRA_CA_CERTS=$authority npx vitest run --project system tests/e2e/journey.browser.test.ts

packets=$(iptables -L DOCKER-USER --numeric --verbose --exact | awk '$3 == "DROP" && !/dpt:53/ { print $1; exit }')
[ "$packets" = 0 ] || fail "the product sent $packets packets to the outside"
echo 'Nothing was sent to the outside.'
