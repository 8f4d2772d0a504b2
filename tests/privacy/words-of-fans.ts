import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runningDatabase } from '@fanloom/server/cli/running-database.js';
import { readSecrets } from '@fanloom/server/config/secrets.js';
import { decryptPersonal } from '@fanloom/server/crypto/personal-data.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { readFanKeys } from '@fanloom/server/identity/fan-keys.js';
import type { Product } from '@fanloom/server/testing/product.js';

/** Shorter words would be found by chance. */
const SHORTEST = 5;

/** Finds many words in a text in one pass. */
export class WordSearch {
  readonly #byBeginning = new Map<string, string[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      if (word.length < SHORTEST) continue;
      const beginning = word.slice(0, SHORTEST);
      this.#byBeginning.set(beginning, [...(this.#byBeginning.get(beginning) ?? []), word]);
    }
  }

  in(text: string): string[] {
    const found = new Set<string>();
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      for (const word of this.#byBeginning.get(text.slice(at, at + SHORTEST)) ?? [])
        if (text.startsWith(word, at)) found.add(word);
    }
    return [...found];
  }
}

/** Every nick and every phone, in plain, of the fans of a product that runs on this data folder. */
export async function wordsOfFans(folder: string): Promise<string[]> {
  const keys = await readSecrets(join(folder, 'secrets.json'));
  const db = openDatabase(await runningDatabase(folder, {}), { connections: 1 });
  try {
    const fans = await db.selectFrom('fan').select(['id', 'nick', 'phone_encrypted']).execute();
    const inShops = await db.selectFrom('fan_shop').select('nick').distinct().execute();
    const fanKeys = await readFanKeys(
      db,
      keys,
      fans.map(({ id }) => id),
    );
    const phones = fans.flatMap(({ id, phone_encrypted }) => {
      const key = fanKeys.get(id);
      return key && phone_encrypted ? [decryptPersonal(key, id, 'fan.phone', phone_encrypted)] : [];
    });
    return [...phones, ...[...fans, ...inShops].flatMap(({ nick }) => nick ?? [])];
  } finally {
    await db.destroy();
  }
}

/** What a product has told those who are no reader of its fans: logs, figures, and answers that refuse. By place. */
export async function toldAnybody(
  { url, said }: Product,
  folder: string,
  headers: Record<string, string>,
): Promise<Map<string, string>> {
  const logs = await readdir(join(folder, 'log'));
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, 'log', name), 'utf8')));
  return new Map([
    ['console', said.join('\n')],
    ['metrics', await (await fetch(`${url}/metrics`)).text()],
    ...logs.map((name, n): [string, string] => [name, texts[n] ?? '']),
    ...(await refusals(url, headers)),
  ]);
}

interface Document {
  paths: Record<string, Record<string, unknown>>;
}

/** Asks every route for what is not there, with a body it does not understand. @returns what refused, by route */
async function refusals(url: string, headers: Record<string, string>): Promise<Map<string, string>> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const refused = new Map<string, string>();
  // Nobody logs out on the way.
  for (const { method, path } of routes.filter((route) => route.path !== '/v1/session')) {
    const address = url + path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
    const answer = await fetch(address, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(method !== 'GET' && { body: '{"no":"such thing"}' }),
    });
    const text = await answer.text();
    if (!answer.ok) refused.set(`${method} ${path}`, text);
  }
  return refused;
}
