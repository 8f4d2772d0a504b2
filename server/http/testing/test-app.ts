import { BlockList } from 'node:net';
import { pino } from 'pino';
import { ensurePackagedRoles, type PackagedRoleKey } from '../../access/packaged-roles.js';
import { createAccount, giveRole } from '../../account/setup.js';
import { MasterKeys } from '../../crypto/master-keys.js';
import { type Db, openDatabase } from '../../db/database.js';
import type { Deps } from '../../request/context.js';
import { createTestDatabase } from '../../testing/database.js';
import { createApp } from '../app.js';

/** For tests: the whole HTTP surface on a database of its own, called in-process. */
export interface TestApp {
  db: Db;
  deps: Deps;
  /** Adds a person with one role; null: the role holds in every shop. */
  addStaff(login: string, role: PackagedRoleKey, shopId: string | null): Promise<string>;
  /** Logs in with {@link testPassword}; the returned function calls the API in this session. */
  logIn(login: string): Promise<Call>;
  call: Call;
  /** Calls as if from this network address. */
  callFrom(address: string): Call;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Of a JSON answer, without its type. */
  body: Record<string, unknown>;
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export const testPassword = 'correct horse 42';

export async function createTestApp(): Promise<TestApp> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { connections: 4 });
  await ensurePackagedRoles(db);
  const deps = testDeps(db);
  const app = createApp(deps);
  const caller = (cookie?: string, address = '127.0.0.1'): Call => {
    return async (method, path, body, headers = {}) => {
      const request = {
        method,
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(cookie && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      };
      const socket = { remoteAddress: address, remotePort: 1, remoteFamily: 'IPv4' };
      const response = await app.request(path, request, { incoming: { socket } });
      const text = await response.text();
      const type = response.headers.get('content-type') ?? '';
      const isJson = text !== '' && /^application\/(problem\+)?json/.test(type);
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
    };
  };
  return {
    db,
    deps,
    call: caller(),
    callFrom: (address) => caller(undefined, address),
    addStaff: (login, role, shopId) =>
      db.transaction().execute(async (tx) => {
        const id = await createAccount(tx, { login, name: login, password: testPassword }, 'zh');
        await giveRole(tx, id, role, shopId);
        return id;
      }),
    logIn: async (login) => {
      const answer = await caller()('POST', '/v1/session', { login, password: testPassword });
      return caller(answer.headers.get('set-cookie')?.split(';')[0]);
    },
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}

function testDeps(db: Db): Deps {
  const key = (n: number) => Buffer.alloc(32, n);
  return {
    db,
    log: pino({ level: 'silent' }),
    secrets: { masterKeys: MasterKeys.of(key(1)), lookupKey: key(2), sessionKey: key(3) },
    settings: {
      publicOrigin: undefined,
      trustedProxies: new BlockList(),
      internalHosts: new BlockList(),
      webRoot: '/nonexistent',
      uploadFolder: '/nonexistent',
    },
  };
}
