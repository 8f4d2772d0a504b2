import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { shardOf } from './facts.sql.js';

/** Starts another SOP for the group: an intent in the same transaction, which the dispatcher carries out. */
export async function start({ tx, version }: StepContext, group: Group, step: StepOf<'start'>): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids, detail)
    select ${shardOf('member.root_id')}, 'start', ${version.shopId}, array_agg(member.id),
      ${JSON.stringify({ sop: step.sop, step: step.key })}::jsonb
    from (select e.id, f.root_id ${fromGroup(group)}) member group by 1`.execute(tx);
}
