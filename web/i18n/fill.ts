export type Values = Record<string, string | number>;

/**
 * Fills `{name}`; `{n:fan|fans}` picks by number for languages that count. Numbers get thousands separators.
 */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined) return (value === 1 ? one : many) ?? '';
    return typeof value === 'number' ? value.toLocaleString('en-US') : value;
  });
}
