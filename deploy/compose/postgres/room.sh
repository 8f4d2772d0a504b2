# For backup.sh and restore.sh: whether PostgreSQL's disk has room for what they do. One that is full would stop the database.

# need BYTES: fails, and says so, where less is left.
need() {
  local left
  left=$(($(postgres postgres df -Pk /var/lib/postgresql/data | awk 'NR == 2 { print $4 }') * 1024))
  [ "$left" -ge "$1" ] || { echo "PostgreSQL's disk has $((left >> 20)) MB left of $(($1 >> 20)) MB that this takes." >&2; return 1; }
}

# room_for BYTES: what a copy of the database takes, an expression of SQL, and by how much the log of its making may grow.
room_for() {
  postgres postgres psql --username postgres -qAt -v ON_ERROR_STOP=1 -c "
    select copy + least(copy, greatest(0, pg_size_bytes(current_setting('max_wal_size')) - log))
    from (select ($1)::bigint as copy, (select sum(size)::bigint from pg_ls_waldir()) as log) of"
}
