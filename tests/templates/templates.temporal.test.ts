import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTemplates } from '@fanloom/server/sop/templates.js';
import { instantOf } from '@fanloom/workflows/testing/play/told.js';
import { type Fate, foretell, readStories, type Story } from './story.js';
import { TemporalShop } from './temporal-shop.js';

const texts = (await readTemplates()).map(({ text }) => text);
const { programs, stories } = readStories(texts);
/** Fans enter by schedule until the last of them has done all that they do of themselves. */
const until = Math.max(...stories.flatMap(doingsOf).map(({ line }) => line.minute)) + 1;

/** One shop runs all templates at once on Temporal. Each way through each of their tests is a fan of its own. */
describe('the templates on Temporal', () => {
  let shop: TemporalShop;
  const fates = new Map<Story, Fate>();

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    shop = await TemporalShop.open();
    const cast = [];
    for (const story of stories) cast.push({ story, fan: await shop.admit(story) });
    expect(await shop.publish(texts)).toMatchObject({ refused: [], requested: [] });
    for (const { story, fan } of cast) await shop.steer(fan, story);
    const doings = cast.flatMap(({ story, fan }) => doingsOf(story).map((doing) => ({ ...doing, fan })));
    for (const { fan, line, at } of doings.sort((a, b) => a.at - b.at)) {
      await shop.goTo(at);
      await shop.do(fan, line, at);
    }
    await shop.goTo(instantOf(until));
    await shop.finish();
    for (const { story, fan } of cast) fates.set(story, await shop.fateOf(fan));
  });
  afterAll(() => shop.close());

  it.each(stories.map((story) => [story.name, story] as const))('%s', (_, story) => {
    expect(fates.get(story)).toEqual(foretell(story, programs, until));
  });

  it.each(programs.map(({ name }) => name))('%s takes somebody to its end', (name) => {
    expect([...fates.values()].flatMap(({ ends }) => ends)).toContain(`${name} finished`);
  });
});

/** What the fan of a story does. Of two things in one minute the second comes a moment later. */
function doingsOf({ test }: Story) {
  let last = Number.NEGATIVE_INFINITY;
  const lines = test.lines.filter(({ kind, minute }) => kind !== 'expect' && minute >= 0);
  return lines
    .sort((a, b) => a.minute - b.minute)
    .map((line) => {
      last = Math.max(instantOf(line.minute), last + 1);
      return { line, at: last };
    });
}
