import type { Author } from '../access/author.js';
import { unknownField } from '../problem/common.js';
import { mayAskOfAllShown } from '../segment/asked-rights.js';
import type { CompiledDefinitions } from './compile-definitions.js';

/** A tag that is kept true tells whoever sees it what it is kept by. Throws a Problem (REQ400) where the author may not know that. */
export function requireOwnRuleTags({ ability }: Author, { ruleTags }: CompiledDefinitions): void {
  if (ruleTags.some(({ condition, segments }) => !mayAskOfAllShown(ability, condition, segments)))
    throw unknownField('text');
}
