-- Dump and counts of one and the same moment: pg_dump takes the snapshot of this transaction.
begin transaction isolation level repeatable read read only;
select pg_export_snapshot() as snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --dbname "$DATABASE_URL" --format custom --no-owner --snapshot "$SNAPSHOT" --file "$FOLDER/dump" || touch "$FOLDER/failed"
\o :counts
\i /opt/fanloom/counts.sql
\o
commit;
