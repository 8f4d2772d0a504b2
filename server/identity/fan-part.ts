/** One thing that was said of a fan. */
export interface Word {
  value: unknown;
  /** Of two words on one thing the one with the lower rank counts; of equal ones that of the older record. */
  rank: readonly (number | string)[];
  /** False for the arm of a comparison of which the fan has seen another arm, too: it tells nothing about either. */
  compared?: boolean;
}

/** What is said of a fan, by name: `nick`, `custom/灯牌`, `shop/<id>/owner`, `tag/<id>`, `arm/<sop>/<split>` … */
export type Said = Readonly<Record<string, Word>>;

/** A record of a fan and what was said of it while it was a fan of its own. */
export interface Part {
  id: string;
  said: Said;
}

/**
 * What is said of the fan whom the parts make up. It hangs on the parts alone, so merges end the same in any order, and
 * a part that goes away takes its own with it.
 */
export function fold(parts: readonly Part[]): Said {
  const said: Record<string, Word> = {};
  for (const part of [...parts].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const [name, word] of Object.entries(part.said)) {
      const older = said[name];
      said[name] = older ? choose(name, older, word) : word;
    }
  }
  return said;
}

function choose(name: string, older: Word, newer: Word): Word {
  const kept = isLower(newer.rank, older.rank) ? newer : older;
  if (!name.startsWith('arm/')) return kept;
  // The name of an arm is the last part of its rank.
  const sameArm = older.rank.at(-1) === newer.rank.at(-1);
  return { ...kept, compared: sameArm && older.compared !== false && newer.compared !== false };
}

function isLower(one: Word['rank'], other: Word['rank']): boolean {
  for (const [i, a] of one.entries()) {
    const b = other[i];
    if (b !== undefined && a !== b) return a < b;
  }
  return false;
}

/** Names of what has changed since the parts were merged. */
export function news(parts: readonly Part[], now: Said): string[] {
  const folded = fold(parts);
  return Object.keys({ ...folded, ...now }).filter((name) => isNews(name, folded[name], now[name]));
}

/**
 * Parts whose fold is what is said of the fan now. What has changed is the word of the records whose facts say so; else it
 * was said of the fan as a whole: then it is the root's from now on, and no part's any more.
 *
 * @param authors records by name of the word
 */
export function absorb(
  parts: readonly Part[],
  changed: readonly string[],
  { id: root, said: now }: Part,
  authors: ReadonlyMap<string, readonly string[]>,
): Part[] {
  const own = new Map(parts.map((part) => [part.id, { ...part.said }]));
  for (const name of changed) {
    const [word, records] = [now[name], authors.get(name)];
    for (const said of word && records ? [] : own.values()) {
      if (!staysSaid(name, said[name], word)) Reflect.deleteProperty(said, name);
    }
    if (word) for (const id of records ?? [root]) own.set(id, { ...own.get(id), [name]: word });
  }
  return Array.from(own, ([id, said]) => ({ id, said }));
}

/** What a record was told of consent before is not unsaid by a later word on the fan as a whole, and comes back with it. */
function staysSaid(name: string, earlier: Word | undefined, word: Word | undefined): boolean {
  return name.startsWith('consent/') && earlier !== undefined && word !== undefined && isLower(word.rank, earlier.rank);
}

function isNews(name: string, folded: Word | undefined, now: Word | undefined): boolean {
  if (!folded || !now) return folded !== now;
  // Phone and e-mail stand sealed in the record that they came with: they are filled in, never replaced.
  return name !== 'phone' && name !== 'email' && !(sameValue(folded, now) && folded.compared === now.compared);
}

function sameValue(one: Word, other: Word): boolean {
  return JSON.stringify(one.value) === JSON.stringify(other.value);
}
