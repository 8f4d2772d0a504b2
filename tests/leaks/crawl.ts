import type { Answer } from '@fanloom/server/http/testing/test-app.js';
import { sql } from 'kysely';
import type { LeakWorld } from './leak-world.js';
import type { Marker } from './markers.js';
import { mayKnow, type Persona } from './personas.js';
import { type ApiRequest, type Document, requestsOf } from './requests.js';

/** Routes about the caller's own session: a crawler that took them would lock itself out. They hold nothing of a fan. */
export const ownSession = /^(POST|PUT|PATCH|DELETE) \/v1\/(session|setup|sign-in)(\/|$)/;

/** Requests whose answers are only looked at, and those that change something. */
export async function plan(world: LeakWorld): Promise<{ reading: ApiRequest[]; writing: ApiRequest[] }> {
  const document = (await world.app.call('GET', '/openapi.json')).body as unknown as Document;
  const requests = requestsOf(document, { ids: world.ids, words: await words(world) }).filter(
    ({ route }) => !ownSession.test(route),
  );
  const reads = ({ method, path }: ApiRequest) =>
    method === 'GET' || /\/(preview|diff|check|trace|simulate)$/.test(path);
  return { reading: requests.filter(reads), writing: requests.filter((request) => !reads(request)) };
}

async function words({ app, shop, foreignShop, markers, sopText, fans }: LeakWorld) {
  const foreign = markers.all.find(({ fan, kind }) => fan === fans.foreign && kind === 'phone');
  const cursorOf = async (login: string, shopId: string) =>
    (await (await app.logIn(login))('GET', `/v1/fans?shop=${shopId}&limit=1`)).body['next_cursor'];
  return {
    // Every marker but a phone begins like this: what a search finds ends otherwise.
    q: ['zq', foreign?.text, '139', "%' or true --"],
    where: ['购买金额 >= 0元', '购买次数 >= 0 且 M >= 1', '昵称 包含 "zq"'],
    sort: ['-spend', 'spend', 'orders', '-last_watch_at'],
    cursor: [await cursorOf('operator', shop), await cursorOf('foreigner', foreignShop), 'x'],
    limit: [1, 100],
    field: ['phone', 'email', 'custom.灯牌', 'nick'],
    text: [sopText, '购买次数 >= 1'],
    name: ['新名字'],
    login: ['new-login'],
    password: ['correct horse 43'],
    roles: [[{ role: 'staff', shop_id: shop }]],
    rules: [[]],
    lang: ['zh', 'en'],
  };
}

/** What a persona was shown. */
export interface Seen {
  request: ApiRequest;
  answer: Answer;
  markers: Marker[];
}

export async function crawl(world: LeakWorld, persona: Persona, requests: ApiRequest[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const request of requests) {
    const answer = await persona.call(request.method, request.path, request.body);
    const told = [answer.text, ...[...answer.headers].map((header) => header.join(': '))].join('\n');
    // What the request itself said, an answer may repeat.
    const asked = decodeURIComponent(request.path) + JSON.stringify(request.body ?? '');
    const markers = world.markers.in(told).filter(({ text }) => !asked.includes(text));
    seen.push({ request, answer, markers });
  }
  return seen;
}

/** Everything shown to a persona who may not know it, in words. */
export function leaks({ memberships }: LeakWorld, persona: Persona, seen: Seen[]): string[] {
  return seen.flatMap(({ request, markers }) =>
    markers
      .filter((marker) => !mayKnow(persona, marker, memberships))
      .map(({ kind }) => `${persona.name}: ${request.method} ${request.path} shows a ${kind}`),
  );
}

/** Requests that the product did not know how to answer. */
export function failures(persona: Persona, seen: Seen[]): string[] {
  return seen
    .filter(({ answer }) => answer.status >= 500)
    .map(
      ({ request, answer }) =>
        `${persona.name}: ${request.method} ${request.path} ${JSON.stringify(request.body)} ${String(answer.status)}`,
    );
}

/** A fingerprint of all that belongs to a shop, by table. */
export async function rowsOfShop({ app: { db }, markers }: LeakWorld, shop: string): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'shop_id' order by 1`.execute(db);
  const prints: Record<string, string> = {};
  for (const { name } of tables) prints[name] = await fingerprint(name, sql`shop_id = ${shop}`);
  const fans = [...new Set(markers.all.filter((marker) => marker.shop === shop).map(({ fan }) => fan))];
  prints['fan'] = await fingerprint('fan', sql`id = any(${fans}::uuid[])`);
  prints['shop'] = await fingerprint('shop', sql`id = ${shop}`);
  return prints;

  async function fingerprint(table: string, where: ReturnType<typeof sql>): Promise<string> {
    const { rows } = await sql<{ print: string }>`
      select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as print from ${sql.table(table)} as t
      where ${where}`.execute(db);
    return rows[0]?.print ?? '';
  }
}
