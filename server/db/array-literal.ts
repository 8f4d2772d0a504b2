/**
 * An array as PostgreSQL reads it from a text parameter: `{1,"a, b",NULL}`. Takes numbers, texts, booleans, bytes and
 * nulls; undefined when there is anything else in the array.
 */
export function arrayLiteral(values: readonly unknown[]): string | undefined {
  const elements = values.map(elementOf);
  return elements.includes(undefined) ? undefined : `{${elements.join(',')}}`;
}

/** Nothing in such a text, be it an id, a time or a word, needs quotes, and it is not NULL. */
const BARE = /^[\w:+.-]{5,}$/;
const SPECIAL = /["\\]/g;

function elementOf(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
      return BARE.test(value) ? value : `"${value.replace(SPECIAL, '\\$&')}"`;
    case 'number':
    case 'boolean':
      return value;
    case 'undefined':
      return 'NULL';
    default:
      if (value === null) return 'NULL';
      return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : undefined;
  }
}
