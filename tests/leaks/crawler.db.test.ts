import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawl, failures, leaks, plan, rowsOfShop } from './crawl.js';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import type { MarkerKind } from './markers.js';
import { createPersonas, type Persona } from './personas.js';
import type { ApiRequest } from './requests.js';

/** What no answer holds today, and notices, which are for whom they are addressed to. */
const inNoAnswer: MarkerKind[] = ['coupon', 'notice', 'receiver', 'sandbox'];

let world: LeakWorld;
let personas: Persona[];
let reading: ApiRequest[];
let writing: ApiRequest[];

beforeAll(async () => {
  world = await createLeakWorld();
  personas = await createPersonas(world);
  ({ reading, writing } = await plan(world));
});

afterAll(() => world.close());

const persona = (name: string) => personas.find((one) => one.name === name) ?? expect.fail(`Nobody is called ${name}`);

describe(
  'every route of the API, asked by everybody, with ids of their own and of others',
  { timeout: 300_000 },
  () => {
    it('asks each of them', () => {
      expect(new Set(reading.map(({ route }) => route)).size).toBeGreaterThan(35);
      expect(new Set(writing.map(({ route }) => route)).size).toBeGreaterThan(35);
    });

    it('would come upon everything: an operator is shown all of their shop that some answer holds', async () => {
      const seen = await crawl(world, persona('operator'), reading);
      const found = new Set(seen.flatMap(({ markers }) => markers));
      const there = world.markers.all.filter(({ shop }) => shop === world.shop);
      const missing = new Set(there.filter((marker) => !found.has(marker)).map(({ kind }) => kind));
      expect([...missing].sort()).toEqual(inNoAnswer);
    });

    it('shows nobody what is not theirs to see, and fails for nobody', async () => {
      const found: string[] = [];
      for (const one of personas) {
        const seen = await crawl(world, one, reading);
        found.push(...leaks(world, one, seen), ...failures(one, seen));
      }
      expect(found).toEqual([]);
    });

    it('finds a hole: staff who are let see the whole shop', async () => {
      const staff = await world.app.db
        .selectFrom('role')
        .select('rules')
        .where('key', '=', 'staff')
        .executeTakeFirstOrThrow();
      const rules = JSON.stringify(staff.rules).replaceAll('"own"', '"shop"');
      await world.app.db.updateTable('role').set({ rules }).where('key', '=', 'staff').execute();
      const lin = persona('staff');
      const found = leaks(
        world,
        lin,
        await crawl(
          world,
          lin,
          reading.filter(({ route }) => /\/(fans|messages|tasks)/.test(route)),
        ),
      );
      await world.app.db
        .updateTable('role')
        .set({ rules: JSON.stringify(staff.rules) })
        .where('key', '=', 'staff')
        .execute();
      const kinds = new Set(found.map((leak) => leak.split(' ').at(-1)));
      const orders = ['order_number', 'order_title'];
      expect([...kinds].sort()).toEqual(['comment', 'custom', 'message', ...orders, 'shop_nick', 'source', 'task']);
    });

    it('changes nothing that is not theirs, and shows nothing of it on the way', async () => {
      const before = await rowsOfShop(world, world.foreignShop);
      const found: string[] = [];
      // Whoever may least comes first: what the others change is theirs to change.
      const mayGiveWork = ['manager', 'operator'];
      const others = personas.filter(({ name }) => name !== 'it' && !mayGiveWork.includes(name));
      for (const one of [...others, ...mayGiveWork.map(persona)]) {
        const seen = await crawl(world, one, writing);
        found.push(...leaks(world, one, seen), ...failures(one, seen));
      }
      expect(found).toEqual([]);
      expect(await rowsOfShop(world, world.foreignShop)).toEqual(before);
      const it_ = persona('it');
      const seen = await crawl(world, it_, writing);
      expect([...leaks(world, it_, seen), ...failures(it_, seen)]).toEqual([]);
    });
  },
);
