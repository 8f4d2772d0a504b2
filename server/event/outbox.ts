import type { OutboxRow } from './event.sql.js';
import type { Fact } from './fact.js';
import { shardOf, SHOP_SHARD } from './shard.js';

/** One row for each shard, for the facts that anybody waits for, in the order they happened. */
export function outboxRows(facts: Fact[], listened: Set<string>): OutboxRow[] {
  const rows = new Map<number, OutboxRow>();
  const wanted = facts.filter((fact) => listened.has(fact.type)).sort((a, b) => a.happenedAt - b.happenedAt);
  for (const fact of wanted) {
    const shard = fact.fan ? shardOf(fact.fan.rootId) : SHOP_SHARD;
    const row = rows.get(shard) ?? { shard, ids: [], keys: [], from: fact.happenedAt, to: fact.happenedAt };
    rows.set(shard, row);
    row.ids.push(fact.id);
    row.keys.push(fact.key);
    row.to = fact.happenedAt;
  }
  return [...rows.values()].sort((a, b) => a.shard - b.shard);
}
