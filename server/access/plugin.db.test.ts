import { subject } from '@casl/ability';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { type Ability, abilityOf, type Grant } from './ability.js';
import { ruleSchema, rowSets } from './rules.js';
import { scopedDb } from './scoped-db.js';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const shops = [id(1), id(2)];
const teams = [id(11), id(12)];
const people = [id(21), id(22), id(23)];
const tags = [id(31), id(32)];
const fanIds = Array.from({ length: 6 }, (_, n) => id(100 + n));
/** A second fragment of the first fan. */
const fragment = id(200);
const nicks = ['王小明', `x' or 1=1 --`, '__proto__', 'a.b', '"', 'Ｗide'];

interface Row extends Record<string, unknown> {
  shop_id: string;
  fan_id: string;
  owner_id: string | null;
  team_id: string | null;
  nick: string | null;
  spend: number;
  orders: number;
}

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await db
    .insertInto('shop')
    .values(shops.map((shop, n) => ({ id: shop, name: `shop ${String(n)}` })))
    .execute();
  await db
    .insertInto('tag')
    .values(tags.map((tag, n) => ({ id: tag, shop_id: shops[n] ?? '', name: 'tag' })))
    .execute();
  await db
    .insertInto('fan')
    .values([...fanIds, fragment].map((fan) => ({ id: fan, root_id: fan === fragment ? id(100) : fan })))
    .execute();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const rowOf = fc.record({
  owner_id: fc.constantFrom(...people, null),
  team_id: fc.constantFrom(...teams, null),
  nick: fc.constantFrom(...nicks, null),
  spend: fc.integer({ min: 0, max: 5 }),
  orders: fc.integer({ min: 0, max: 3 }),
});

const rowsOfAll = fc
  .array(rowOf, { minLength: 12, maxLength: 12 })
  .map((rows) =>
    rows.map((row, n): Row => ({ ...row, shop_id: shops[n % 2] ?? '', fan_id: fanIds[Math.floor(n / 2)] ?? '' })),
  );

const fields = fc.subarray(['nick', 'spend', 'orders', 'owner_id']);
const rules = fc.array(
  fc.record({ rows: fc.constantFrom(...rowSets), masked: fields, hidden: fields, update: fc.boolean() }).map((rule) =>
    ruleSchema.parse({
      subject: 'fan',
      actions: rule.update ? ['read', 'update', 'delete'] : ['read'],
      rows: rule.rows,
      masked: rule.masked,
      hidden: rule.hidden,
    }),
  ),
  { maxLength: 3 },
);
const grants = fc.array(
  fc.record({ staffId: fc.constant(people[0] ?? ''), shopIds: fc.subarray(shops), teamIds: fc.subarray(teams), rules }),
  { minLength: 1, maxLength: 2 },
);

/** What the person is to see of a row, decided by CASL alone. */
function shown(ability: Ability, row: Row): Row | undefined {
  if (!can(ability, 'read', row, 'id')) return undefined;
  return {
    ...row,
    nick: see(ability, row, 'nick', maskNick),
    spend: see(ability, row, 'spend'),
    orders: see(ability, row, 'orders'),
    owner_id: see(ability, row, 'owner_id'),
    team_id: see(ability, row, 'team_id'),
  } as Row;
}

function see(ability: Ability, row: Row, field: string, mask: (value: unknown) => unknown = () => null): unknown {
  if (can(ability, 'read', row, field)) return row[field];
  return can(ability, 'mask', row, field) ? mask(row[field]) : null;
}

function can(ability: Ability, action: 'read' | 'mask' | 'update' | 'delete', row: Row, field: string): boolean {
  return ability.can(
    action,
    subject('fan', { shop_id: row.shop_id, owner_id: row.owner_id, team_id: row.team_id }),
    field,
  );
}

function maskNick(nick: unknown): unknown {
  return typeof nick === 'string' ? `${[...nick][0] ?? ''}**` : null;
}

async function store(rows: Row[]): Promise<void> {
  await db.deleteFrom('fan_shop').execute();
  await db.insertInto('fan_shop').values(rows).execute();
  await db.deleteFrom('fan_tag').execute();
  await db
    .insertInto('fan_tag')
    .values(
      [...fanIds, fragment].flatMap((fan_id) =>
        tags.map((tag_id, n) => ({ fan_id, tag_id, shop_id: shops[n] ?? '', source: 'test', added_at: new Date(0) })),
      ),
    )
    .execute();
}

const columns = ['shop_id', 'fan_id', 'owner_id', 'team_id', 'nick', 'spend', 'orders'] as const;
const byKey = (a: { shop_id: string; fan_id: string }, b: { shop_id: string; fan_id: string }) =>
  `${a.shop_id}${a.fan_id}` < `${b.shop_id}${b.fan_id}` ? -1 : 1;

/** Runs the check with random rows and roles on the real database. */
async function holds(check: (rows: Row[], ability: Ability, seen: Row[]) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(rowsOfAll, grants, async (rows, granted: Grant[]) => {
      await store(rows);
      const ability = abilityOf(granted);
      await check(rows, ability, rows.flatMap((row) => shown(ability, row) ?? []).sort(byKey));
    }),
    { numRuns: 120 },
  );
}

describe('a query through the plugin sees what the ability allows, and no more', () => {
  it('rows and fields', async () => {
    await holds(async (_, ability, seen) => {
      const found = await scopedDb(db, ability).selectFrom('fan_shop').select(columns).execute();
      expect(found.sort(byKey)).toEqual(seen);
    });
  });

  it('filters, sorts, counts and sums', async () => {
    await holds(async (_, ability, seen) => {
      const scoped = scopedDb(db, ability);
      const filtered = await scoped.selectFrom('fan_shop').select(columns).where('spend', '>', 2).execute();
      expect(filtered.sort(byKey)).toEqual(seen.filter((row) => row.spend > 2));
      const named = await scoped.selectFrom('fan_shop').select(columns).where('nick', 'in', nicks).execute();
      expect(named.sort(byKey)).toEqual(seen.filter((row) => row.nick !== null && nicks.includes(row.nick)));
      const sorted = await scoped.selectFrom('fan_shop').select('spend').orderBy('spend').orderBy('fan_id').execute();
      expect(sorted.map((row) => row.spend)).toEqual(
        seen.map((row) => row.spend as number | null).sort((a, b) => (a ?? Infinity) - (b ?? Infinity)),
      );
      const totals = await scoped
        .selectFrom('fan_shop')
        .select((eb) => [
          eb.fn.countAll<number>().as('n'),
          eb.fn.max('spend').as('most'),
          eb.fn.count('nick').as('named'),
        ])
        .executeTakeFirstOrThrow();
      expect(totals).toEqual({
        n: seen.length,
        most: seen.reduce<number | null>(
          (most, row) => ((row.spend as number | null) === null ? most : Math.max(most ?? 0, row.spend)),
          null,
        ),
        named: seen.filter((row) => row.nick !== null).length,
      });
    });
  });

  it('tables that belong to a fan, fragments included', async () => {
    await holds(async (rows, ability) => {
      const scoped = scopedDb(db, ability);
      const visible = rows.filter((row) => can(ability, 'read', row, 'id'));
      const everything = ability.rulesFor('read', 'fan').some((rule) => rule.conditions === undefined);
      const found = await scoped.selectFrom('fan_tag').select(['fan_id', 'shop_id']).execute();
      const shopWide = (shop: string) =>
        ability
          .rulesFor('read', 'fan')
          .some(
            (rule) => Object.keys(rule.conditions ?? {}).length === 1 && rule.conditions?.shop_id?.$in.includes(shop),
          );
      const expected = [...fanIds, fragment].flatMap((fan_id) =>
        shops
          .filter(
            (shop_id) =>
              everything ||
              shopWide(shop_id) ||
              visible.some((row) => row.shop_id === shop_id && row.fan_id === (fan_id === fragment ? id(100) : fan_id)),
          )
          .map((shop_id) => ({ fan_id, shop_id })),
      );
      expect(found.sort(byKey)).toEqual(expected.sort(byKey));
      const fans = await scoped.selectFrom('fan').select('id').execute();
      const roots = new Set(visible.map((row) => row.fan_id));
      const known = [...fanIds, fragment].filter((fan) => everything || roots.has(fan === fragment ? id(100) : fan));
      expect(fans.map((fan) => fan.id).sort()).toEqual(known.sort());
    });
  });

  it('updates: only what is granted, and nothing that would leave the grant', async () => {
    await holds(async (rows, ability, seen) => {
      const target = people[1] ?? '';
      const changed = await scopedDb(db, ability)
        .updateTable('fan_shop')
        .set({ owner_id: target, orders: 9 })
        .where('spend', '>', 1)
        .returning(['shop_id', 'fan_id', 'orders'])
        .execute();
      const after = await db.selectFrom('fan_shop').select(columns).execute();
      const mayWrite = (row: Row) => ['owner_id', 'orders'].every((field) => can(ability, 'update', row, field));
      const wanted = rows.map((row) => {
        const moved = { ...row, owner_id: target, orders: 9 };
        const matches = seen.some((s) => s.shop_id === row.shop_id && s.fan_id === row.fan_id && s.spend > 1);
        return matches && writableByOneRule(ability, row) && writableByOneRule(ability, moved) && mayWrite(row)
          ? moved
          : row;
      });
      expect(after.sort(byKey)).toEqual(wanted.sort(byKey));
      expect(changed).toHaveLength(wanted.filter((row) => row.orders === 9).length);
    });
  });

  it('deletes', async () => {
    await holds(async (rows, ability) => {
      await scopedDb(db, ability).deleteFrom('fan_shop').execute();
      const left = await db.selectFrom('fan_shop').select(columns).execute();
      expect(left.sort(byKey)).toEqual(rows.filter((row) => !can(ability, 'delete', row, 'id')).sort(byKey));
    });
  });

  it('inserts', async () => {
    const scoped = scopedDb(
      db,
      abilityOf([
        {
          staffId: people[0] ?? '',
          shopIds: [shops[0] ?? ''],
          teamIds: [],
          rules: [ruleSchema.parse({ subject: 'tag', actions: ['create', 'read'], rows: 'shop' })],
        },
      ]),
    );
    const insert = (shop: string | undefined) =>
      scoped
        .insertInto('tag')
        .values({ shop_id: shop ?? '', name: 'new' })
        .returning('name')
        .execute();
    expect(await insert(shops[0])).toEqual([{ name: 'new' }]);
    expect(await insert(shops[1])).toEqual([]);
    expect(await db.selectFrom('tag').select('shop_id').where('name', '=', 'new').execute()).toEqual([
      { shop_id: shops[0] },
    ]);
  });
});

/** Fields of one rule must not be written in rows that only another rule opens. */
function writableByOneRule(ability: Ability, row: Row): boolean {
  return ability
    .rulesFor('update', 'fan')
    .some(
      (rule) =>
        (rule.fields?.includes('owner_id') ?? false) &&
        (rule.fields?.includes('orders') ?? false) &&
        rule.matchesConditions(subject('fan', { shop_id: row.shop_id, owner_id: row.owner_id, team_id: row.team_id })),
    );
}
