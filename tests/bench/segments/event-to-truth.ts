import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { compileCondition } from '@fanloom/server/condition/compile.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { type CompiledDefinitions, compileDefinitions } from '@fanloom/server/definition/compile-definitions.js';
import { storeDefinitions } from '@fanloom/server/definition/store-definitions.js';
import { runBusinessClock } from '@fanloom/server/launch/business-clock.js';
import { contextOf, type ShopTerms } from '@fanloom/server/segment/audience.sql.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import { openShopWithToken, type ShopWithToken, withProduct } from '../product.js';
import type { Stage } from '../stage.js';
import { median, quantile } from '../statistics.js';
import { NOW } from '../data/shop-copy.js';

const EVENTS_A_SECOND = 500;
const REQUESTS_A_SECOND = 25;
const IN_REQUEST = EVENTS_A_SECOND / REQUESTS_A_SECOND;
const LOOK_EVERY_MS = 20;
const TRUE_WITHIN_MS = 60_000;

/** A payment makes all of them true of whoever makes it. */
const TAG = '买过';
const SEGMENT = '新客';
const SCORED = '热度高';
const DEFINITIONS = `标签 "${TAG}" 当 30天内 支付 至少1次
标签 "大额" 当 购买金额 >= 100元 且 M >= 2
标签 "常客" 当 30天内 支付 至少3次
评分 "热度" { 支付 10分 }
分群 "${SEGMENT}" 当 购买次数 >= 1 且 30天内 支付
分群 "${SCORED}" 当 评分 "热度" >= 10`;

/**
 * From the answer to `POST /v1/events` until a tag by rule, a segment and a score say what the event makes true, with the
 * real server and worker.
 */
export async function eventToTruth(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 2 });
  const clock = await runBusinessClock(database.url, { speed: 1, startAt: NOW });
  try {
    const shop = await openShopWithToken(db);
    const watch = await watchOver(db, shop);
    const times = await withProduct(stage, { databaseUrl: database.url, worker: true }, async (url) => {
      const send = sender(url, shop.token);
      const fans = Array.from({ length: size }, (_, no) => `fan${String(no)}`);
      for (let from = 0; from < size; from += IN_REQUEST * 50) {
        await send('live.enter', await businessNow(db), fans.slice(from, from + IN_REQUEST * 50));
      }
      const idOf = await idsByNick(db);
      note(`${String(size)} fans are there`);
      return payments(db, { idOf, fans }, send, watch);
    });
    return [
      {
        name: 'segments.event_to_truth_p95_ms',
        value: quantile(times, 0.95),
        unit: 'ms',
        baseline: null,
        detail: `at ${String(EVENTS_A_SECOND)} events/s, half within ${median(times).toFixed(0)} ms, all within ${Math.max(...times).toFixed(0)} ms`,
      },
    ];
  } finally {
    await clock.stop();
    await db.destroy();
  }
}

function compiled(): CompiledDefinitions {
  const { file } = parse(DEFINITIONS);
  const found = compileDefinitions(file, DEFINITIONS, createContext([file], UNKNOWN_CATALOGUE));
  if (found.problems.length > 0) throw new Error(`They do not compile: ${JSON.stringify(found.problems)}`);
  return found.compiled;
}

/** Defines them. @returns those of some fans of whom all of it is true */
async function watchOver(db: Db, { shopId, ownerId }: ShopWithToken) {
  const definitions = compiled();
  await db.transaction().execute((tx) => storeDefinitions(tx, shopId, ownerId, definitions));
  const { segments } = definitions;
  const inSegment = async (name: string) => {
    const condition: Condition = segments.find((segment) => segment.name === name)?.condition ?? {
      kind: 'any',
      of: [],
    };
    const terms: ShopTerms = {
      shop: sql`${shopId}::uuid`,
      zone: sql`'Asia/Shanghai'`,
      zoneName: 'Asia/Shanghai',
      now: sql`${await businessNow(db)}::timestamptz`,
      segments: {},
      scores: scoresOf({}),
    };
    return compileCondition(condition, contextOf(terms, 's'));
  };
  return async (fans: readonly string[]): Promise<string[]> => {
    const { rows } = await sql<{ fan: string }>`
      select s.fan_id as fan from fan_shop s
      where s.shop_id = ${shopId} and s.fan_id = any(${fans}::uuid[])
        and exists (select from fan_tag c join tag t on t.id = c.tag_id where c.fan_id = s.fan_id and t.name = ${TAG})
        and ${await inSegment(SEGMENT)} and ${await inSegment(SCORED)}`.execute(db);
    return rows.map(({ fan }) => fan);
  };
}

async function idsByNick(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('fan_shop').select(['nick', 'fan_id']).execute();
  return new Map(rows.map(({ nick, fan_id }) => [nick ?? '', fan_id]));
}

type Send = (type: string, at: Date, fans: readonly string[]) => Promise<void>;

function sender(url: string, token: string): Send {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (type, at, fans) => {
    const events = fans.map((fan) => ({
      type,
      happened_at: at.toISOString(),
      source: 'bench',
      key: `${type} ${fan}`,
      person: { user_id: fan, nick: fan },
      properties: type === 'order.pay' ? { amount: 20_000 } : {},
    }));
    const ask = () => fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
    let answer = await ask();
    for (; answer.status === 429; answer = await ask()) await delay(1_000 * Number(answer.headers.get('retry-after')));
    const body = await answer.text();
    if (!body.includes(`"accepted":${String(fans.length)},`))
      throw new Error(`HTTP ${String(answer.status)}: ${body.slice(0, 500)}`);
  };
}

/** Each fan pays; requests leave when they are due, however long earlier ones take. @returns milliseconds of each */
async function payments(
  db: Db,
  { fans, idOf }: { fans: readonly string[]; idOf: ReadonlyMap<string, string> },
  send: Send,
  trueOf: (fans: readonly string[]) => Promise<string[]>,
): Promise<number[]> {
  const waiting = new Map<string, number>();
  const times: number[] = [];
  let sending = true;
  const look = async () => {
    while (sending || waiting.size > 0) {
      const asked = [...waiting.keys()];
      const found = asked.length === 0 ? [] : await trueOf(asked);
      const now = performance.now();
      for (const fan of found) {
        times.push(now - (waiting.get(fan) ?? now));
        waiting.delete(fan);
      }
      if ([...waiting.values()].some((since) => now - since > TRUE_WITHIN_MS))
        throw new Error('It does not become true');
      await delay(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  const since = performance.now();
  const requests: Promise<void>[] = [];
  for (let from = 0; from < fans.length; from += IN_REQUEST) {
    await delay(Math.max(0, since + (from / EVENTS_A_SECOND) * 1_000 - performance.now()));
    const part = fans.slice(from, from + IN_REQUEST);
    const answered = send('order.pay', await businessNow(db), part).then(() => {
      for (const fan of part) waiting.set(idOf.get(fan) ?? '', performance.now());
    });
    requests.push(answered);
  }
  await Promise.all(requests);
  sending = false;
  await looking;
  return times;
}
