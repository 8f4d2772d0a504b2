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
inside=/var/lib/postgresql/data/restore
stopped=

fail() { echo "restore.sh: $*" >&2; exit 1; }
postgres() { docker compose exec -T "$@"; }
sql() { postgres postgres psql --username postgres --dbname postgres -qAt -v ON_ERROR_STOP=1 "$@"; }
fact() { postgres postgres awk -v name="$1" '$1 == name { print $2 }' "$inside/manifest"; }
clean() {
  rm -f "$file.partial"
  { postgres postgres dropdb --username postgres --if-exists --force fanloom_restored && postgres postgres rm -rf "$inside"; } >/dev/null 2>&1
}
leave() {
  clean || echo 'restore.sh: PostgreSQL does not answer: what this run left there goes with the next one.' >&2
  [ -z "$stopped" ] || echo 'restore.sh: The product is stopped. When what is said above is mended, run this again.' >&2
}

exec 9<restore.sh
flock --nonblock 9 || fail 'Another restore is under way.'
docker compose up -d --wait postgres
clean || fail 'PostgreSQL does not answer (docker compose logs postgres).' # and what one left that was killed is gone
trap leave EXIT

. postgres/room.sh
if [[ $file == s3:* ]]; then
  name=${file#s3:} && file=backups/$name && mkdir -p backups
  docker compose run --rm -T bucket backup get "$name" - >"$file.partial" || fail "$name does not come out of the bucket, see above."
  mv "$file.partial" "$file"
fi
[ -r "$file" ] || fail "$file is not there, or cannot be read."
need "$(wc -c <"$file")" || fail 'There is no room for the backup. Nothing was changed.'
postgres postgres mkdir -m 700 "$inside"
openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass file:secrets/backup.passphrase -in "$file" |
  postgres postgres tar -C "$inside" -x ||
  fail "$file cannot be decrypted: it is damaged, or secrets/backup.passphrase is another one than at that time."

[ "$(fact dump)" = "$(postgres postgres sha256sum "$inside/dump" | cut -c1-64)" ] || fail "$file is damaged."
[ -z "$(comm -23 <(fact key | sort) <(sh postgres/key-fingerprints.sh secrets/secrets.json))" ] ||
  fail 'secrets/secrets.json lacks a key of this backup: phones and addresses in it could not be read. Bring that key back first.'
[ "$(sql -c 'show server_version_num')" -ge "$(($(fact postgres) / 10000 * 10000))" ] ||
  fail "the backup is of a later PostgreSQL ($(fact postgres)) than the one that runs. Start a version that is as new."
bytes=$(fact bytes)
room=$(room_for "${bytes:-0}")
need "$room" || fail 'There is no room for a second database beside the one that runs. Nothing was changed.'

echo 'Restoring beside the database that runs …'
sql -c 'create database fanloom_restored owner fanloom'
postgres -e PGOPTIONS='-c maintenance_work_mem=256MB' postgres pg_restore --username postgres --dbname fanloom_restored \
  --no-owner --role fanloom --exit-on-error --jobs 2 "$inside/dump" || fail 'It cannot be restored, see above. Nothing was changed.'
postgres postgres psql --username postgres --dbname fanloom_restored -qAt -v ON_ERROR_STOP=1 -f /opt/fanloom/counts.sql |
  postgres postgres cmp -s - "$inside/counts" || fail 'the restored tables are not equal to those of the backup. Nothing was changed.'

postgres postgres psql --username postgres --dbname fanloom_restored -qAtc analyze

echo 'Equal to the backup. Putting it in place …'
stopped=yes
docker compose stop server worker temporal
sql -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'fanloom'" >/dev/null
# In one go: there is never a moment without a database of that name.
sql -c "revoke connect on database fanloom_restored from public;
  alter database fanloom rename to fanloom_before_$stamp; alter database fanloom_restored rename to fanloom"
# Temporal's progress is later than what was restored. Runs begin again from their rows, so it starts empty.
for name in temporal temporal_visibility; do
  sql -c "drop database if exists $name with (force)" -c "create database $name owner temporal" -c "revoke connect on database $name from public"
done
docker compose up -d --force-recreate temporal-schema temporal temporal-namespace migrate
docker compose up -d --wait server worker
stopped=

cat <<TEXT
Restored. The database of before is fanloom_before_$stamp; drop it when you no longer need it.
Nothing is sent yet. Log in, look at the SOPs, stop those that should not go on, then confirm at the top of the page.
TEXT
