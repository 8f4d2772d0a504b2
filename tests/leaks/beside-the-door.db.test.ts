import { sql } from 'kysely';
import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson, addRole, giveRoles } from './people.js';

/* What is kept beside the rows that rights are about, and could be read or changed without asking for them. */

let world: LeakWorld;

beforeAll(async () => {
  world = await createLeakWorld();
});

afterAll(() => world.close());

const shopRule = { subject: 'shop', actions: ['read'], rows: 'shop' };
const all = (of: string, more: object = {}) => ({ subject: of, actions: ['read'], rows: 'shop', ...more });

describe('what was in an order', () => {
  const title = '面膜 zq-line';

  beforeAll(async () => {
    const { db } = world.app;
    await db.updateTable('shop_order').set({ title: null }).where('shop_id', '=', world.shop).execute();
    await sql`
      insert into order_line (shop_id, platform, number, line, title, price, quantity)
      select shop_id, platform, number, uuid7(), ${title}, 4567, 3 from shop_order where shop_id = ${world.shop}`.execute(
      db,
    );
  });

  const told = async (call: Call, query = '') => {
    const of = async (fan: string) => (await call('GET', `/v1/fans/${fan}/orders?shop=${world.shop}`)).text;
    const list = (await call('GET', `/v1/orders?shop=${world.shop}${query}`)).text;
    return { list, lins: await of(world.fans.lins), meis: await of(world.fans.meis) };
  };

  it('is not told where the title or the amounts are hidden, also when another role shows them of other orders', async () => {
    const open = [all('fan'), all('order'), all('event'), shopRule];
    const untitled = [all('fan'), all('order', { hidden: ['title'] }), all('event'), shopRule];
    const unpriced = [all('fan'), all('order', { hidden: ['paid'] }), all('event'), shopRule];
    const shown = await told((await addPerson(world, open)).call);
    expect([shown.list.includes(title), /zq-line.*4567/.test(shown.meis)]).toEqual([true, true]);
    const [hidden, cheap] = [
      await told((await addPerson(world, untitled)).call),
      await told((await addPerson(world, unpriced)).call),
    ];
    expect(JSON.stringify(hidden)).not.toMatch(/zq-line|4567/);
    expect(JSON.stringify(cheap)).not.toContain('4567');

    const own = { ...all('order'), rows: 'own' };
    const { call, id } = await addPerson(world, [...untitled, own]);
    const fans = world.app.db.updateTable('fan_shop').where('shop_id', '=', world.shop);
    await fans.set({ owner_id: id }).where('fan_id', '=', world.fans.lins).execute();
    const mixed = await told(call);
    expect([mixed.lins.includes(title), mixed.meis.includes(title)]).toEqual([true, false]);
    expect(mixed.list.split(title)).toHaveLength(2);
    const found = rowsOf((await call('GET', `/v1/orders?shop=${world.shop}&product=zq-line`)).body);
    expect(found.map((order) => order['fan_id'])).toEqual([world.fans.lins]);
    await fans.set({ owner_id: world.people.lin }).where('fan_id', '=', world.fans.lins).execute();
  });
});

describe('the rejected rows of an import', () => {
  it('are for whoever brought the file; for others where they may see the fans of the shop in plain', async () => {
    const [own = ''] = await importsOf(world.people.lin);
    const reject = /,zq\w+/;
    const rejects = async (call: Call) => (await call('GET', `/v1/imports/${own}/rejects.csv`)).text;
    const masked = [all('import'), all('fan', { masked: ['phone', 'email'] }), shopRule];
    const ask = async (rules: object[]) => rejects((await addPerson(world, rules)).call);
    expect(await rejects(await world.app.logIn('operator'))).toMatch(reject);
    expect(await ask(masked)).not.toMatch(reject);
    expect(await ask([...masked, { ...all('fan'), actions: ['unmask'], rows: 'own' }])).not.toMatch(reject);
    expect(await ask([...masked, { ...all('fan'), actions: ['unmask'], hidden: ['phone'] }])).not.toMatch(reject);
    const { call, id } = await addPerson(world, masked);
    await world.app.db.updateTable('import').set({ created_by: id }).where('id', '=', own).execute();
    expect(await rejects(call)).toMatch(reject);
  });
});

describe('a view of a list that one has saved', () => {
  it('is out of reach with the shop that it is of', async () => {
    const { call, id } = await addPerson(world, [all('fan'), shopRule]);
    const view = { name: '视图', query: 'spend_min=1', shared: true };
    const made = await call('POST', '/v1/views', { ...view, shop_id: world.shop, page: 'fans' });
    expect(made.status, made.text).toBe(201);
    const path = `/v1/views/${String(made.body['id'])}`;
    expect((await call('PUT', path, view)).status).toBe(204);
    await giveRoles(world, id, [{ role: await addRole(world, [all('fan'), shopRule]), shop_id: world.foreignShop }]);
    expect((await call('PUT', path, { ...view, name: '改名' })).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
  });
});

describe('who uses something that cannot go for that', () => {
  it('is named as far as one sees what uses it', async () => {
    const operator = await world.app.logIn('operator');
    const named = { shop_id: world.shop, name: '被用的', text: '购买次数 >= 1' };
    const segment = String((await operator('POST', '/v1/segments', named)).body['id']);
    const text = '流程 "秘密流程" { 当 进入分群 "被用的" 每人一次 等待1天 打标签 "被打的" }';
    const made = await operator('POST', '/v1/sops', { shop_id: world.shop, text });
    expect(made.status, made.text).toBe(201);
    const tag = String((await operator('POST', '/v1/tags', { shop_id: world.shop, name: '被打的' })).body['id']);
    const cleaner = [
      { ...all('segment'), actions: ['read', 'delete'] },
      { ...all('tag'), actions: ['read', 'delete'] },
      shopRule,
    ];
    for (const path of [`/v1/segments/${segment}`, `/v1/tags/${tag}`]) {
      const [told, untold] = [
        await (await addPerson(world, [...cleaner, all('sop')])).call('DELETE', path),
        await (await addPerson(world, cleaner)).call('DELETE', path),
      ];
      expect([told.status, untold.status, untold.body['code']]).toEqual([409, 409, told.body['code']]);
      expect([told.text.includes('秘密流程'), untold.text.includes('秘密流程')]).toEqual([true, false]);
    }
  });
});

describe('a look over somebody’s shoulder', () => {
  it('is written down under the name of whoever looks', async () => {
    const manager = await world.app.logIn('manager');
    const viewer = await addPerson(world, [all('audit'), all('staff', { actions: ['read', 'view_as'] }), shopRule]);
    const viewed = (await manager('GET', '/v1/session')).body as { staff: { id: string } };
    expect((await viewer.call('POST', '/v1/session/view', { staff_id: viewed.staff.id })).status).toBe(204);
    expect((await viewer.call('GET', `/v1/audit.csv?shop=${world.shop}`)).status).toBe(200);
    const entries = world.app.db.selectFrom('audit').select('actor_id').where('action', '=', 'audit.export');
    expect((await entries.execute()).map(({ actor_id }) => actor_id)).toEqual([viewer.id]);
  });
});

describe('what is missing in a shop’s data', () => {
  it('is told of fields that one sees, and is worked out from fans whom one sees', async () => {
    const fans = world.app.db.updateTable('fan_shop').where('shop_id', '=', world.shop);
    await fans.set({ nick: 'same-nick' }).where('fan_id', '=', world.fans.lins).execute();
    await fans.set({ nick: 'Same Nick' }).where('fan_id', '=', world.fans.meis).execute();
    const rules = (rows: string, hidden: string[]) => [
      { subject: 'fan', actions: ['read', 'update'], rows, hidden },
      all('import'),
      shopRule,
    ];
    const ask = async ({ call, id }: { call: Call; id: string }, problem: string) => {
      await fans.set({ owner_id: id }).where('fan_id', '=', world.fans.lins).execute();
      const listed = rowsOf((await call('GET', `/v1/quality/fans?shop=${world.shop}&problem=${problem}`)).body);
      const counted = (await call('GET', `/v1/quality?shop=${world.shop}`)).body[problem];
      await fans.set({ owner_id: world.people.lin }).where('fan_id', '=', world.fans.lins).execute();
      expect(listed).toHaveLength(Number(counted));
      return counted;
    };
    expect(await ask(await addPerson(world, rules('shop', [])), 'alike')).toBe(2);
    expect(await ask(await addPerson(world, rules('own', [])), 'alike')).toBe(0);
    await world.app.db.updateTable('fan').set({ phone_mask: null }).where('id', '=', world.fans.lins).execute();
    expect(await ask(await addPerson(world, rules('shop', [])), 'without_phone')).toBe(1);
    expect(await ask(await addPerson(world, rules('shop', ['phone'])), 'without_phone')).toBe(0);
    expect(await ask(await addPerson(world, rules('shop', [])), 'without_owner')).toBe(1);
    expect(await ask(await addPerson(world, rules('shop', ['owner_id'])), 'without_owner')).toBe(0);
  });
});

async function importsOf(staffId: string): Promise<string[]> {
  const rows = world.app.db.selectFrom('import').select('id').where('created_by', '=', staffId);
  return (await rows.where('shop_id', '=', world.shop).execute()).map(({ id }) => id);
}
