import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ingest } from '@fanloom/server/event/ingest.js';
import { recordSpans } from '@fanloom/server/testing/recorded-spans.js';
import { inSpan } from '@fanloom/server/trace/span.js';
import type { Outcome } from './channels/provider.js';
import { push } from './push/push.js';
import { at, EngineKit, KEYS } from './testing/engine-kit.js';

const SOP = '流程 "两封" { 当 关注 每人一次 发私信 "小鱼你好" 等待1小时 发私信 "再见" }';
const REQUEST = 'POST /v1/events';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish(SOP);
});
afterEach(() => kit.dispose());

/** The names from the root to each span of a trace. */
function waysFrom(spans: readonly ReadableSpan[], traceId: string | undefined): string[] {
  const own = new Map(
    spans.filter((span) => span.spanContext().traceId === traceId).map((span) => [span.spanContext().spanId, span]),
  );
  return [...own.values()].map((span) => {
    const way = [];
    for (let at: ReadableSpan | undefined = span; at; at = own.get(at.parentSpanContext?.spanId ?? ''))
      way.push(at.name);
    return way.reverse().join(' > ');
  });
}

it('a request is one trace up to the messages that come of it, and nothing in it tells of a person', async () => {
  const recording = recordSpans();
  try {
    await inSpan(REQUEST, {}, [], () => kit.happen('小鱼', 'follow'));
    await kit.settle();
    await kit.goTo(at('2026-11-23 11:00'));
    const spans = recording.spans();
    const request = spans.find(({ name }) => name === REQUEST)?.spanContext();
    const ways = waysFrom(spans, request?.traceId);
    expect(ways).toContain(`${REQUEST} > wake > deliver`);
    expect(ways).toContain(`${REQUEST} > wake > run > deliver`);
    expect(JSON.stringify(spans.map(({ name, attributes }) => ({ name, attributes })))).not.toMatch(/小鱼|你好|再见/);
  } finally {
    await recording.stop();
  }
});

it('a push to another system is in the trace of what led to it, each attempt of it', async () => {
  await kit.publish('流程 "推" { 当 关注 每人一次 推送 "ERP" }');
  const recording = recordSpans();
  const outcomes: Outcome[] = [{ kind: 'later' }, { kind: 'sent' }];
  const target = { fields: [], call: async () => outcomes.shift() ?? { kind: 'sent' as const } };
  const targets = { of: async () => target };
  try {
    await inSpan(REQUEST, {}, [], () => kit.happen('小鱼', 'follow'));
    await kit.settle();
    await push(kit.db, targets);
    await kit.goTo(at('2026-11-23 10:01'));
    await push(kit.db, targets);
    const spans = recording.spans();
    const request = spans.find(({ name }) => name === REQUEST)?.spanContext();
    const ways = waysFrom(spans, request?.traceId).filter((way) => way.endsWith('push'));
    expect(ways).toEqual([`${REQUEST} > wake > push`, `${REQUEST} > wake > push`]);
    expect(spans.filter(({ name }) => name === 'push').map(({ attributes }) => attributes)).toEqual([
      { target: 'ERP', attempt: 1 },
      { target: 'ERP', attempt: 2 },
    ]);
  } finally {
    await recording.stop();
  }
});

it('what happens to the shop itself is in the trace of whoever told it', async () => {
  await kit.publish('流程 "叫" { 当 开播 可再次进入 打标签 "叫过" }');
  await kit.happen('小鱼', 'follow');
  await kit.settle();
  const recording = recordSpans();
  const event = { type: 'live.start', source: 'test', key: 'live', person: null, properties: {} };
  const happenedAt = at('2026-11-23 10:00').getTime();
  try {
    await inSpan(REQUEST, {}, [], () =>
      kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [{ ...event, happenedAt }])),
    );
    await kit.settle();
    const spans = recording.spans();
    const request = spans.find(({ name }) => name === REQUEST)?.spanContext();
    expect(waysFrom(spans, request?.traceId)).toContain(`${REQUEST} > wake`);
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
