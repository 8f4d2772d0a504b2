import { parse } from '@fanloom/dsl/parser/parse.js';
import { textWords } from './text-words.js';

/** The conditions after 一旦, in the order of the text, as its author wrote them. */
export function leaveClauses(text: string): string[] {
  const sop = parse(text).file.definitions.find((definition) => definition.kind === 'sop');
  const heads = sop?.kind === 'sop' ? sop.heads : [];
  return heads.flatMap((head) => (head.kind === 'leave' ? textWords(text, head.condition.range) : []));
}
