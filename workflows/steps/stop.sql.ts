import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { shardOf } from './facts.sql.js';

/**
 * `停止流程`: an intent in the same transaction, which the dispatcher carries out under the locks of the runs that it
 * concerns.
 */
export async function stop({ tx, version }: StepContext, group: Group, step: StepOf<'stop'>): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids, detail)
    select ${shardOf('member.root_id')}, 'stop', ${version.shopId}, array_agg(member.id),
      ${JSON.stringify({ sop: step.sop })}::jsonb
    from (select e.id, f.root_id ${fromGroup(group)}) member group by 1`.execute(tx);
}
