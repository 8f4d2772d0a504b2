import { randomBytes } from 'node:crypto';
import type { Db } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import { openDoor } from '../fan-list/app-door.js';
import type { Figure } from '../figure.js';
import type { Stage, StageDatabase } from '../stage.js';
import { startDirectus } from './directus.js';
import { DIRECTUS_VERSION, findDirectus } from './directus-program.js';
import type { ListServerOrder, ListServerReady } from './list-server.js';
import { startEntry, type ListServer } from './list-server-process.js';
import { PASSWORD, type Person } from './people.js';
import { requestRates } from './request-rate.js';

interface Place {
  stage: Stage;
  database: StageDatabase;
  db: Db;
  shopId: string;
}

/**
 * The first page of a person's own fans over HTTP, by their rows alone: from the product, from Hono with the same SQL,
 * from Directus. Beside it the whole list with count, contact, scores, tags and SOPs, which Directus has nothing like.
 */
export async function listRates(place: Place, person: Person, { wanted, note }: BenchOrder): Promise<Figure[]> {
  const servers: ListServer[] = [];
  try {
    servers.push(...(await startOurs(place, person)));
    const directus = wanted.has('access.vs_directus') ? await directusOrNone(place, person, note) : undefined;
    const brief = servers.map((server) => ({ ...server, url: server.url.replace('/v1/fans', '/v1/fans/brief') }));
    await sameFans([...servers, ...brief, ...(directus ? [directus] : [])]);
    const [list = 0, bareList = 0] = await requestRates(servers);
    if (directus) servers.push(directus);
    const [product = 0, bare = 0, other] = await requestRates([...brief, ...(directus ? [directus] : [])]);
    const detail = `the product ${product.toFixed(0)} requests/s`;
    const figures: Figure[] = [
      {
        name: 'access.vs_bare_hono',
        value: product / bare,
        unit: 'x',
        baseline: `Hono with the same SQL, no session ${bare.toFixed(0)} requests/s`,
        detail: `${detail}; the whole list ${(list / bareList).toFixed(2)}, ${list.toFixed(0)} of ${bareList.toFixed(0)} requests/s`,
      },
    ];
    if (other !== undefined) {
      const baseline = `Directus ${DIRECTUS_VERSION} ${other.toFixed(0)} requests/s`;
      figures.push({ name: 'access.vs_directus', value: product / other, unit: 'x', baseline, detail });
    }
    return figures;
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function startOurs({ stage, database, db, shopId }: Place, person: Person): Promise<ListServer[]> {
  const key = randomBytes(32);
  const headers = { cookie: await openDoor(db, key).logIn(person.login, PASSWORD) };
  const order = { BENCH_DATABASE: database.url, BENCH_SESSION_KEY: key.toString('hex'), BENCH_STAFF: person.staffId };
  const start = async (kind: ListServerOrder['BENCH_SERVER']): Promise<ListServer> => {
    const env = { ...process.env, ...order, BENCH_SERVER: kind };
    const { said, stop } = await startEntry(stage, kind, 'tests/dist/bench/access/list-server.js', env);
    const { port } = said as ListServerReady;
    return { url: `http://127.0.0.1:${String(port)}/v1/fans?shop=${shopId}`, headers, stop };
  };
  return [await start('product'), await start('bare')];
}

async function directusOrNone(
  { stage, database, db, shopId }: Place,
  { staffId }: Person,
  note: BenchOrder['note'],
): Promise<ListServer | undefined> {
  let program;
  try {
    program = await findDirectus(note);
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    note(`access.vs_directus is left out, Directus ${DIRECTUS_VERSION} cannot be had: ${why}`);
    return undefined;
  }
  return startDirectus(stage, database, db, program, { shopId, staffId });
}

/** Throws unless all answer with the same fans in the same order, and Directus without their phones. */
async function sameFans(servers: ListServer[]): Promise<void> {
  const pages = await Promise.all(servers.map(fansOf));
  if (new Set(pages).size !== 1) throw new Error(`Not the same fans:\n${pages.join('\n')}`);
}

async function fansOf({ url, headers }: ListServer): Promise<string> {
  const answer = await fetch(url, { headers });
  const { items, data } = (await answer.json()) as { items?: { fan_id: string }[]; data?: { id: string }[] };
  if (data?.some((fan) => 'phone' in fan)) throw new Error('Directus shows a phone');
  return (items?.map((fan) => fan.fan_id) ?? data?.map((fan) => fan.id) ?? []).join();
}
