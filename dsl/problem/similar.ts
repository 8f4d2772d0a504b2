/** Characters that turn a meaning round: a word that has one and one that has none are not near. */
const NEGATION = /[没未不无非]/;

/** Letters are typed, and mistyped, one by one; a Chinese word of four characters may have two wrong. */
const LETTERS = /^[\x20-\x7e]+$/;

/** The candidate that a misspelt word most resembles; null when none is near. Very short words share their beginning. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 64 || word.length < 2) return null;
  const negated = NEGATION.test(word);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / (LETTERS.test(word) ? 3 : 2))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least || candidate.length > 64) continue;
    if (NEGATION.test(candidate) !== negated) continue;
    if (word.length < 3 && candidate[0] !== word[0]) continue;
    const edits = distance(word, candidate);
    if (edits < least && edits < Math.max(word.length, candidate.length)) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** Edits (insert, remove, replace, two letters the wrong way round) from one word to the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const turned = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, turned));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
