/** What takes something away that the release before still uses, or refuses what it writes. */
const CONTRACTING: [name: string, pattern: RegExp][] = [
  ['drops', /\bdrop\s+(table|column|view|function|trigger|type|schema)\b/],
  ['renames', /\brename\s+(to|column|constraint)\b/],
  ['changes a type', /\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/],
  ['requires a value', /\balter\s+column\s+\S+\s+set\s+not\s+null\b/],
  ['requires a value', /\badd\s+column\s+(?:(?!\bdefault\b|,|;).)*\bnot\s+null\b(?:(?!\bdefault\b|,|;).)*(?:,|;|$)/s],
  ['constrains', /\badd\s+(constraint|check|unique|foreign|primary)\b/],
  ['removes rows', /\b(truncate|delete\s+from)\b/],
];

/** Stands before a statement that may contract, because no release in use needs what goes. */
const SUPERFLUOUS = /--\s*superfluous since \d+\.\d+/;

/**
 * What in the SQL of a migration does not only add. While it runs, and after a rollback, the release before works on the same
 * database.
 */
export function contractions(migration: string): string[] {
  return migration
    .split(/;|`/)
    .filter((statement) => !SUPERFLUOUS.test(statement))
    .flatMap((statement) => {
      const sql = statement.replaceAll(/--.*$/gm, '').toLowerCase();
      return CONTRACTING.filter(([, pattern]) => pattern.test(sql)).map(([name]) => `${name}: ${sql.trim()}`);
    });
}
