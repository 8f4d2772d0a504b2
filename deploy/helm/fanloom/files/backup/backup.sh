#!/usr/bin/env bash
# Backs the database up into one encrypted file in /backups, after restoring it on trial into a PostgreSQL of its own and
# comparing every table. Runs in an image of PostgreSQL that is no older than the server; restore.sh of Compose reads the file too.
# Exit code 0 means: the file is there and can be restored. Anything else: there is no new file.
set -euo pipefail
umask 077
. /opt/fanloom/connect.sh
name=fanloom-$(date -u +%Y%m%dT%H%M%SZ)
export FOLDER=/scratch/$name
trial=/scratch/trial

fail() { echo "backup.sh: $*. There is no new backup." >&2; exit 1; }
clean() {
  pg_ctl --pgdata "$trial" --mode immediate stop >/dev/null 2>&1 || true
  rm -rf "$FOLDER" "$trial" "/backups/$name.partial"
}
trap clean EXIT

rm -rf "$trial" # what a pod that was killed left
mkdir "$FOLDER"
sql -v counts="$FOLDER/counts" -f /opt/fanloom/dump.sql
[ ! -e "$FOLDER/failed" ] || fail 'pg_dump failed, see above; where it speaks of versions, set backup.image to that of the server'

initdb --pgdata "$trial" --username postgres --encoding UTF8 --no-locale --auth trust --no-sync >/dev/null
pg_ctl --pgdata "$trial" --wait --silent --log /scratch/trial.log start -o "-c listen_addresses='' -c unix_socket_directories=/scratch -c fsync=off" ||
  fail "the trial server does not start: $(tail -n 3 /scratch/trial.log)"
trial_sql() { psql --host /scratch --username postgres -qAt -v ON_ERROR_STOP=1 "$@"; }
trial_sql -c 'create database trial'
pg_restore --host /scratch --username postgres --dbname trial --no-owner --no-privileges --exit-on-error --jobs 2 "$FOLDER/dump"
trial_sql --dbname trial -f /opt/fanloom/counts.sql | cmp -s - "$FOLDER/counts" || fail 'the restored copy is not equal to the database'

# What a restore must know before it begins: the version of PostgreSQL, which keys, the checksum of the dump, the room it takes.
checksum=$(sha256sum "$FOLDER/dump" | cut -c1-64)
{
  echo "postgres $(sql -c 'show server_version_num')"
  sh /opt/fanloom/key-fingerprints.sh /run/secrets/fanloom/secrets.json | sed 's/^/key /'
  echo "dump $checksum"
  echo "bytes $(trial_sql -c "select pg_database_size('trial')")"
} >"$FOLDER/manifest"

# Written to the end, on the disk, and as it was when it is read back.
partial=/backups/$name.partial
cipher=(openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -pass file:/run/secrets/backup/passphrase)
{ tar -C "$FOLDER" -c manifest counts dump | "${cipher[@]}" -salt -out "$partial" && sync "$partial"; } || fail 'the file cannot be written, see above'
[ "$("${cipher[@]}" -d -in "$partial" | tar -xO dump | sha256sum | cut -c1-64)" = "$checksum" ] || fail 'what is read back is not what was written'
mv "$partial" "/backups/$name.backup"
# For the doctor, who misses backups. With a bucket it is done when the file is there.
[ -n "$BUCKET" ] || sql -c 'update installation set backed_up_at = clock_timestamp()'
rows=$(awk -F'|' '{ sum += $2 } END { print sum + 0 }' "$FOLDER/counts")
echo "$name.backup  $(du -h "/backups/$name.backup" | cut -f1), $rows rows, restored on trial and equal"

# Only after there is a new one.
find /backups -maxdepth 1 -name 'fanloom-*.backup' | sort -r | tail -n "+$((KEEP + 1))" | while read -r old; do
  rm "$old"
  echo "Removed $(basename "$old"): $KEEP are kept"
done
