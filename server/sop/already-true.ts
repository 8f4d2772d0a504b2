import { sql } from 'kysely';
import { spellKeyword } from '@fanloom/dsl/vocabulary/spell.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Range } from '@fanloom/dsl/ir/program.js';
import type { Bilingual, Fix } from '@fanloom/dsl/problem/problem.js';
import type { Author } from '../access/author.js';
import { rowsIn } from '../access/rows.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { fansToRunOn } from '../segment/program-rights.js';
import type { ReviewedFile } from './review.js';
import { holdsInShop } from './watched.sql.js';

/** A `当` without an event, which lets in whoever it comes to hold for: those for whom it holds already do not enter. */
export interface AlreadyTrue {
  /** Of the condition. */
  range: Range;
  /** Fans within the author's scope for whom it holds now. */
  fans: number;
  message: Bilingual;
  /** Lets them in, too: by a look every day. None where events stand beside the condition. */
  fixes: Fix[];
}

/** What the author has to know of each such condition of the SOPs in a file; nothing where it holds for nobody. */
export async function alreadyTrue(
  db: Db,
  { ability }: Author,
  shopId: string,
  { text, file, sops }: ReviewedFile,
): Promise<AlreadyTrue[]> {
  const found: AlreadyTrue[] = [];
  const now = await businessNow(db);
  for (const node of file.definitions) {
    const program = node.kind === 'sop' ? sops.find(({ name }) => name === node.name.value)?.program : null;
    const when = node.kind === 'sop' ? node.heads.find((head) => head.kind === 'when') : undefined;
    if (!program || when?.kind !== 'when') continue;
    const scope = rowsIn(fansToRunOn(ability, program), 'fan_shop', 's');
    for (const trigger of program.triggers) {
      if (trigger.kind !== 'becomes') continue;
      const shop = { shopId, segments: program.segments, now, asked: 'of-many' } as const;
      const { rows } = await sql<{ fans: number }>`
        select count(*)::int as fans from fan_shop s
        where s.shop_id = ${shopId} and ${scope} and ${await holdsInShop(db, shop, trigger.condition)}`.execute(db);
      const fans = rows[0]?.fans ?? 0;
      const { range } = when.condition;
      const fixes = program.triggers.length === 1 ? [everyDay(text, range, when.condition.kind === 'or')] : [];
      if (fans > 0) found.push({ range, fans, message: messageOf(fans), fixes });
    }
  }
  return found;
}

function messageOf(fans: number): Bilingual {
  const n = String(fans);
  return {
    zh: `现在已有 ${n} 位粉丝满足这个条件，他们不会进入：只有发布之后才变成满足的人会进入。要让他们也进来，请写 每天 10:00 且 …。`,
    en: `The condition holds for ${n} fans already, and they will not enter: only those do for whom it comes to hold after publishing. To let them in, too, write “every day 10:00 and …”.`,
  };
}

function everyDay(text: string, { from, to }: Range, alternatives: boolean): Fix {
  const { language } = parse(text);
  const and = spellKeyword('And', language) ?? '';
  const begin = `${spellKeyword('EveryDay', language) ?? ''} 10:00 ${and} ${alternatives ? '(' : ''}`;
  return {
    title: { zh: '每天 10:00 看一次', en: 'Look every day at 10:00' },
    edits: [
      { range: { from, to: from }, text: begin },
      ...(alternatives ? [{ range: { from: to, to }, text: ')' }] : []),
    ],
  };
}
