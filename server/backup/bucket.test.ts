import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bucket } from './bucket.js';
import { inParts } from './in-parts.js';
import { type FakeBucket, fakeBucket } from './testing/fake-bucket.js';

const NAME = 'fanloom-20261122T020000Z.backup';
const content = randomBytes(10_000);

let fake: FakeBucket;
beforeEach(async () => {
  fake = await fakeBucket();
});
afterEach(() => fake.close());

function open(changes: { path?: string; prefix?: string; secretAccessKey?: string } = {}): Bucket {
  const { path = '/backups', prefix = 'crm/', ...rest } = changes;
  const settings = { ...fake.settings, url: new URL(fake.url + path), prefix, ...rest };
  return new Bucket(settings, { partBytes: 4_096, waits: [0] });
}

async function* pieces(length = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

describe('a bucket', () => {
  it('takes a file in parts, each signed, and gives it back', async () => {
    expect(await open().put(NAME, pieces())).toBe(content.length);
    expect(fake.files.get(`/backups/crm/${NAME}`)?.equals(content)).toBe(true);
    expect(fake.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(3);
    expect((await buffer(await open().get(NAME))).equals(content)).toBe(true);
  });

  it('may be named by its host', async () => {
    const bucket = open({ path: '', prefix: '' });
    await bucket.put(NAME, pieces());
    expect([...fake.files.keys()]).toEqual([`/${NAME}`]);
    expect(await bucket.list()).toEqual([{ name: NAME, bytes: content.length }]);
  });

  it('lists its backups over pages, and nothing else', async () => {
    const days = ['20261120', '20261121', '20261122'].map((day) => `fanloom-${day}T020000Z.backup`);
    for (const name of days.toReversed()) fake.files.set(`/backups/crm/${name}`, Buffer.alloc(7));
    fake.files.set('/backups/crm/notes.txt', Buffer.alloc(1));
    fake.files.set(`/backups/other/${NAME}`, Buffer.alloc(1));
    expect(await open().list()).toEqual(days.map((name) => ({ name, bytes: 7 })));
  });

  it('tries again when the server is busy', async () => {
    fake.failures.push(503);
    expect(await open().put(NAME, pieces())).toBe(content.length);
  });

  it('leaves nothing behind of a file that does not come to its end', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content;
      throw new Error('The disk is gone');
    }
    await expect(open().put(NAME, broken())).rejects.toThrow('The disk is gone');
    expect([fake.files.size, fake.open.size]).toEqual([0, 0]);
    expect(fake.calls.at(-1)).toMatch(/^DELETE /);
  });

  it('takes no empty file', async () => {
    await expect(open().put(NAME, (async function* () {})())).rejects.toMatchObject({ code: 'BACKUP005' });
    expect([fake.files.size, fake.open.size]).toEqual([0, 0]);
  });

  it('says what the server does not like, and not the key', async () => {
    const refused = open({ secretAccessKey: 'wrong' }).list();
    await expect(refused).rejects.toThrow('The bucket refuses (SignatureDoesNotMatch)');
    await expect(open().get(NAME)).rejects.toThrow('NoSuchKey');
  });

  it('says when nobody answers', async () => {
    const bucket = open();
    await fake.close();
    await expect(bucket.list()).rejects.toThrow('cannot be reached (ECONNREFUSED)');
    fake = await fakeBucket();
  });
});

describe('inParts', () => {
  it.each([1, 999, 2_500, 5_000, 10_000, 20_000])('cuts at %d bytes, whatever comes', async (length) => {
    const parts: Uint8Array[] = [];
    for await (const part of inParts(pieces(777), length)) parts.push(part);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect(parts.slice(0, -1).every((part) => part.length === length)).toBe(true);
    expect(parts).toHaveLength(Math.ceil(content.length / length));
  });
});
