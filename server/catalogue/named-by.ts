import { type NamedKind, occurrencesIn } from '@fanloom/dsl/service/occurrence.js';
import { openDocument } from '@fanloom/dsl/service/project.js';
import type { ScopedDb } from '../access/scoped-db.js';

/** An SOP that names something, by its draft or by what is live. */
export interface NamingSop {
  id: string;
  name: string | null;
}

/** Which SOPs of a shop name what, by `kind:name`. What the SOP's own text defines counts as named by it. */
export async function namedBy(db: ScopedDb, shopId: string): Promise<ReadonlyMap<string, NamingSop[]>> {
  const sops = await db
    .selectFrom('sop')
    .leftJoin('sop_version', 'sop_version.id', 'sop.live_version')
    .select(['sop.id', 'sop.name', 'sop.draft', 'sop_version.text as live_text'])
    .where('sop.shop_id', '=', shopId)
    .orderBy('sop.name')
    .execute();
  const named = new Map<string, NamingSop[]>();
  for (const { id, name, draft, live_text } of sops) {
    const texts = [...new Set([draft ?? '', live_text ?? ''])];
    for (const key of new Set(texts.flatMap(namesIn))) named.set(key, [...(named.get(key) ?? []), { id, name }]);
  }
  return named;
}

/** The key under which {@link namedBy} knows something. */
export function nameKey(kind: NamedKind, name: string): string {
  return `${kind}:${name}`;
}

function namesIn(text: string): string[] {
  return occurrencesIn(openDocument('', text)).map(({ kind, name }) => nameKey(kind, name));
}
