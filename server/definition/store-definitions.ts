import type { Tx } from '../db/database.js';
import { storeScores } from '../score/store-scores.js';
import { storeSegments } from '../segment/store-segments.js';
import { storeRuleTags } from '../tag/store-rule-tags.js';
import { storeWordLists } from '../word-list/store-word-lists.js';
import { storeTexts } from '../text/store-texts.js';
import { keepWordings } from '../wording/keep-wordings.js';
import type { CompiledDefinitions } from './compile-definitions.js';

/** What a text defines holds in the shop from now on; every wording stays on record. */
export async function storeDefinitions(
  tx: Tx,
  shopId: string,
  authorId: string,
  { segments, ruleTags, scores, wordLists, texts }: CompiledDefinitions,
): Promise<void> {
  await storeWordLists(tx, shopId, wordLists);
  await storeTexts(tx, shopId, authorId, texts);
  await storeSegments(tx, shopId, segments);
  await storeScores(tx, shopId, scores);
  await storeRuleTags(tx, shopId, ruleTags);
  await keepWordings(tx, shopId, authorId, [
    ...segments.map(({ name, text }) => ({ kind: 'segment' as const, name, text })),
    ...ruleTags.map(({ name, text }) => ({ kind: 'rule-tag' as const, name, text })),
    ...scores.map(({ name, text }) => ({ kind: 'score' as const, name, text })),
    ...wordLists.map(({ name, text }) => ({ kind: 'words' as const, name, text })),
    ...texts.map(({ name, text }) => ({ kind: 'message' as const, name, text })),
  ]);
}
