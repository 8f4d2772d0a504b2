import type { Action } from '@fanloom/server/access/rules.js';
import { ruleParts } from '@fanloom/server/access/rule-parts.js';
import type { Subject } from '@fanloom/server/access/tables/subject.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawl, failures, leaks, plan, rowsOfShop } from './crawl.js';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson, addRole, giveRoles } from './people.js';
import { nothing, type Persona, withoutPhone, withPhone } from './personas.js';
import type { ApiRequest } from './requests.js';

/*
 * Whoever may look at something in one place and change it in another, asked to change it where they only look: the right
 * that lets them in at the door is not the one that counts for the row.
 */

let world: LeakWorld;
let writing: ApiRequest[];

beforeAll(async () => {
  world = await createLeakWorld();
  ({ writing } = await plan(world));
});

afterAll(() => world.close());

/** What a shop has of its own; a role is of all shops. */
const ofShops = ruleParts.filter(({ rows }) => rows.includes('shop'));
const readsAll = ofShops.map(({ subject }) => ({ subject, actions: ['read'], rows: 'shop' }));

/** All of a shop but what whoever reads there leaves behind: views of their own, and the record of what they took along. */
async function kept(shop: string) {
  return { ...(await rowsOfShop(world, shop)), saved_view: '', audit: '' };
}

describe('an export', () => {
  it('holds whom one may change, of those whom one sees', async () => {
    const reads = { subject: 'fan', actions: ['read'], rows: 'shop' };
    const changes = { subject: 'fan', actions: ['read', 'update'], rows: 'condition', condition: '购买金额 >= 100元' };
    const { call } = await addPerson(world, [reads, changes, { subject: 'shop', actions: ['read'], rows: 'shop' }]);
    const body = { shop_id: world.shop, fans: { filter: {} }, sort: '-spend', language: 'zh' };
    const [listed, file] = [
      (await call('GET', `/v1/fans?shop=${world.shop}`)).body,
      (await call('POST', '/v1/fans/export', body)).text,
    ];
    expect(rowsOf(listed)).toHaveLength(4);
    const nicks = world.markers.all.filter(({ kind, text }) => kind === 'shop_nick' && file.includes(text));
    expect(nicks.map(({ fan }) => fan).sort()).toEqual([world.fans.meis, world.fans.pooled].sort());
  });
});

describe('whoever reads everything of a shop', { timeout: 300_000 }, () => {
  it('changes nothing there by what they may change in another', async () => {
    const changesAll = ofShops.map(({ subject, actions }) => ({ subject, actions, rows: 'shop' }));
    const [reader, changer] = [await addRole(world, readsAll), await addRole(world, changesAll)];
    const { call, id } = await addPerson(world, readsAll, world.foreignShop);
    await giveRoles(world, id, [
      { role: reader, shop_id: world.foreignShop },
      { role: changer, shop_id: world.shop },
    ]);
    const before = await kept(world.foreignShop);
    const persona: Persona = {
      name: 'both',
      call,
      sees: ({ shop }) => (shop === world.shop ? withPhone : withoutPhone),
    };
    const asked = await crawl(world, persona, writing);
    expect([...leaks(world, persona, asked), ...failures(persona, asked)]).toEqual([]);
    expect(asked.filter(({ answer }) => answer.status < 300).length).toBeGreaterThan(30);
    expect(await kept(world.foreignShop)).toEqual(before);
  });

  it('changes nothing that is not their own, where they may change only that', async () => {
    const changing: readonly Action[] = ['create', 'update', 'delete', 'unmask', 'disclose', 'erase'];
    const own = (subject: Subject) => ruleParts.find((part) => part.subject === subject)?.rows.includes('own');
    const changesOwn = ofShops
      .filter(({ subject }) => own(subject))
      .map(({ subject, actions }) => ({ subject, actions: actions.filter((a) => changing.includes(a)), rows: 'own' }))
      .filter(({ actions }) => actions.length > 0);
    const { call } = await addPerson(world, [...readsAll, ...changesOwn]);
    const before = await kept(world.shop);
    const persona: Persona = { name: 'own', call, sees: ({ shop }) => (shop === world.shop ? withoutPhone : nothing) };
    const asked = await crawl(world, persona, writing);
    expect([...leaks(world, persona, asked), ...failures(persona, asked)]).toEqual([]);
    expect(await kept(world.shop)).toEqual(before);
  });
});
