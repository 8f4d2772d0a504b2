import { sql } from 'kysely';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { uuid7 } from '@fanloom/server/db/uuid7.js';
import { compileDefinitions } from '@fanloom/server/definition/compile-definitions.js';
import { storeDefinitions } from '@fanloom/server/definition/store-definitions.js';
import type { Fact } from '@fanloom/server/event/fact.js';
import { readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { recordFacts } from '@fanloom/server/event/record-facts.js';
import { FAN_SHARDS } from '@fanloom/server/event/shard.js';
import { takeLeases } from '@fanloom/workflows/dispatch/lease.js';
import { sweepTags } from '@fanloom/workflows/dispatch/upkeep.js';
import { wake } from '@fanloom/workflows/dispatch/wake.js';
import type { BenchOrder } from '../bench-order.js';
import type { FilledShop } from '../data/fill-shop.js';
import { copyShop, NOW } from '../data/shop-copy.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median, seconds } from '../statistics.js';
import { REALISTIC_SEGMENTS } from './realistic-segments.js';
import { addTags, stopClock } from './segments.js';

/** 10,000 events in a shop of a million fans. */
const FANS_A_NEW_EVENT = 100;
const ROUNDS = 3;
const TYPES = ['live.enter', 'live.watch', 'live.comment', 'order.pay'] as const;

/** The realistic segments kept as tags: after new events only their fans are looked at, against all fans anew. */
export async function refresh(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const shop = await copyShop(stage, size);
  const db = openDatabase(shop.database.url, { connections: 2 });
  try {
    await addTags(db, shop.shopId);
    await stopClock(db, NOW);
    await keepSegments(db, shop);
    await sweep(db);
    note(`${String(size)} fans are there`);
    const events = Math.round(size / FANS_A_NEW_EVENT);
    const times = { byChange: [] as number[], anew: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      await newEvents(db, shop.shopId, events);
      times.byChange.push(await seconds(() => handleAll(db)));
      const kept = await holders(db);
      await sql`update rule_tag set swept_at = null`.execute(db);
      times.anew.push(await seconds(() => sweep(db)));
      if ((await holders(db)) !== kept) throw new Error('All fans anew gives other tags than the changes gave');
    }
    const [byChange, anew] = [median(times.byChange), median(times.anew)];
    return [
      {
        name: 'segments.refresh_share',
        value: byChange / anew,
        unit: 'x',
        baseline: `all fans anew ${anew.toFixed(2)} s`,
        detail: `${String(events)} new events ${byChange.toFixed(2)} s, ${String(REALISTIC_SEGMENTS.length)} conditions`,
      },
    ];
  } finally {
    await db.destroy();
    await shop.database.drop();
  }
}

async function keepSegments(db: Db, { shopId, operatorId }: FilledShop): Promise<void> {
  const text = REALISTIC_SEGMENTS.map((segment, no) => `标签 "分群${String(no)}" 当 ${segment.text}`).join('\n');
  const { file } = parse(text);
  const { compiled, problems } = compileDefinitions(file, text, createContext([file], UNKNOWN_CATALOGUE));
  if (problems.length > 0) throw new Error(`The conditions do not compile: ${JSON.stringify(problems)}`);
  await db.transaction().execute((tx) => storeDefinitions(tx, shopId, operatorId, compiled));
}

async function sweep(db: Db): Promise<void> {
  while (await sweepTags(db));
}

async function handleAll(db: Db): Promise<void> {
  while ((await wake(db, await takeLeases(db, 'bench', FAN_SHARDS))) > 0);
}

/** Of the last hour, by fans drawn anew in each round. */
async function newEvents(db: Db, shopId: string, count: number): Promise<void> {
  const shop = await readIngestShop(db, shopId);
  if (!shop) throw new Error('There is no shop');
  const { rows: fans } = await sql<{ id: string }>`
    select fan_id as id from fan_shop where shop_id = ${shopId} order by random() limit ${count}`.execute(db);
  const facts = fans.map(({ id }, no): Fact => {
    const type = TYPES[no % TYPES.length] ?? 'live.enter';
    return {
      id: uuid7(),
      key: uuid7(),
      type,
      happenedAt: NOW.getTime() - no,
      source: 'bench',
      history: false,
      properties: type === 'live.watch' ? { duration: 900 } : type === 'order.pay' ? { amount: 20_000 } : {},
      fan: { fanId: id, rootId: id, nick: null },
    };
  });
  await db.transaction().execute((tx) => recordFacts(tx, shop, facts, NOW));
  await sql`analyze fan_day`.execute(db);
}

async function holders(db: Db): Promise<string> {
  const { rows } = await sql<{ sum: string }>`
    select md5(string_agg(tag_id || ' ' || fan_id, ',' order by tag_id, fan_id)) as sum from fan_tag`.execute(db);
  return rows[0]?.sum ?? '';
}
