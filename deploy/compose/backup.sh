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
mkdir -p "$folder"
name=fanloom-$(date -u +%Y%m%dT%H%M%SZ)
trial=fanloom_trial_$$
inside=/var/lib/postgresql/data/$name

postgres() { docker compose exec -T "$@"; }
clean() {
  postgres postgres dropdb --username postgres --if-exists --force "$trial" >/dev/null 2>&1 || true
  postgres postgres rm -rf "$inside" || true
  rm -f "$folder/$name.partial"
}
trap clean EXIT

postgres postgres mkdir -m 700 "$inside"
postgres -e FOLDER="$inside" -e DATABASE_URL=postgresql://postgres@/fanloom postgres psql --username postgres --dbname fanloom -qAt -v ON_ERROR_STOP=1 \
  -v counts="$inside/counts" -f /opt/fanloom/dump.sql
if postgres postgres test -e "$inside/failed"; then
  echo 'backup.sh: pg_dump failed, see above. There is no new backup.' >&2
  exit 1
fi

postgres postgres createdb --username postgres "$trial"
postgres postgres pg_restore --username postgres --dbname "$trial" --no-owner --exit-on-error "$inside/dump"
postgres postgres psql --username postgres --dbname "$trial" -qAt -v ON_ERROR_STOP=1 -f /opt/fanloom/counts.sql |
  postgres postgres sh -c "cat >$inside/counts.trial"
if ! postgres postgres cmp -s "$inside/counts" "$inside/counts.trial"; then
  echo 'backup.sh: the restored copy is not equal to the database. There is no new backup.' >&2
  exit 1
fi

# What a restore must know before it begins: the version of PostgreSQL, which keys, the checksum of the dump.
{
  echo "postgres $(postgres postgres psql --username postgres -qAtc 'show server_version_num')"
  sh postgres/key-fingerprints.sh secrets/secrets.json | sed 's/^/key /'
  echo "dump $(postgres postgres sha256sum "$inside/dump" | cut -c1-64)"
} | postgres postgres sh -c "cat >$inside/manifest"
postgres postgres tar -C "$inside" -c manifest counts dump |
  openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -pass file:secrets/backup.passphrase -out "$folder/$name.partial"
mv "$folder/$name.partial" "$folder/$name.backup"
if grep -q '^BACKUP_S3_URL=.' .env; then
  docker compose run --rm -T bucket backup put - --name "$name.backup" <"$folder/$name.backup" >/dev/null ||
    { echo "backup.sh: $folder/$name.backup is good, but it is not in the bucket." >&2; exit 1; }
fi
# For the doctor, who misses backups.
postgres postgres psql --username postgres --dbname fanloom -qc 'update installation set backed_up_at = clock_timestamp()'
rows=$(postgres postgres awk -F'|' '{ sum += $2 } END { print sum + 0 }' "$inside/counts")
echo "$folder/$name.backup  $(du -h "$folder/$name.backup" | cut -f1), $rows rows, restored on trial and equal"
