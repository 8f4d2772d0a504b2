import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '@fanloom/server/audit/audit.js';
import { type Answer, type Call, createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';
import { rejectRow, tell } from '@fanloom/server/privacy/testing/known-fan.js';

/** What a spreadsheet would run, also behind what it skips or takes for a sign of text. */
const formulas = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  `=cmd|' /C calc'!A0`,
  '=HYPERLINK("http://x","y")',
  ' =1+1',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\u3000=1+1',
  '\u200b=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  '"=1+1',
  '",=1+1',
  "'=1+1",
];

let app: TestApp;
let shop: string;
let fan: string;
let administrator: Call;
let operator: Call;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
  const actorId = await app.addStaff('operator', 'operator', shop);
  [administrator, operator] = [await app.logIn('it'), await app.logIn('operator')];
  for (const [n, formula] of formulas.entries()) {
    const id = await tell(app, shop, { user_id: `u-${String(n)}` }, 'live.comment', { text: formula });
    const custom = JSON.stringify({ [formula]: formula });
    await app.db.updateTable('fan').set({ nick: formula, custom }).where('id', '=', id).execute();
    await app.db
      .updateTable('fan_shop')
      .set({ nick: formula, source: formula, member_level: formula })
      .where('fan_id', '=', id)
      .execute();
    if (n === 0) fan = id;
    const tag = await app.db
      .insertInto('tag')
      .values({ shop_id: shop, name: formula })
      .returning('id')
      .executeTakeFirstOrThrow();
    await app.db
      .insertInto('fan_tag')
      .values({ fan_id: id, tag_id: tag.id, shop_id: shop, source: 'test', added_at: new Date() })
      .execute();
    await appendAudit(app.db, { actorId, action: formula, subject: formula, subjectId: formula, shopId: shop });
  }
  await app.db.updateTable('staff').set({ name: '=1+1' }).where('id', '=', actorId).execute();
  await rejectRow(app, shop, formulas);
  const mapping = JSON.stringify({ header_row: 1, columns: [] });
  await app.db.updateTable('import').set({ mapping }).execute();
});

afterAll(() => app.close());

const lastImport = async () =>
  (await app.db.selectFrom('import').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id;

/** Each route that answers with a table, and how many formulas it is to hold. */
const exports: Record<string, { ask: () => Promise<Answer>; holds: number }> = {
  'post /v1/fans/export': {
    ask: () => operator('POST', '/v1/fans/export', { shop_id: shop, fans: { filter: {} }, language: 'en' }),
    holds: formulas.length,
  },
  'get /v1/audit.csv': { ask: () => administrator('GET', '/v1/audit.csv'), holds: formulas.length },
  'get /v1/imports/{id}/rejects.csv': {
    ask: async () => operator('GET', `/v1/imports/${await lastImport()}/rejects.csv`),
    holds: formulas.length,
  },
  'post /v1/fans/{id}/disclosure': {
    ask: () => operator('POST', `/v1/fans/${fan}/disclosure`, { format: 'csv' }),
    holds: 1,
  },
  'get /v1/imports/templates/{kind}': { ask: () => operator('GET', '/v1/imports/templates/orders'), holds: 0 },
};

it('are all of them: every route that answers with a table is looked at', async () => {
  interface Operation {
    responses: Record<string, { content?: Record<string, unknown> }>;
  }
  const paths = (await app.call('GET', '/openapi.json')).body['paths'] as Record<string, Record<string, Operation>>;
  const tables = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { responses }]) =>
        Object.values(responses).some(({ content = {} }) =>
          Object.keys(content).some((type) => /csv|sheet/.test(type)),
        ),
      )
      .map(([method]) => `${method} ${path}`),
  );
  expect(tables.sort()).toEqual(Object.keys(exports).sort());
});

it.each(Object.entries(exports))('%s runs no formula', async (_, { ask, holds }) => {
  const { status, headers, text } = await ask();
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/csv/)]);
  const cells = parse(text, { bom: true, relax_column_count: true }).flat();
  expect(cells.filter(runs)).toEqual([]);
  const there = formulas.filter((formula) => cells.some((cell) => cell.includes(formula)));
  expect(there.length).toBeGreaterThanOrEqual(holds);
});

/** A number with a sign is a number, and `="2417"` a text. */
function runs(cell: string): boolean {
  const first = cell.replace(/^[\s\u200b\ufeff]+/u, '').charAt(0);
  return '=+-@＝＋－＠'.includes(first) && first !== '' && !/^([+-][\d.,]+|="[\w-]*")$/.test(cell);
}
