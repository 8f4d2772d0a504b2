import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordSpans } from '@fanloom/server/testing/recorded-spans.js';
import { inSpan } from '@fanloom/server/trace/span.js';
import { at, EngineKit } from './testing/engine-kit.js';

const SOP = '流程 "两封" { 当 关注 每人一次 发私信 "小鱼你好" 等待1小时 发私信 "再见" }';
const REQUEST = 'POST /v1/events';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish(SOP);
});
afterEach(() => kit.dispose());

it('a request is one trace up to the messages that come of it, and nothing in it tells of a person', async () => {
  const recording = recordSpans();
  try {
    await inSpan(REQUEST, {}, [], () => kit.happen('小鱼', 'follow'));
    await kit.settle();
    await kit.goTo(at('2026-11-23 11:00'));
    const spans = recording.spans();
    const request = spans.find(({ name }) => name === REQUEST)?.spanContext();
    const own = spans.filter((span) => span.spanContext().traceId === request?.traceId);
    const parentOf = new Map(own.map((span) => [span.spanContext().spanId, span.parentSpanContext?.spanId]));
    const nameOf = new Map(own.map((span) => [span.spanContext().spanId, span.name]));
    const ways = own.map((span) => {
      const way = [];
      for (let id: string | undefined = span.spanContext().spanId; id; id = parentOf.get(id)) way.push(nameOf.get(id));
      return way.reverse().join(' > ');
    });
    expect(ways).toContain(`${REQUEST} > wake > deliver`);
    expect(ways).toContain(`${REQUEST} > wake > run > deliver`);
    expect(JSON.stringify(spans.map(({ name, attributes }) => ({ name, attributes })))).not.toMatch(/小鱼|你好|再见/);
  } finally {
    await recording.stop();
  }
});

it('a batch of several traces is linked to them', async () => {
  const recording = recordSpans();
  try {
    for (const nick of ['小鱼', '小虾']) await inSpan(REQUEST, {}, [], () => kit.happen(nick, 'follow'));
    await kit.settle();
    const wake = recording.spans().find(({ name }) => name === 'wake');
    expect(wake?.parentSpanContext).toBeUndefined();
    expect(wake?.links).toHaveLength(2);
  } finally {
    await recording.stop();
  }
});

it('writes no trace into rows when nothing is traced', async () => {
  await kit.happen('小鱼', 'follow');
  const { rows: facts } = await sql`select from fact_outbox where trace is not null`.execute(kit.db);
  await kit.settle();
  const { rows } = await sql`
    select from effect where trace is not null union all select from run where trace is not null`.execute(kit.db);
  expect([...facts, ...rows]).toEqual([]);
});
