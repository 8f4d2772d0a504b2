/**
 * Columns of many rows in the form in which PostgreSQL itself sends arrays: shorter than text, without quotes, and for
 * both sides far less work. For the statements that write and look up whole batches; their parameters are cast to the
 * type (`${uuids(rows, …)}::uuid[]`), which must be the very one that is sent.
 */
export type Column<V> = <R>(rows: readonly R[], valueOf: (row: R) => V | null) => Buffer;

export const bools = column<boolean>(16, (value) => {
  at = scratch.writeUInt8(value ? 1 : 0, at);
});

export const byteas = column<Buffer>(17, (value) => {
  reserve(value.length);
  at += value.copy(scratch, at);
});

/** Bytes from their hexadecimal digits. */
export const hexes = column<string>(17, (value) => {
  reserve(value.length);
  at += scratch.write(value, at, 'hex');
});

/** Whole numbers up to 2^53 on either side. */
export const int8s = column<number>(20, (value) => {
  at = scratch.writeInt32BE(Math.floor(value / 2 ** 32), at);
  at = scratch.writeUInt32BE(value >>> 0, at);
});

export const int4s = column<number>(23, (value) => {
  at = scratch.writeInt32BE(value, at);
});

export const texts = column<string>(25, (value) => {
  reserve(3 * value.length);
  at += scratch.write(value, at, 'utf8');
});

export const float8s = column<number>(701, (value) => {
  at = scratch.writeDoubleBE(value, at);
});

/** Ids in lower case with hyphens, as PostgreSQL and `uuid7` write them. */
export const uuids = column<string>(2950, (value) => {
  for (let i = 0; i < 36; i += value[i + 2] === '-' ? 3 : 2) {
    scratch[at++] = (nibble(value.charCodeAt(i)) << 4) | nibble(value.charCodeAt(i + 1));
  }
});

function nibble(code: number): number {
  return code > 57 ? code - 87 : code - 48;
}

/** Room for the length of a value and for values of fixed length. */
const FIXED = 4 + 16;

// Every array is made in the same place, which grows to the largest of them, and copied from there.
let scratch = Buffer.allocUnsafeSlow(64 * 1024);
let at = 0;

function reserve(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(2 * (at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

/** @param type of the elements, as `pg_type` numbers it */
function column<V>(type: number, put: (value: V) => void): Column<V> {
  return (rows, valueOf) => {
    at = 0;
    // One dimension, whether there are nulls (which nobody reads), the type, how many from which index on.
    for (const word of [1, 1, type, rows.length, 1]) at = scratch.writeInt32BE(word, at);
    for (const row of rows) {
      const value = valueOf(row);
      reserve(FIXED);
      const start = (at = scratch.writeInt32BE(-1, at));
      if (value === null) continue;
      put(value);
      scratch.writeInt32BE(at - start, start - 4);
    }
    return Buffer.from(scratch.subarray(0, at));
  };
}
