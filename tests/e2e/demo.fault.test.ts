import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PEOPLE } from '@fanloom/server/demo/people.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';
import { toldAnybody, WordSearch, wordsOfFans } from '../privacy/words-of-fans.js';

interface Monitor {
  entered: number;
  left: number;
  finished: number;
}

/** What a newcomer has before the eyes: fans in the SOP for new ones, and messages of all. */
interface Sight {
  monitor: Monitor;
  messages: number;
}

let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await makeTestFolder();
});
afterAll(async () => {
  if (child) await stopProduct(child);
  await rm(folder, { recursive: true });
});

/** The demo takes its time: it imports thousands of orders first. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await condition()).toBe(true), { timeout: 120_000, interval: 250 });
}

interface Demo {
  product: Product;
  look: () => Promise<Sight>;
  /** Of the operator's session. */
  headers: Record<string, string>;
  shop: string;
}

/** Starts the demo, a day in five seconds, and looks at it as its operator. */
async function startDemo(): Promise<Demo> {
  child = spawnProduct(folder, ['--demo', '--speed', '1d=5s']);
  const product = await productOf(child);
  await until(() => product.said.some((line) => line.includes('The demo is on')));
  const { login, password } = PEOPLE.lin;
  const session = await fetch(`${product.url}/v1/session`, {
    method: 'POST',
    headers: { origin: product.url, 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  expect(session.status).toBeLessThan(300);
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const read = async <T>(path: string) => {
    const answer = await fetch(`${product.url}/v1${path}`, { headers: { cookie } });
    expect(answer.status, path).toBe(200);
    return (await answer.json()) as T;
  };
  interface Named {
    items: { id: string; name: string }[];
  }
  const shop = (await read<Named>('/shops')).items[0]?.id ?? '';
  const { items } = await read<Named>(`/sops?shop=${shop}`);
  const sop = items.find(({ name }) => name === '新粉7日转化');
  const look = async () => {
    const monitor = await read<Monitor>(`/sops/${sop?.id ?? ''}/monitor`);
    const messages = await read<{ items: unknown[] }>(`/messages?shop=${shop}&limit=100`);
    return { monitor, messages: messages.items.length };
  };
  return { product, look, headers: { cookie, origin: product.url }, shop };
}

it('plays a week before the eyes of a newcomer, and goes on after everything was killed', async () => {
  const first = await startDemo();
  let seen = await first.look();
  await until(async () => {
    seen = await first.look();
    return seen.monitor.left > 0 && seen.messages > 0;
  });

  first.product.child.kill('SIGKILL');
  await once(first.product.child, 'exit');

  const second = await startDemo();
  expect(second.product.said.join('\n')).toContain('The demo goes on where it was');
  const kept = await second.look();
  expect(kept.monitor.entered).toBeGreaterThanOrEqual(seen.monitor.entered);
  await until(async () => (await second.look()).monitor.finished > 0);

  const search = new WordSearch(await wordsOfFans(folder));
  const { product, headers, shop } = second;
  const fans = await (await fetch(`${product.url}/v1/fans?shop=${shop}&limit=100`, { headers })).text();
  expect(search.in(fans).length).toBeGreaterThan(90);
  const told = await toldAnybody(product, folder, headers);
  expect(told.size).toBeGreaterThan(100);
  expect([...told].filter(([, text]) => search.in(text).length > 0).map(([place]) => place)).toEqual([]);

  second.product.child.kill('SIGTERM');
  expect(await once(second.product.child, 'exit')).toEqual([0, null]);
}, 400_000);
