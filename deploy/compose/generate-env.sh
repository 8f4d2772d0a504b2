#!/usr/bin/env bash
# Makes .env and the secrets that are missing. What is there stays as it is: run it again after every upgrade.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
touch .env

random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
# A password that needs no quoting anywhere.
password() { random | tr -dc 'A-Za-z0-9' | head -c 32; }
add() { grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >>.env; }

add FANLOOM_IMAGE "${FANLOOM_IMAGE:-fanloom:0.1.0}"
add POSTGRES_IMAGE "${POSTGRES_IMAGE:-docker.io/library/postgres:17}"
add TEMPORAL_IMAGE "${TEMPORAL_IMAGE:-docker.io/temporalio/server:1.29.1}"
add TEMPORAL_TOOLS_IMAGE "${TEMPORAL_TOOLS_IMAGE:-docker.io/temporalio/admin-tools:1.29.1}"
add CADDY_IMAGE "${CADDY_IMAGE:-docker.io/library/caddy:2}"
for name in POSTGRES_PASSWORD FANLOOM_DB_PASSWORD TEMPORAL_DB_PASSWORD; do add "$name" "$(password)"; done

mkdir -p secrets
# Certificates are public: a process that is not root reads them.
mkdir -p -m 755 ca
if [ ! -e secrets/secrets.json ]; then
  printf '{\n  "master_key": "%s",\n  "lookup_key": "%s",\n  "session_key": "%s"\n}\n' \
    "$(random)" "$(random)" "$(random)" >secrets/secrets.json
  # The folder is closed to others; inside it the container's user, who is not root, must be able to read.
  chmod 644 secrets/secrets.json
  echo 'New keys: secrets/secrets.json'
fi
[ -e secrets/backup.passphrase ] || { password >secrets/backup.passphrase; echo 'New passphrase of backups: secrets/backup.passphrase'; }
echo 'Keep a copy of secrets/ in a safe, apart from the backups: without it no encrypted data can be read.'
