import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ability, abilityOf } from '../access/ability.js';
import { packagedRoles } from '../access/packaged-roles.js';
import { scopedDb } from '../access/scoped-db.js';
import { type Db, openPool } from '../db/database.js';
import type { DB } from '../db/generated/schema.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { countFans, pageOfFans } from './fan-list.queries.js';
import { parseSort } from './fan-sort.js';

const owner = '00000000-0000-7000-8000-000000000007';
const queries: CompiledQuery[] = [];
let database: TestDatabase;
let db: Db;
let shop: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: openPool(database.url, { connections: 1 }) }),
    log: (event) => void queries.push(event.query),
  });
  ({ id: shop } = await db.insertInto('shop').values({ name: 's' }).returning('id').executeTakeFirstOrThrow());
  await sql`
    with one as (select uuid7() as id, n from generate_series(1, 100000) as n),
      stored as (insert into fan (id, root_id, custom)
        select id, id, case when n % 3 = 0 then jsonb_build_object('预算', n % 701) else '{}' end from one)
    insert into fan_shop (shop_id, fan_id, owner_id, spend, orders, last_active_at, last_watch_at, last_purchase_at)
    select ${shop}::uuid, id, ('00000000-0000-7000-8000-' || lpad((n % 100)::text, 12, '0'))::uuid, n % 977, n % 13,
      now() - n * interval '1 minute', now() - n % 5000 * interval '1 hour',
      case when n % 2 = 0 then now() - n % 7000 * interval '1 hour' end
    from one`.execute(db);
  await sql`analyze fan_shop, fan`.execute(db);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function abilityWith(role: 'staff' | 'operator'): Ability {
  const rules = packagedRoles.find((packaged) => packaged.key === role)?.rules ?? [];
  return abilityOf([{ staffId: owner, shopIds: [shop], teamIds: [], rules }]);
}

async function planOf(query: CompiledQuery | undefined): Promise<string> {
  if (!query) throw new Error('No query was made');
  const { rows } = await db.executeQuery<Record<'QUERY PLAN', string>>({ ...query, sql: `explain ${query.sql}` });
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

describe('the list at 100,000 fans', () => {
  it.each([
    ['operator', '-last_active_at'],
    ['operator', '-last_watch_at'],
    ['operator', '-last_purchase_at'],
    ['operator', '-spend'],
    ['operator', 'spend'],
    ['operator', '-orders'],
    ['staff', '-last_active_at'],
    ['staff', '-spend'],
    ['staff', '-last_purchase_at'],
    ['staff', 'last_watch_at'],
    ['staff', '-orders'],
  ] as const)('follows an index for %s by %s, first page and next', async (role, name) => {
    const ability = abilityWith(role);
    const context = { ability, staffId: owner, found: undefined, audiences: [] };
    const sort = parseSort(name);
    const request = { filter: { shop }, sort, after: undefined, limit: 50, few: false };
    queries.length = 0;
    const first = await pageOfFans(scopedDb(db, ability), request, context);
    const second = await pageOfFans(scopedDb(db, ability), { ...request, after: first.next }, context);
    expect(second.items).toHaveLength(50);
    for (const query of [...queries]) {
      const plan = await planOf(query);
      expect(plan).toContain('Index Scan');
      expect(plan).not.toMatch(/Seq Scan|Sort Key|Bitmap/);
    }
  });

  it.each(['-spend', 'orders', '-last_purchase_at', 'last_watch_at', '-custom.预算'] as const)(
    'sorts the few fans of one person by %s, and is the same list',
    async (name) => {
      const ability = abilityWith('staff');
      const context = { ability, staffId: owner, found: undefined, audiences: [] };
      const page = async (few: boolean) => {
        const request = { filter: { shop }, sort: parseSort(name), after: undefined, limit: 50, few };
        const first = await pageOfFans(scopedDb(db, ability), request, context);
        const { items } = await pageOfFans(scopedDb(db, ability), { ...request, after: first.next }, context);
        return [...first.items, ...items].map(({ fan_id }) => fan_id);
      };
      const walked = await page(false);
      queries.length = 0;
      expect(await page(true)).toEqual(walked);
      expect(new Set(walked).size).toBe(100);
      for (const query of [...queries]) {
        const plan = await planOf(query);
        expect(plan).toContain('owner_id');
        expect(plan).toMatch(/Scan using (fan_pkey|fan_shop_shop_id_owner_id)/);
        expect(plan).not.toMatch(/Seq Scan|Join|shop_id_(spend|orders|last_purchase|last_watch)/);
      }
    },
  );

  it('stops counting at ten thousand', async () => {
    const ability = abilityWith('operator');
    const context = { ability, staffId: owner, found: undefined, audiences: [] };
    expect(await countFans(scopedDb(db, ability), { shop }, context)).toEqual({ value: 10_000, exact: false });
    const mine = abilityWith('staff');
    expect(await countFans(scopedDb(db, mine), { shop }, { ...context, ability: mine })).toEqual({
      value: 1000,
      exact: true,
    });
  });
});
