import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { createApp } from '@fanloom/server/http/app.js';
import { buildXlsx } from '@fanloom/server/import/testing/build-xlsx.js';
import { csvLine } from '@fanloom/server/import/reject/reject-file.js';
import { createSopShop, rowsOf, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * Bad input and what it is answered, over a real connection where the bytes matter. Accounts and sessions stand in
 * session.db.test.ts, addresses of webhooks in workflows/channels/webhook.test.ts, pages in page.browser.test.ts.
 */

let at: SopShop;
let server: Server;
let port: number;
let folder: string;
const log: string[] = [];

beforeAll(async () => {
  at = await createSopShop();
  folder = await mkdtemp(join(tmpdir(), 'fanloom-bad-input-'));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'web', 'index.html'), '<title>start page</title>');
  await writeFile(join(folder, 'secret.txt'), 'a secret beside the pages');
  const settings = { ...at.app.deps.settings, webRoot: join(folder, 'web'), uploadFolder: join(folder, 'uploads') };
  const lines = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const app = createApp({ ...at.app.deps, settings, log: lines });
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await at.app.close();
  await rm(folder, { recursive: true });
});

const list = (query: string) => at.staff('GET', `/v1/fans?shop=${at.shop}&${query}`);

/** Sends bytes as they are. @returns the first line of the answer and the rest */
async function send(...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece);
  await Promise.race([once(socket, 'close'), once(socket, 'data')]);
  socket.destroy();
  return answer;
}

const head = (...lines: string[]) => `${['POST /v1/session HTTP/1.1', 'Host: x', ...lines].join('\r\n')}\r\n\r\n`;

describe('what is no request', () => {
  it('a body larger than allowed: 413 before it is all there, with its length told or in chunks', async () => {
    const told = head('Content-Type: application/json', 'Content-Length: 99999999');
    expect(await send(told, '{"login":"')).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `40000\r\n${'x'.repeat(0x40000)}\r\n`;
    const chunked = head('Content-Type: application/json', 'Transfer-Encoding: chunked');
    expect(await send(chunked, ...Array<string>(5).fill(chunk))).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('two lengths of one body: 400', async () => {
    const body = '0\r\n\r\nGET /v1/session HTTP/1.1\r\n\r\n';
    for (const lines of [
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      ['Content-Length: 5', 'Content-Length: 6'],
      ['Transfer-Encoding: chunked, identity'],
      ['Transfer-Encoding : chunked'],
    ])
      expect([lines, await send(head(...lines), body)]).toEqual([lines, expect.stringMatching(/^HTTP\/1\.1 400 /)]);
  });

  it.each([
    '/%252e%252e/secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/../secret.txt',
  ])('a path out of the folder of the pages: %s', async (path) => {
    const answer = await send(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (404|400|200) /);
    expect(answer).not.toContain('a secret beside the pages');
  });

  it('a double-encoded path below the assets: 404', async () => {
    expect(await send('GET /assets/%252e%252e/secret.txt HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a filter or sort that is none', () => {
  it.each([
    'sort=x" or 1=1',
    'sort=spend;select 1',
    'limit=1 or 1=1',
    'owner=mine or true',
    'cursor=1" or 1=1 --',
    'x" or 1=1=1',
  ])('%s: 400', async (query) => expect((await list(encodeURI(query))).status).toBe(400));

  it('a masked field is answered like an unknown one, in a filter, a sort and a change', async () => {
    const text = async (query: string) => {
      const { status, body } = await list(query);
      return { status, text: JSON.stringify(body.text).replaceAll(/phone_mask|nonsense/g, '') };
    };
    expect(await text('sort=phone_mask')).toEqual(await text('sort=nonsense'));
    expect(await text('phone_mask=1')).toEqual(await text('nonsense=1'));
    expect((await text('phone_mask=1')).status).toBe(400);
    const id = crypto.randomUUID();
    expect((await at.staff('PATCH', `/v1/fans/${id}`, { phone: '1' })).status).toBe(404);
  });

  it('a fan, SOP or import of somebody else: 404', async () => {
    const fan = await at.addFan('小明', null);
    for (const path of [`/v1/fans/${fan}`, `/v1/fans/${fan}/timeline`])
      expect((await at.stranger('GET', path)).status).toBe(404);
  });
});

describe('a name that JavaScript knows', () => {
  it.each(['__proto__', 'constructor', 'toString.call', 'hasOwnProperty'])(
    '%s, in a role, a tag or a receiver: 400',
    async (key) => {
      const rule = `{"subject":"fan","actions":["read"],"rows":"shop","${key}":{"polluted":true}}`;
      const bodies = [
        ['POST', '/v1/roles', `{"name_zh":"a","name_en":"a","rules":[${rule}]}`],
        [
          'POST',
          '/v1/roles',
          `{"name_zh":"a","name_en":"a","rules":[{"subject":"fan","actions":["read"],"rows":"shop","hidden":["${key}"]}]}`,
        ],
        ['POST', '/v1/roles', `{"name_zh":"a","name_en":"a","rules":[],"${key}":1}`],
        [
          'PUT',
          '/v1/webhook-targets',
          `{"shop_id":"${at.shop}","name":"a","url":"https://93.184.216.34/","fields":["${key}"]}`,
        ],
      ] as const;
      for (const [method, path, body] of bodies)
        expect([path, (await at.it(method, path, body)).status]).toEqual([path, 400]);
      const tag = `{"shop_id":"${at.shop}","name":"a","${key}":1}`;
      expect((await at.operator('POST', '/v1/tags', tag)).status).toBe(400);
      expect({}).not.toHaveProperty('polluted');
    },
  );

  it.each([
    ['NUL', 'a\\u0000b'],
    ['half a character', 'a\\ud800b'],
  ])('%s in a name: 400', async (_, text) => {
    for (const [path, body] of [
      ['/v1/tags', `{"shop_id":"${at.shop}","name":"${text}"}`],
      ['/v1/segments', `{"shop_id":"${at.shop}","name":"${text}","text":"购买次数 >= 1"}`],
    ] as const)
      expect([path, (await at.operator('POST', path, body)).status]).toEqual([path, 400]);
    expect((await at.it('POST', '/v1/teams', `{"shop_id":"${at.shop}","name":"${text}"}`)).status).toBe(400);
  });
});

describe('a file that is none', () => {
  const upload = async (name: string, bytes: Buffer) => {
    const form = new FormData();
    form.set('shop_id', at.shop);
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    const cookie = (await at.app.call('POST', '/v1/session', { login: 'operator', password: 'correct horse 42' }))
      .headers;
    const headers = { cookie: cookie.get('set-cookie')?.split(';')[0] ?? '' };
    return fetch(`http://127.0.0.1:${String(port)}/v1/imports/preview`, { method: 'POST', headers, body: form });
  };

  it('a workbook that unpacks to far more than it is: 413', async () => {
    const bomb = buildXlsx(`<row><c t="inlineStr"><is><t>${' '.repeat(8 * 1024 * 1024)}</t></is></c></row>`);
    expect((await upload('bomb.xlsx', bomb)).status).toBe(413);
  });

  it('a workbook whose cells are called like what JavaScript knows: 400, and nothing changes', async () => {
    const cells = ['__proto__', 'constructor', 'polluted'].map(
      (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`,
    );
    const answer = await upload('proto.xlsx', buildXlsx(`<row>${cells.join('')}</row><row>${cells.join('')}</row>`));
    expect(answer.status).toBeLessThan(500);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    '=HYPERLINK("http://x")',
    '+cmd',
    '-2+3+cmd',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    '＋1',
    '－1+1',
    '＠1',
    '\u200b=1',
  ])('a cell that a spreadsheet runs: %j comes back as text', (cell) => expect(csvLine([cell, 'x'])).toMatch(/^"?'/));
});

describe('a text that is no SOP', () => {
  const check = (text: string) => at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text });

  it.each([
    [
      'a pattern that never ends',
      `流程 "甲" { 当 评论 包含 "(a+)+$" 每人一次 打标签 "乙" } 测试 "丙" { 第0天 评论 "${'a'.repeat(5_000)}!" }`,
    ],
    ['ten thousand blocks in each other', `流程 "甲" { 当 关注 每人一次 ${'如果 购买次数 >= 1 { '.repeat(10_000)}`],
    ['fifty thousand steps', `流程 "甲" { 当 关注 每人一次 ${'打标签 "乙" '.repeat(30_000)} }`],
  ])('%s: problems, or a refusal', async (_, text) => {
    const { status, body } = await check(text);
    if (status === 200) expect(rowsOf(body, 'problems')).toBeInstanceOf(Array);
    else expect(status).toBe(400);
  });

  it('a million steps: 413', async () => {
    expect((await check('打标签 "乙" '.repeat(1_000_000))).status).toBe(413);
  });
});

describe('what an answer or the log may not say', () => {
  it('the SQL that failed: 500 without it', async () => {
    const id = await at.create('流程 "坏" { 当 关注 每人一次 打标签 "乙" }');
    await sql`alter table sop_version rename to sop_version_away`.execute(at.app.db);
    const answer = await at.operator('GET', `/v1/sops/${id}/versions`);
    await sql`alter table sop_version_away rename to sop_version`.execute(at.app.db);
    expect(answer.body).toMatchObject({ status: 500, code: 'REQ500' });
    expect(answer.text).not.toMatch(/select|sop_version|relation|kysely|42P01/i);
  });

  it('a line of its own in the log', async () => {
    log.length = 0;
    const path = encodeURI('/v1/fans\r\n{"level":50,"msg":"forged"}');
    await fetch(`http://127.0.0.1:${String(port)}${path}`, { headers: { 'user-agent': 'x {"msg":"forged"}' } });
    expect(log.length).toBeGreaterThan(0);
    for (const line of log) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' });
    }
  });

  it('what a cache between may keep: nothing of a person', async () => {
    const fan = await at.addFan('小红', null);
    for (const path of [`/v1/fans?shop=${at.shop}`, `/v1/fans/${fan}`, '/v1/nothing', `/v1/messages?shop=${at.shop}`])
      expect([path, (await at.operator('GET', path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
  });
});
