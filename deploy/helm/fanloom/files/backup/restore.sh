#!/usr/bin/env bash
# Restores FILE from /backups into the empty database RESTORE_DATABASE, and compares every table. Nothing else is changed: the
# product goes on with its own database until it is told the name of this one.
set -euo pipefail
umask 077
. /opt/fanloom/connect.sh
work=/scratch/restore
# The same server and role, another database.
DATABASE_URL=$(sed -E "s#^([a-z]+://[^/]*/)[^?]*#\1$RESTORE_DATABASE#" <<<"$DATABASE_URL")

fail() { echo "restore.sh: $*" >&2; exit 1; }
fact() { awk -v name="$1" '$1 == name { print $2 }' "$work/manifest"; }
trap 'rm -rf "$work"' EXIT
rm -rf "$work" && mkdir "$work"

tables=$(sql -c "select count(*) from pg_tables where schemaname = 'public'") ||
  fail "the database $RESTORE_DATABASE cannot be opened, see above. Make it first, for the role that the product has."
[ "$tables" = 0 ] || fail "the database $RESTORE_DATABASE is not empty. Make a new one that belongs to the same role."
openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass file:/run/secrets/backup/passphrase -in "/backups/$FILE" | tar -C "$work" -x ||
  fail "$FILE cannot be decrypted: it is damaged, or the passphrase is another one than at that time."
[ "$(fact dump)" = "$(sha256sum "$work/dump" | cut -c1-64)" ] || fail "$FILE is damaged."
[ -z "$(comm -23 <(fact key | sort) <(sh /opt/fanloom/key-fingerprints.sh /run/secrets/fanloom/secrets.json))" ] ||
  fail 'the Secret of keys lacks one of this backup: phones and addresses in it could not be read. Bring that key back first.'
[ "$(sql -c 'show server_version_num')" -ge "$(($(fact postgres) / 10000 * 10000))" ] ||
  fail "the backup is of a later PostgreSQL ($(fact postgres)) than this server."

pg_restore --dbname "$DATABASE_URL" --no-owner --no-privileges --exit-on-error --jobs 2 "$work/dump"
sql -f /opt/fanloom/counts.sql | cmp -s - "$work/counts" || fail "the restored tables are not equal to those of the backup. Do not use $RESTORE_DATABASE."
sql -c 'set client_min_messages = error' -c analyze # those of PostgreSQL itself are not ours to analyze
echo "Restored into $RESTORE_DATABASE and equal to the backup."
