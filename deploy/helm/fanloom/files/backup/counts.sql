-- One line a table: name, rows, and a checksum that does not depend on their order.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set extra_float_digits = 1;
select format(
  'select %1$L, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from %1$s t', c.oid::regclass)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname = 'public'
order by c.relname
\gexec
