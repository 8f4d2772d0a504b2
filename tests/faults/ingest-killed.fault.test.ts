import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { newToken } from '@fanloom/server/account/api-token.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { KillableProduct } from './killable-product.js';
import { until } from './until.js';

const BATCHES = 40;
const SENDERS = 3;
/** More than are written in one transaction, so that some are killed between two. */
const EVENTS = 1_100;
const FANS = 7;
/** After how many answers, since the last fault, what is killed: drawn once, with a request on its way each time. */
const FAULTS = [
  { answers: 4, victim: 'server' },
  { answers: 9, victim: 'postgres' },
  { answers: 2, victim: 'postgres' },
  { answers: 13, victim: 'server' },
] as const;

let product: KillableProduct;

beforeEach(async () => {
  product = await KillableProduct.start();
});
afterEach(() => product.dispose());

async function addToken(): Promise<string> {
  const db = openDatabase(product.databaseUrl);
  await ensurePackagedRoles(db);
  const { text, hash } = newToken();
  await db.transaction().execute(async (tx) => {
    const shop = await tx.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
    const staff = { login: 'it', name: 'IT' };
    const { id } = await tx.insertInto('staff').values(staff).returning('id').executeTakeFirstOrThrow();
    await giveRole(tx, id, 'it', null);
    const row = { shop_id: shop.id, name: 'erp', token_hash: hash, scopes: ['events:write'], created_by: id };
    await tx.insertInto('api_token').values(row).execute();
  });
  await db.destroy();
  return text;
}

/** Sends a batch until it is answered with 200, as the API asks its senders to. */
class Sender {
  answered = 0;
  underway = 0;
  readonly ledger = new Set<string>();

  constructor(private readonly token: string) {}

  async deliver(batch: number): Promise<void> {
    const events = Array.from({ length: EVENTS }, (_, no) => ({
      type: 'live.comment',
      happened_at: '2026-01-10T12:00:00+08:00',
      key: `${String(batch)}/${String(no)}`,
      person: { user_id: `u${String((batch + no) % FANS)}` },
      properties: { text: `${String(batch)}/${String(no)}` },
    }));
    await until(() => this.#isTaken(events));
    for (const { key } of events) this.ledger.add(key);
    this.answered++;
  }

  async #isTaken(events: object[]): Promise<boolean> {
    this.underway++;
    try {
      const answer = await fetch(`${product.address}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      });
      const { rejected } = (await answer.json()) as { rejected?: number };
      return answer.status === 200 && rejected === 0;
    } catch {
      return false;
    } finally {
      this.underway--;
    }
  }
}

async function breakThings(sender: Sender): Promise<void> {
  for (const { answers, victim } of FAULTS) {
    const before = sender.answered;
    await until(() => sender.answered >= before + answers && sender.underway > 0);
    await product.kill(victim);
  }
}

it('events sent while the server and PostgreSQL are killed again and again count once each, none is lost', async () => {
  const sender = new Sender(await addToken());
  const waiting = Array.from({ length: BATCHES }, (_, no) => no);
  const send = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) await sender.deliver(batch);
  };
  await Promise.all([breakThings(sender), ...Array.from({ length: SENDERS }, send)]);

  const db = openDatabase(product.databaseUrl);
  const { rows: told } = await sql<{ key: string }>`select properties ->> 'text' as key from event`.execute(db);
  expect(told.map(({ key }) => key).sort()).toEqual([...sender.ledger].sort());
  expect(sender.ledger.size).toBe(BATCHES * EVENTS);
  const { rows: sums } = await sql`
    select (select count(*)::int from fan_shop) as fans, (select sum(comments)::int from fan_shop) as comments,
      (select sum(n)::int from fan_day) as days`.execute(db);
  expect(sums).toEqual([{ fans: FANS, comments: BATCHES * EVENTS, days: BATCHES * EVENTS }]);
  await db.destroy();
});
