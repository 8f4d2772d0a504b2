#!/usr/bin/env bash
# Tries what docs/it/backup.*.md say about recovery to a point in time, with a PostgreSQL of its own in a temporary folder:
# base backup and WAL archive, a recovery to a moment, and that the product then holds delivery. Needs the server's programs
# on PATH and a built checkout; as root it runs them as the user postgres.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d /tmp/fanloom-pitr.XXXXXX)
port=${PORT:-54329}
url=postgres://postgres@127.0.0.1:$port/fanloom
mkdir "$folder/archive"
chmod -R 755 "$folder"
[ "$(id -u)" -ne 0 ] || chown -R postgres "$folder"

as_owner() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- env PATH="$PATH" "$@"; else "$@"; fi; }
start() { as_owner pg_ctl --pgdata "$folder/$1" --log "$folder/$1.log" --options "-p $port -k $folder" --wait start >/dev/null; }
stop() { as_owner pg_ctl --pgdata "$folder/$1" --mode fast --wait stop >/dev/null; }
query() { psql "$url" --no-psqlrc -qAt -v ON_ERROR_STOP=1 -c "$1"; }
clean() {
  for name in live recovered; do stop "$name" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap clean EXIT
expect() {
  if [ "$2" = "$3" ]; then echo "ok    $1"; else echo "FAIL  $1: $2, not $3" >&2; exit 1; fi
}

as_owner initdb --pgdata "$folder/live" --username postgres --auth trust >/dev/null
cat >>"$folder/live/postgresql.conf" <<CONF
archive_mode = on
archive_command = 'test ! -f $folder/archive/%f && cp %p $folder/archive/%f'
CONF
start live
psql "postgres://postgres@127.0.0.1:$port/postgres" -qc 'create database fanloom'
DATABASE_URL=$url node "$checkout/server/cli/fanloom.mjs" migrate >/dev/null
query 'update installation set sends_from = database_place()'

as_owner pg_basebackup --dbname "postgres://postgres@127.0.0.1:$port/postgres" --pgdata "$folder/recovered" --checkpoint fast
query "insert into shop (name) values ('before')"
moment=$(query 'select clock_timestamp()')
query "insert into shop (name) values ('after')"
query 'select pg_switch_wal()' >/dev/null
stop live

cat >>"$folder/recovered/postgresql.conf" <<CONF
restore_command = 'cp $folder/archive/%f %p'
recovery_target_time = '$moment'
recovery_target_action = promote
CONF
as_owner touch "$folder/recovered/recovery.signal"
start recovered
until [ "$(query 'select pg_is_in_recovery()')" = f ]; do sleep 0.2; done

expect 'what was written before the moment is there, what came after is not' "$(query 'select string_agg(name, $$ $$) from shop')" before
expect 'the product sees that this is a copy' "$(query 'select sends_from is distinct from database_place() from installation')" t
