/** Fields that the product's own log lines have: names, numbers and ids of imports and requests, nothing of a person. */
const KEPT = new Set([
  ...['level', 'time', 'process', 'msg', 'method', 'route', 'status', 'ms', 'loop', 'failures', 'port'],
  ...['request_id', 'import_id', 'error_type', 'error_code', 'code', 'found'],
]);
/** What `summaryOf` lets into a log of an error. */
const KEPT_OF_ERROR = ['name', 'type', 'code', 'found'];
/** Ids, names of classes and routes; a sentence of the code's own. No text of a person: those are Chinese, or long. */
const PLAIN = /^[\w .,:;/{}'()-]{0,120}$/;

/**
 * The last lines of a log of the server or the worker with what may leave the company. What is not one of their lines is
 * left out: other programs' words may quote data.
 *
 * @returns a line of JSON each; the last one counts what was left out
 */
export function cleanLog(text: string, most: number): string {
  const lines = text.split('\n').filter((line) => line !== '');
  const cleaned = lines.slice(-most).flatMap((line) => cleanLine(line) ?? []);
  const left = { left_out: lines.length - cleaned.length };
  return [...cleaned, left].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function cleanLine(line: string): Record<string, unknown> | undefined {
  const parsed = objectOf(line);
  if (typeof parsed?.['level'] !== 'number') return undefined;
  const kept = Object.entries(parsed).filter(([key, value]) => KEPT.has(key) && isPlain(value));
  const error = typeof parsed['err'] === 'object' ? Object.entries(parsed['err'] ?? {}) : [];
  const known = error.filter(([key, value]) => KEPT_OF_ERROR.includes(key) && isPlain(value));
  return { ...Object.fromEntries(kept), ...(known.length > 0 && { err: Object.fromEntries(known) }) };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && PLAIN.test(value));
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
