#!/bin/sh
# Brings both databases of Temporal to the schema of this version. The connection comes from the SQL_… variables.
set -eu
for part in temporal visibility; do
  case $part in temporal) database=temporal ;; visibility) database=temporal_visibility ;; esac
  # Does nothing but complain where the version table is there already.
  temporal-sql-tool --db "$database" setup-schema --version 0.0 >/dev/null 2>&1 || true
  temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/$part"
done
