#!/usr/bin/env bash
# Puts a backup in the place of the database.
#
#   ./restore.sh FILE.backup          s3:NAME.backup: of the bucket; docker compose run --rm bucket lists what it holds
#
# The database of before is kept under another name. The product sees that this one is a copy and sends nothing until
# somebody confirms it on the page, so look first whether what happened after the backup still has to go out.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
file=${1:?Usage: restore.sh FILE.backup}
stamp=$(date -u +%Y%m%d%H%M%S)
inside=/var/lib/postgresql/data/restore-$stamp

fail() { echo "restore.sh: $*" >&2; exit 1; }
postgres() { docker compose exec -T "$@"; }
sql() { postgres postgres psql --username postgres --dbname postgres -qAt -v ON_ERROR_STOP=1 "$@"; }
fact() { postgres postgres awk -v name="$1" '$1 == name { print $2 }' "$inside/manifest"; }
trap 'docker compose exec -T postgres rm -rf "$inside" || true' EXIT

if [[ $file == s3:* ]]; then
  name=${file#s3:} && file=backups/$name && mkdir -p backups
  docker compose run --rm -T bucket backup get "$name" - >"$file.partial" || fail "$name does not come out of the bucket, see above."
  mv "$file.partial" "$file"
fi
docker compose up -d --wait postgres
postgres postgres mkdir -m 700 "$inside"
openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass file:secrets/backup.passphrase -in "$file" |
  postgres postgres tar -C "$inside" -x ||
  fail "$file cannot be decrypted: it is damaged, or secrets/backup.passphrase is another one than at that time."

[ "$(fact dump)" = "$(postgres postgres sha256sum "$inside/dump" | cut -c1-64)" ] || fail "$file is damaged."
[ -z "$(comm -23 <(fact key | sort) <(sh postgres/key-fingerprints.sh secrets/secrets.json))" ] ||
  fail 'secrets/secrets.json lacks a key of this backup: phones and addresses in it could not be read. Bring that key back first.'
[ "$(sql -c 'show server_version_num')" -ge "$(($(fact postgres) / 10000 * 10000))" ] ||
  fail "the backup is of a later PostgreSQL ($(fact postgres)) than the one that runs. Start a version that is as new."

echo 'Restoring beside the database that runs …'
sql -c 'drop database if exists fanloom_restored with (force)' -c 'create database fanloom_restored owner fanloom'
postgres -e PGOPTIONS='-c maintenance_work_mem=256MB' postgres pg_restore --username postgres --dbname fanloom_restored \
  --no-owner --role fanloom --exit-on-error --jobs 2 "$inside/dump"
postgres postgres psql --username postgres --dbname fanloom_restored -qAt -v ON_ERROR_STOP=1 -f /opt/fanloom/counts.sql |
  postgres postgres cmp -s - "$inside/counts" || fail 'the restored tables are not equal to those of the backup. Nothing was changed.'

postgres postgres psql --username postgres --dbname fanloom_restored -qAtc analyze

echo 'Equal to the backup. Putting it in place …'
docker compose stop server worker temporal
sql -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'fanloom'" >/dev/null
sql -c 'revoke connect on database fanloom_restored from public' \
  -c "alter database fanloom rename to fanloom_before_$stamp" -c 'alter database fanloom_restored rename to fanloom'
# Temporal's progress is later than what was restored. Runs begin again from their rows, so it starts empty.
for name in temporal temporal_visibility; do
  sql -c "drop database $name with (force)" -c "create database $name owner temporal" -c "revoke connect on database $name from public"
done
docker compose up -d --force-recreate temporal-schema temporal temporal-namespace migrate
docker compose up -d --wait server worker

cat <<TEXT
Restored. The database of before is fanloom_before_$stamp; drop it when you no longer need it.
Nothing is sent yet. Log in, look at the SOPs, stop those that should not go on, then confirm at the top of the page.
TEXT
