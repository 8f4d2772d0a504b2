type Value = string | number;
export interface ValueRange {
  min?: Value;
  max?: Value;
}
/** What orders are to say in the shop's own fields, by name: as the API takes it. */
export type OwnFilter = Record<string, Value | ValueRange>;

/** As it stands in an address; what is none asks for nothing. */
export function readOwnFilter(text: string): OwnFilter {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as OwnFilter) : {};
  } catch {
    return {};
  }
}

/** With something else asked of one field; null when nothing is asked of any. */
export function withOwn(filter: OwnFilter, name: string, asked: Value | ValueRange): string | null {
  const others = Object.entries(filter).filter(([other]) => other !== name);
  const isAsked = typeof asked === 'object' ? Object.keys(asked).length > 0 : asked !== '';
  const all = isAsked ? [...others, [name, asked]] : others;
  return all.length === 0 ? null : JSON.stringify(Object.fromEntries(all));
}
