import { runPart } from '@fanloom/server/fan-job/run-fan-jobs.js';
import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson } from './people.js';

/* Numbers that whoever asks can move: with a bound between two fans, or by looking again, they tell of one. */

let world: LeakWorld;

beforeAll(async () => {
  world = await createLeakWorld();
});

afterAll(() => world.close());

const all = (subject: string, more: object = {}) => ({ subject, actions: ['read'], rows: 'shop', ...more });
const settings = all('shop', { actions: ['read', 'update'] });

describe('what other bounds of the scores would move', () => {
  const bounds = { R: [4, 3, 2, 1], F: [1, 2, 3, 4], M: [1, 2, 3, 4], I: [1, 2, 3, 4], W: [1, 2, 3, 4] };
  const ask = async (call: Call) => {
    const body = { by: 'bounds', ...bounds, days: null, interaction: { comment: 1, like: 1, share: 1, gift: 1 } };
    const answer = await call('POST', `/v1/shops/${world.shop}/scores/preview`, body);
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };
  const counted = (body: Record<string, unknown>) =>
    rowsOf(body, 'scores').map(({ values }) => (values as { now: number }[]).reduce((sum, { now }) => sum + now, 0));

  it('is counted of whom the person sees: of nobody for IT', async () => {
    expect(counted(await ask(await world.app.logIn('operator')))).toEqual([4, 4, 4, 4, 4, 4]);
    const it_ = await ask(await world.app.logIn('it'));
    expect([it_['fans'], ...counted(it_)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const own = await addPerson(world, [settings, { ...all('fan'), rows: 'own' }]);
    expect((await ask(own.call))['fans']).toBe(0);
  });

  it('is counted for the scores whose fields they see, and in whole groups without names', async () => {
    const unpriced = await addPerson(world, [settings, all('fan', { hidden: ['spend'] })]);
    const seen = await ask(unpriced.call);
    expect([seen['fans'], ...counted(seen)]).toEqual([0, 4, 4, 0, 4, 4, 0]);
    const nameless = await addPerson(world, [settings, all('fan', { hidden: ['nick'] })]);
    expect(counted(await ask(nameless.call))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

it('how an SOP is doing comes in whole groups for whoever sees no fan at all', async () => {
  const bystander = await addPerson(world, [all('sop'), all('shop')]);
  const operator = await world.app.logIn('operator');
  const odd = async (call: Call) => {
    const [sop] = rowsOf((await call('GET', `/v1/sops?shop=${world.shop}`)).body);
    const { body } = await call('GET', `/v1/sops/${String(sop?.['id'])}/monitor`);
    return [sop?.['entered'], body['entered'], body['in_flight']].filter((count) => Number(count) % 5 !== 0);
  };
  expect(await odd(operator)).not.toEqual([]);
  expect(await odd(bystander.call)).toEqual([]);
});

it('who has how many fans comes in whole groups for whoever does not know these by name', async () => {
  const rules = [all('task'), all('staff'), all('shop')];
  const named = await addPerson(world, [...rules, all('fan')]);
  const nameless = await addPerson(world, [...rules, all('fan', { hidden: ['nick'] })]);
  const fans = async (call: Call) => {
    const { body } = await call('GET', `/v1/team-work?shop=${world.shop}`);
    return rowsOf(body).filter((person) => Number(person['fans']) % 5 !== 0);
  };
  expect(await fans(named.call)).not.toEqual([]);
  expect(await fans(nameless.call)).toEqual([]);
});

it('for how many fans a tag was changed is told those who see all of them', async () => {
  const operator = await world.app.logIn('operator');
  const made = await operator('POST', '/v1/tags', { shop_id: world.shop, name: '数一数' });
  const tag = String(made.body['id']);
  const job = { shop_id: world.shop, fans: { filter: {} }, action: { kind: 'tag', tag_ids: [tag] } };
  expect((await operator('POST', '/v1/fan-jobs', job)).status).toBeLessThan(300);
  while (await runPart(world.app.db));
  const told = async (call: Call) => {
    const { body } = await call('GET', `/v1/tags/${tag}/history`);
    return rowsOf(body).find(({ what }) => what === 'tag')?.['fans'];
  };
  expect(await told(operator)).toBe(4);
  const tags = all('tag', { actions: ['read', 'update'] });
  const own = await addPerson(world, [tags, all('shop'), { ...all('fan'), rows: 'own' }]);
  const nameless = await addPerson(world, [tags, all('shop'), all('fan', { hidden: ['nick'] })]);
  expect([await told(own.call), await told(nameless.call)]).toEqual([null, 0]);
});
