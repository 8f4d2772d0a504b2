import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonInput } from '@fanloom/server/identity/identity.js';
import { type Deed, NOW } from './deed.arbitrary.js';
import { TruthShops } from './truth-shops.js';

let shops: TruthShops;

beforeAll(async () => {
  shops = await TruthShops.create();
});
afterAll(() => shops.dispose());
beforeEach(() => shops.forget());

let serial = 0;
const HOUR = 3_600_000;

function did(type: string, person: PersonInput, properties = {}, hoursAgo = 1): Deed {
  const key = String(++serial);
  const happenedAt = NOW.getTime() - hoursAgo * HOUR;
  return { kind: 'event', shop: 0, event: { type, person, properties, happenedAt, source: 'app', key } };
}

/** Told one after the other, each with what follows from it. */
const tell = (...deeds: Deed[]) => shops.tell(deeds, [1]);

async function rows(statement: ReturnType<typeof sql>): Promise<unknown[]> {
  return (await statement.execute(shops.db)).rows;
}

const tags = () =>
  rows(sql`
    select s.nick, array_agg(t.name order by t.name collate "C") as tags
    from fan_shop s join fan_tag c on c.fan_id = s.fan_id join tag t on t.id = c.tag_id and t.shop_id = s.shop_id
    where s.nick is not null group by 1 order by 1`);
const order = () =>
  rows(sql`select status, status_at, quantity, refunded from shop_order where number = 'N1'`).then(([one]) => one);

describe('a rule tag', () => {
  it('comes at once to a fan of whom a shop first hears, whatever it hears', async () => {
    await tell(did('live.enter', { nick: '小鱼' }));
    expect(await tags()).toEqual([{ nick: '小鱼', tags: ['从没买过'] }]);
  });

  it('comes at once when an identity becomes known', async () => {
    await tell(did('live.enter', { nick: '小鱼' }), did('live.enter', { nick: '小鱼', phone: '13600000001' }));
    expect(await tags()).toEqual([{ nick: '小鱼', tags: ['从没买过', '有手机'] }]);
  });

  it('follows a merge at once', async () => {
    await tell(
      did('order.pay', { user_id: 'u2' }, { amount: 30_000 }),
      did('order.pay', { nick: '小鱼' }, { amount: 30_000 }),
    );
    expect(await tags()).toEqual([]);
    await tell(did('live.enter', { user_id: 'u2', nick: '小鱼' }));
    expect(await tags()).toEqual([{ nick: '小鱼', tags: ['高价值'] }]);
  });
});

describe('a coupon', () => {
  const used = () => rows(sql`select code, used_at from coupon_issue order by code`);
  const [early, late] = [new Date(NOW.getTime() - 2 * HOUR), new Date(NOW.getTime() - HOUR)];
  const use = (person: PersonInput, coupon: string, hoursAgo: number) =>
    did('coupon.use', person, { coupon }, hoursAgo);

  it('is used by its code even if a use by name was told first', async () => {
    await tell(use({ user_id: 'u1' }, '老客券', 2), use({ user_id: 'u1' }, 'A1', 1));
    expect(await used()).toEqual([
      { code: 'A1', used_at: late },
      { code: 'A2', used_at: early },
    ]);
  });

  it('is used by a fan who turns out to be the one it was given to', async () => {
    await tell(use({ nick: '小鱼' }, 'A2', 1));
    expect(await used()).toMatchObject([{ used_at: null }, { used_at: null }]);
    await tell(did('live.enter', { nick: '小鱼', user_id: 'u1' }));
    expect(await used()).toMatchObject([{ used_at: null }, { used_at: late }]);
  });
});

describe('an order that is paid back in parts', () => {
  const person = { user_id: 'u2' };
  const of = (type: string, hoursAgo: number, amount: number, more = {}) =>
    did(type, person, { order: 'N1', amount, ...more }, hoursAgo);
  const bought = () => [of('order.pay', 9, 10_000, { quantity: 2 }), of('order.ship', 8, 0)];
  const closed = { status: 'closed', status_at: new Date(NOW.getTime() - HOUR), quantity: 2, refunded: 10_000 };

  it('keeps the quantity that was bought', async () => {
    await tell(of('order.pay', 9, 10_000, { quantity: 2 }), of('order.refund', 1, 5_000, { quantity: 1 }));
    expect(await order()).toMatchObject({ status: 'paid', quantity: 2, refunded: 5_000 });
  });

  it('is closed by the last part, in whatever order they are told', async () => {
    await tell(...bought(), of('order.refund', 1, 5_000), of('order.refund', 3, 5_000));
    expect(await order()).toEqual(closed);
    await shops.forget();
    await tell(of('order.refund', 3, 5_000), ...bought(), of('order.refund', 1, 5_000));
    expect(await order()).toEqual(closed);
  });
});

it('of two words on consent at one moment that say the same the same one stays', async () => {
  const words = ['optout', 'consent.change'].map((type) =>
    did(type, { user_id: 'u2' }, { channel: 'sms', granted: false }),
  );
  const source = () => rows(sql`select source from consent where channel = 'sms'`);
  await tell(...words);
  expect(await source()).toEqual([{ source: 'consent.change' }]);
  await shops.forget();
  await tell(...words.toReversed());
  expect(await source()).toEqual([{ source: 'consent.change' }]);
});

it('a fan whom a shop identifies is as active as what they did, before it and after', async () => {
  const identify: Deed = { kind: 'identify', shop: 0, person: { user_id: 'u2', nick: '小鱼' } };
  const active = () => rows(sql`select last_active_at from fan_shop where nick = '小鱼'`);
  await tell(did('live.enter', { user_id: 'u2' }), identify);
  const [entered] = await active();
  expect(entered).toEqual({ last_active_at: new Date(NOW.getTime() - 3_600_000) });
  await shops.forget();
  await tell(identify, did('live.enter', { user_id: 'u2' }));
  expect(await active()).toEqual([entered]);
});
