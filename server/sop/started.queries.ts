import type { SourceFile } from '@fanloom/dsl/check/check.js';
import { z } from 'zod';
import type { ScopedDb } from '../access/scoped-db.js';

/** Texts of the live SOPs that can be reached from the given ones by starting each other; `path` is the SOP's name. */
export async function readStarted(db: ScopedDb, shopId: string, from: readonly string[]): Promise<SourceFile[]> {
  if (from.length === 0) return [];
  const rows = await db
    .selectFrom('sop')
    .innerJoin('sop_version', 'sop_version.id', 'sop.live_version')
    .select(['sop.name', 'sop_version.text', 'sop_version.program'])
    .where('sop.shop_id', '=', shopId)
    .execute();
  const live = new Map(rows.map((row) => [row.name, row]));
  const reached = new Map<string, string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const row = live.get(name);
    if (!row || reached.has(name)) continue;
    reached.set(name, row.text);
    open.push(...startedBy(row.program));
  }
  return Array.from(reached, ([path, text]) => ({ path, text }));
}

const startSteps = z.object({ steps: z.array(z.object({ kind: z.string(), sop: z.string().optional() })) });

function startedBy(program: unknown): string[] {
  const { steps } = startSteps.parse(program);
  return steps.flatMap(({ kind, sop }) => (kind === 'start' && sop !== undefined ? [sop] : []));
}
