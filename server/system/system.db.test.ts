import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTemporal } from '../testing/fake-temporal.js';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

describe('GET /v1/system', () => {
  it('tells IT what the doctor finds and what waits', async () => {
    await app.addStaff('it', 'it', null);
    const it = await app.logIn('it');
    await sql`
      insert into fact_outbox (shard, kind, shop_id, ids, at)
      values (0, 'event', gen_random_uuid(), '{}', clock_timestamp() - interval '11 minutes')`.execute(app.db);
    await sql`update installation set backed_up_at = clock_timestamp() - interval '3 days'`.execute(app.db);
    const { status, body } = await it('GET', '/v1/system');
    expect(status).toBe(200);
    expect(body.load).toMatchObject({ facts_waiting: 1, messages_due: 0 });
    const states = Object.fromEntries(
      (body.findings as { name: string; state: string }[]).map(({ name, state }) => [name, state]),
    );
    expect(states).toMatchObject({ postgres: 'ok', backlog: 'fail', runs: 'ok', backup: 'warn', keys: 'ok' });
    const advice = (body.findings as { name: string; advice: unknown }[]).find(({ name }) => name === 'backup')?.advice;
    expect(advice).toMatchObject({ en: 'Back up every day, see docs/it/backup.en.md.' });
  });

  it('tells whether Temporal answers', async () => {
    await app.addStaff('it', 'it', null);
    const temporal = await fakeTemporal(5);
    app.deps.settings.temporal = { address: temporal.address, namespace: 'fanloom' };
    const { body } = await (await app.logIn('it'))('GET', '/v1/system');
    temporal.close();
    expect(body.findings).toContainEqual(expect.objectContaining({ name: 'temporal', state: 'fail' }));
  });

  it('is for nobody else', async () => {
    await app.addStaff('op', 'operator', null);
    expect(await (await app.logIn('op'))('GET', '/v1/system')).toMatchObject({ status: 403 });
  });
});
