import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byKey, columns, fanIds, keys, keysShown, nicks, rootOf, type Row } from './testing/small-world.js';
import { openTrials, type Trials } from './testing/trials.js';

let trials: Trials;

beforeAll(async () => {
  trials = await openTrials();
});

afterAll(() => trials.close());

const sorted = (values: unknown[]) => [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const orders = (rows: { orders: number | null }[]) => sorted(rows.map((row) => row.orders));
const ids = (rows: { id: string }[]) => rows.map((row) => row.id).sort();

describe('a query through the plugin sees what the rules of the roles say, and no more', () => {
  it('rows and fields', async () => {
    await trials.hold(async ({ scoped, seen }) => {
      const found = await scoped.selectFrom('fan_shop').select(columns).execute();
      expect(found.sort(byKey)).toEqual(seen);
    });
  });

  it('filters, sorts, counts and sums', async () => {
    await trials.hold(async ({ scoped, seen }) => {
      const filtered = await scoped.selectFrom('fan_shop').select(columns).where('spend', '>', 2).execute();
      expect(filtered.sort(byKey)).toEqual(seen.filter((row) => row.spend > 2));
      const named = await scoped.selectFrom('fan_shop').select(columns).where('nick', 'in', nicks).execute();
      expect(named.sort(byKey)).toEqual(seen.filter((row) => row.nick !== null && nicks.includes(row.nick)));
      // A text with a NUL is none that PostgreSQL stores.
      await expect(
        scoped.selectFrom('fan_shop').select('spend').where('nick', '=', '王\0').execute(),
      ).rejects.toThrow();
      for (const nick of [...nicks, "' or ''='", 'nick']) {
        const same = await scoped.selectFrom('fan_shop').select('spend').where('nick', '=', nick).execute();
        expect(same).toHaveLength(seen.filter((row) => row.nick === nick).length);
      }
      const inOrder = await scoped.selectFrom('fan_shop').select('spend').orderBy('spend').orderBy('fan_id').execute();
      expect(inOrder.map((row) => row.spend)).toEqual(
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
      const spent = seen.map((row) => row.spend as number | null).filter((spend) => spend !== null);
      expect(totals).toEqual({
        n: seen.length,
        most: spent.length === 0 ? null : Math.max(...spent),
        named: seen.filter((row) => row.nick !== null).length,
      });
    });
  });

  it('joins, subqueries, set operations and groups', async () => {
    await trials.hold(async ({ scoped, seen }) => {
      const joined = await scoped
        .selectFrom('fan_shop as a')
        .innerJoin('fan_shop as b', (join) =>
          join.onRef('b.fan_id', '=', 'a.fan_id').onRef('b.shop_id', '<>', 'a.shop_id'),
        )
        .select(['a.shop_id', 'a.fan_id', 'b.orders'])
        .execute();
      const pairs = seen.flatMap((a) => seen.filter((b) => b.fan_id === a.fan_id && b.shop_id !== a.shop_id));
      expect(orders(joined)).toEqual(orders(pairs));

      const spent = seen.filter((row) => row.spend > 2);
      const inside = await scoped
        .selectFrom('fan')
        .select('fan.id')
        .where('fan.id', 'in', (eb) => eb.selectFrom('fan_shop').select('fan_id').where('spend', '>', 2))
        .execute();
      expect(ids(inside)).toEqual([...new Set(spent.map((row) => row.fan_id))].sort());

      const either = await scoped
        .selectFrom('fan_shop')
        .select('orders')
        .where('spend', '>', 2)
        .unionAll(scoped.selectFrom('fan_shop').select('orders').where('nick', 'is not', null))
        .execute();
      expect(orders(either)).toEqual(orders([...spent, ...seen.filter((row) => row.nick !== null)]));

      const groups = await scoped
        .with('spent', (queries) => queries.selectFrom('fan_shop').select(['nick', 'spend']).where('spend', '>', 2))
        .selectFrom('spent')
        .select((eb) => ['nick', eb.fn.countAll<number>().as('n')])
        .groupBy('nick')
        .execute();
      const names = [...new Set(spent.map((row) => row.nick))];
      const counted = names.map((nick) => ({ nick, n: spent.filter((row) => row.nick === nick).length }));
      expect(sorted(groups)).toEqual(sorted(counted));
    });
  });

  it('single keys of a JSON field, and filters on them', async () => {
    await trials.hold(async ({ scoped, rights, world: { rows } }) => {
      const found = await scoped.selectFrom('fan').select(['id', 'custom']).execute();
      const wanted = (fan: string) => keysShown(rights, ofFan(rows, fan));
      for (const { id, custom } of found) {
        expect(custom === null ? null : Object.keys(custom).sort()).toEqual(wanted(id)?.sort() ?? null);
      }
      for (const key of keys) {
        const withKey = await scoped
          .selectFrom('fan')
          .select('id')
          .where((eb) => eb(eb.ref('custom', '->').key(key as never), 'is not', null))
          .execute();
        expect(ids(withKey)).toEqual(fanIds.filter((fan) => wanted(fan)?.includes(key)).sort());
      }
    });
  });

  it('tables that belong to a fan, fragments included', async () => {
    await trials.hold(async ({ scoped, seen }) => {
      const tagged = await scoped.selectFrom('fan_tag').select(['fan_id', 'shop_id']).execute();
      const expected = fanIds.flatMap((fan_id) => ofFan(seen, fan_id).map(({ shop_id }) => ({ fan_id, shop_id })));
      expect(tagged.sort(byKey)).toEqual(expected.sort(byKey));
      const fans = await scoped.selectFrom('fan').select('id').execute();
      expect(ids(fans)).toEqual(fanIds.filter((fan) => ofFan(seen, fan).length > 0).sort());
    });
  });

  it('a subject with rules of its own, told by the fan', async () => {
    await trials.hold(async ({ scoped, rights, world: { rows } }) => {
      const found = await scoped.selectFrom('shop_order').select(['fan_id', 'shop_id', 'number', 'paid']).execute();
      const expected = fanIds.flatMap((fan_id) =>
        ofFan(rows, fan_id)
          .filter((row) => rights.may('read', 'order', row))
          .map((row) => ({
            fan_id,
            shop_id: row.shop_id,
            number: rights.may('read', 'order', row, ['number']) ? fan_id : null,
            paid: rights.may('read', 'order', row, ['paid']) ? 7 : null,
          })),
      );
      expect(sorted(found)).toEqual(sorted(expected));
    });
  });

  it('a subject whose rows say themselves where they belong', async () => {
    await trials.hold(async ({ scoped, rights, world: { rows, tasks } }) => {
      const found = await scoped.selectFrom('task').select(['title', 'assignee_id', 'shop_id']).execute();
      const [fan] = rows;
      const expected = tasks.flatMap((task) => {
        const row = { ...fan, ...task } as Row;
        if (!rights.may('read', 'task', row)) return [];
        const see = (field: string, value: unknown) => (rights.may('read', 'task', row, [field]) ? value : null);
        return [
          { title: see('title', task.title), assignee_id: see('assignee_id', task.owner_id), shop_id: task.shop_id },
        ];
      });
      expect(sorted(found)).toEqual(sorted(expected));
    });
  });
});

function ofFan(rows: Row[], fan: string): Row[] {
  return rows.filter((row) => row.fan_id === rootOf(fan));
}
