# For psql and its relatives: the connection as every container of the chart gets it, from variables or files.
[ -z "${DATABASE_URL_FILE:-}" ] || DATABASE_URL=$(<"$DATABASE_URL_FILE")
[ -z "${DATABASE_PASSWORD_FILE:-}" ] || DATABASE_PASSWORD=$(<"$DATABASE_PASSWORD_FILE")
export DATABASE_URL PGPASSWORD=${DATABASE_PASSWORD:-}
sql() { psql "$DATABASE_URL" -qAt -v ON_ERROR_STOP=1 "$@"; }
