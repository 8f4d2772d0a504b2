import { randomBytes } from 'node:crypto';
import { BlockList } from 'node:net';
import { pino } from 'pino';
import { MasterKeys } from '@fanloom/server/crypto/master-keys.js';
import type { Db } from '@fanloom/server/db/database.js';
import { type AppType, createApp } from '@fanloom/server/http/app.js';

/** The whole HTTP surface, called in this process. */
export interface AppDoor {
  /** @returns the cookie of the new session */
  logIn(login: string, password: string): Promise<string>;
  /** @returns the body */
  get(path: string, cookie: string): Promise<string>;
}

/** The product on a database, with keys of its own unless told. */
export function openApp(db: Db, sessionKey: Buffer = randomBytes(32)): AppType {
  return createApp({
    db,
    log: pino({ level: 'silent' }),
    secrets: { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32), sessionKey },
    settings: {
      publicOrigin: undefined,
      trustedProxies: new BlockList(),
      internalHosts: new BlockList(),
      webRoot: '/nonexistent',
      uploadFolder: '/nonexistent',
    },
  });
}

export function openDoor(db: Db, sessionKey?: Buffer): AppDoor {
  const app = openApp(db, sessionKey);
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const socket = { remoteAddress: '127.0.0.1', remotePort: 1, remoteFamily: 'IPv4' };
    const answer = await app.request(path, init, { incoming: { socket } });
    if (!answer.ok) throw new Error(`HTTP ${String(answer.status)} for ${path}: ${await answer.text()}`);
    return answer;
  };
  return {
    logIn: async (login, password) => {
      const body = JSON.stringify({ login, password });
      const headers = { 'content-type': 'application/json' };
      const answer = await call('/v1/session', { method: 'POST', body, headers });
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    get: async (path, cookie) => (await call(path, { headers: { cookie } })).text(),
  };
}
