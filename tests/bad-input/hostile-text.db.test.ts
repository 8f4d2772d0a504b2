import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawl, failures, ownSession } from '../leaks/crawl.js';
import { createLeakWorld, type LeakWorld } from '../leaks/leak-world.js';
import { createPersonas, type Persona } from '../leaks/personas.js';
import { type Document, requestsOf } from '../leaks/requests.js';

let world: LeakWorld;
let personas: Persona[];
let document: Document;

beforeAll(async () => {
  world = await createLeakWorld();
  personas = await createPersonas(world);
  document = (await world.app.call('GET', '/openapi.json')).body as unknown as Document;
});

afterAll(() => world.close());

describe('every text of every route', { timeout: 300_000 }, () => {
  it.each([
    ['NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
    ['a name of Object.prototype', '__proto__'],
    ['a method of Object.prototype', 'toString.call'],
    ['SQL', `x" or 1=1 --'; select pg_sleep(9)`],
    ['a pattern', '%_\\(a+)+$'],
    ['a line break', 'a\r\nSet-Cookie: x=1'],
    ['a right-to-left mark', '\u202e\u200b\ufeff'],
    ['nothing', ''],
    ['much', '长'.repeat(3_000)],
  ])('may be %s, and the product knows what to answer', async (_, text) => {
    const vocabulary = { ids: firstOf(world.ids), words: {}, texts: [text] };
    const requests = requestsOf(document, vocabulary).filter(({ route }) => !ownSession.test(route));
    for (const name of ['operator', 'it', 'token']) {
      const persona = personas.find((one) => one.name === name) ?? expect.fail(name);
      const seen = await crawl(world, persona, requests);
      expect(failures(persona, seen)).toEqual([]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

const firstOf = (ids: LeakWorld['ids']) =>
  Object.fromEntries(Object.entries(ids).map(([part, some]) => [part, some.slice(0, 1)]));
