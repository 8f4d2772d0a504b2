#!/bin/sh
# Runs once, when PostgreSQL starts on an empty volume: a role and databases for Fanloom and for Temporal each.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres \
  -v fanloom="$FANLOOM_DB_PASSWORD" -v temporal="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role fanloom login password :'fanloom';
create role temporal login password :'temporal';
create database fanloom owner fanloom;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database fanloom, temporal, temporal_visibility from public;
SQL
