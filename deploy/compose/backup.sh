#!/usr/bin/env bash
# Backs the database up into one encrypted file, after restoring it on trial and comparing every table.
#
#   ./backup.sh [FOLDER]      FOLDER: backups/
#
# Where BACKUP_S3_URL is set in .env the file goes to that bucket, too.
# The product goes on meanwhile. The progress kept by Temporal is not in it: it is rebuilt from the database.
# Exit code 0 means: the file is there and can be restored. Anything else: there is no new file.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
folder=${1:-backups}
name=fanloom-$(date -u +%Y%m%dT%H%M%SZ)
trial=fanloom_trial
inside=/var/lib/postgresql/data/backup

fail() { echo "backup.sh: $*. There is no new backup." >&2; exit 1; }
postgres() { docker compose exec -T "$@"; }
clean() {
  rm -f "$folder"/fanloom-*.partial
  { postgres postgres dropdb --username postgres --if-exists --force "$trial" && postgres postgres rm -rf "$inside"; } >/dev/null 2>&1
}

mkdir -p "$folder"
exec 9<backup.sh
flock --nonblock 9 || fail 'Another one is being made'
clean || fail 'PostgreSQL does not answer (docker compose ps postgres)' # and what one left that was killed is gone
trap 'clean || echo "backup.sh: PostgreSQL does not answer: what this run left there goes with the next one." >&2' EXIT

. postgres/room.sh
# The dump is packed: a quarter, if not less.
room=$(room_for "pg_database_size('fanloom') * 5 / 4")
need "$room" || fail 'There is no room for the restore on trial, see above'
postgres postgres mkdir -m 700 "$inside"
postgres -e FOLDER="$inside" -e DATABASE_URL=postgresql://postgres@/fanloom postgres psql --username postgres --dbname fanloom -qAt -v ON_ERROR_STOP=1 \
  -v counts="$inside/counts" -f /opt/fanloom/dump.sql
! postgres postgres test -e "$inside/failed" || fail 'pg_dump failed, see above'

postgres postgres createdb --username postgres "$trial"
postgres postgres pg_restore --username postgres --dbname "$trial" --no-owner --exit-on-error "$inside/dump"
postgres postgres psql --username postgres --dbname "$trial" -qAt -v ON_ERROR_STOP=1 -f /opt/fanloom/counts.sql |
  postgres postgres sh -c "cat >$inside/counts.trial"
postgres postgres cmp -s "$inside/counts" "$inside/counts.trial" || fail 'The restored copy is not equal to the database'

# What a restore must know before it begins: the version of PostgreSQL, which keys, the checksum of the dump, the room it takes.
checksum=$(postgres postgres sha256sum "$inside/dump" | cut -c1-64)
{
  echo "postgres $(postgres postgres psql --username postgres -qAtc 'show server_version_num')"
  sh postgres/key-fingerprints.sh secrets/secrets.json | sed 's/^/key /'
  echo "dump $checksum"
  echo "bytes $(postgres postgres psql --username postgres -qAtc "select pg_database_size('$trial')")"
} | postgres postgres sh -c "cat >$inside/manifest"

# Written to the end, on the disk, and as it was when it is read back.
partial=$folder/$name.partial
cipher=(openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -pass file:secrets/backup.passphrase)
{ postgres postgres tar -C "$inside" -c manifest counts dump | "${cipher[@]}" -salt -out "$partial" && sync "$partial"; } ||
  fail "The file cannot be written to $folder, see above"
[ "$("${cipher[@]}" -d -in "$partial" | tar -xO dump | sha256sum | cut -c1-64)" = "$checksum" ] ||
  fail "What is read back from $folder is not what was written"
mv "$partial" "$folder/$name.backup"
if grep -q '^BACKUP_S3_URL=.' .env; then
  docker compose run --rm -T bucket backup put - --name "$name.backup" <"$folder/$name.backup" >/dev/null ||
    { echo "backup.sh: $folder/$name.backup is good, but it is not in the bucket." >&2; exit 1; }
fi
# For the doctor, who misses backups.
postgres postgres psql --username postgres --dbname fanloom -qc 'update installation set backed_up_at = clock_timestamp()'
rows=$(postgres postgres awk -F'|' '{ sum += $2 } END { print sum + 0 }' "$inside/counts")
echo "$folder/$name.backup  $(du -h "$folder/$name.backup" | cut -f1), $rows rows, restored on trial and equal"
