import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

// A literal address needs no name resolution.
const url = 'https://93.184.216.34/hook';
const webhook = (more = {}) => ({
  shop_id: at.shop,
  channel: 'sms',
  provider: 'webhook',
  url,
  honours_keys: true,
  ...more,
});
const put = (body: object, call = at.it) => call('PUT', '/v1/channels', body);
const shown = async (channel: string) =>
  rowsOf((await at.it('GET', `/v1/channels?shop=${at.shop}`)).body).find((one) => one.channel === channel);
const stored = () =>
  at.app.db.selectFrom('channel_binding').selectAll().where('channel', '=', 'sms').executeTakeFirstOrThrow();
const opened = async () =>
  at.app.deps.secrets.masterKeys.open(
    (await stored()).secret_encrypted ?? Buffer.alloc(0),
    `channel_binding/${at.shop}/sms`,
  );

it('sends every channel to the sandbox until it is bound', async () => {
  expect(await shown('private_message')).toEqual({
    channel: 'private_message',
    provider: 'sandbox',
    length: null,
    default_length: { longest: 500, adds: 0 },
  });
});

it('shows the secret of a webhook once, and keeps it sealed', async () => {
  const first = await put(webhook());
  expect(first.status).toBe(200);
  expect((await opened()).toString()).toBe(first.body.secret);
  expect(String(first.body.secret)).toHaveLength(43);
  expect(await shown('sms')).toMatchObject({ channel: 'sms', provider: 'webhook', url, honours_keys: true });
  const again = await put(webhook({ honours_keys: false }));
  expect(again.body.secret).toBeNull();
  expect((await opened()).toString()).toBe(first.body.secret);
  expect(await shown('sms')).toMatchObject({ honours_keys: false });
});

it('makes a new secret when asked, and when the channel comes back from the sandbox', async () => {
  await put(webhook());
  const before = await opened();
  expect((await put(webhook({ renew_secret: true }))).body.secret).not.toBe(before.toString());
  await put({ shop_id: at.shop, channel: 'sms', provider: 'sandbox' });
  expect((await stored()).secret_encrypted).toBeNull();
  expect((await put(webhook())).body.secret).not.toBeNull();
});

it('writes down who bound it, without the secret', async () => {
  const { secret } = (await put(webhook({ renew_secret: true }))).body;
  const audit = await at.app.db.selectFrom('audit').selectAll().where('action', '=', 'channel.bind').execute();
  expect(audit.at(-1)).toMatchObject({ subject_id: 'sms', detail: { provider: 'webhook', renewed: true } });
  expect(JSON.stringify(audit)).not.toContain(String(secret));
});

it.each([
  'http://127.0.0.1/x',
  'http://127.1/x',
  'http://0x7f000001/x',
  'http://localhost:8080/x',
  'http://10.1.2.3/x',
  'http://192.168.1.1/x',
  'http://172.20.0.1/x',
  'http://169.254.169.254/latest/meta-data',
  'http://100.64.0.1/x',
  'http://0.0.0.0/x',
  'http://[::1]/x',
  'http://[::ffff:10.0.0.1]/x',
  'http://[fd00::1]/x',
  'http://[fe80::1]/x',
  'http://[64:ff9b::a00:1]/x',
  'http://[2002:a00:1::]/x',
])('refuses %s inside the company', async (inside) => {
  expect((await put(webhook({ url: inside }))).body.code).toBe('CHANNEL422');
});

it('takes an address inside the company that IT has allowed', async () => {
  at.app.deps.settings.internalHosts.addSubnet('10.9.0.0', 16);
  expect((await put(webhook({ url: 'http://10.9.1.1/erp' }))).status).toBe(200);
  expect((await put(webhook({ url: 'http://[::ffff:10.9.1.1]/erp' }))).status).toBe(200);
  expect((await put(webhook({ url: 'http://10.8.1.1/erp' }))).status).toBe(422);
});

it.each(['ftp://93.184.216.34/', 'javascript:alert(1)', 'https://user:pw@93.184.216.34/', 'nonsense'])(
  'refuses the address %s',
  async (wrong) => {
    expect((await put(webhook({ url: wrong }))).status).toBe(400);
  },
);

it('refuses a channel that there is not', async () => {
  expect((await put(webhook({ channel: 'pigeon' }))).status).toBe(400);
});

it('is for IT to change and for operators to see, in their shops', async () => {
  expect((await put(webhook(), at.operator)).status).toBe(403);
  expect((await at.operator('GET', `/v1/channels?shop=${at.shop}`)).status).toBe(200);
  expect((await at.stranger('GET', `/v1/channels?shop=${at.shop}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/channels?shop=${at.shop}`)).status).toBe(403);
  expect((await put(webhook({ shop_id: crypto.randomUUID() }))).status).toBe(404);
});

it('keeps how long messages may be, of whatever carries the channel, and checks texts by it', async () => {
  const text = `流程 "长" { 当 关注 每人一次 发短信 "${'长'.repeat(65)}" }`;
  const problems = async () => {
    const { body } = await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text });
    return rowsOf(body, 'problems').map(({ code }) => code);
  };
  expect(await problems()).not.toContain('SOP606');
  const length = { longest: 70, adds: 8 };
  expect((await put({ shop_id: at.shop, channel: 'sms', provider: 'sandbox', length })).status).toBe(200);
  expect(await shown('sms')).toMatchObject({ length, default_length: { longest: 500, adds: 20 } });
  expect(await problems()).toContain('SOP606');
  expect((await put(webhook({ length }))).status).toBe(200);
  expect(await problems()).toContain('SOP606');
  expect((await put(webhook({ length: { longest: 8, adds: 8 } }))).status).toBe(400);
  await put(webhook());
  expect(await problems()).not.toContain('SOP606');
});
