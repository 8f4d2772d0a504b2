import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '../../db/uuid7.js';
import { recordSpans } from '../../testing/recorded-spans.js';
import { openImportBench, type ImportBench } from '../testing/import-file.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await bench.newShop();
});
afterAll(() => bench.close());

it('is one span, and what it puts into the outbox carries it', async () => {
  // Facts that nobody waits for do not go into the outbox.
  const someone = { version_id: uuid7(), sop_id: uuid7(), role: 'enter', key: 'follow' };
  await bench.db
    .insertInto('listen')
    .values({ ...someone, shop_id: bench.shop.id })
    .execute();
  const recording = recordSpans();
  try {
    const followed = new Date(Date.now() - 3_600_000).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
    await bench.take(
      'fans.csv',
      `昵称,关注时间
小鱼,${followed}
`,
      { mode: 'current' },
    );
    const [span] = recording.spans().filter(({ name }) => name === 'import');
    expect(span?.attributes).toEqual({ kind: 'followers' });
    const traces = await bench.db.selectFrom('fact_outbox').select('trace').execute();
    expect(traces.length).toBeGreaterThan(0);
    for (const { trace } of traces) expect(trace).toContain(span?.spanContext().traceId);
  } finally {
    await recording.stop();
  }
});
