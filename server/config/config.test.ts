import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const env = { DATABASE_URL: 'postgres://fanloom:pw@127.0.0.1:5432/fanloom', FANLOOM_SECRETS: '/data/secrets.json' };

describe('readConfig', () => {
  it('needs a database and secrets, and has defaults for the rest', () => {
    expect(readConfig(env)).toEqual({
      databaseUrl: env.DATABASE_URL,
      readReplica: undefined,
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      secretsFile: '/data/secrets.json',
      uploadFolder: '/data/uploads',
      speed: undefined,
      host: '127.0.0.1',
      port: 8080,
      metricsPort: undefined,
      workerHealthPort: undefined,
      publicOrigin: undefined,
      trustedProxies: new BlockList(),
      internalHosts: new BlockList(),
      logLevel: 'info',
    });
  });

  it('takes what the environment says', () => {
    const config = readConfig({ ...env, PORT: '9000', FANLOOM_SPEED: '1d=10s', TEMPORAL_ADDRESS: 'temporal:7233' });
    expect(config).toMatchObject({ port: 9000, speed: 8640, temporal: { address: 'temporal:7233' } });
  });

  it('gives a copy for reports the password of the database', () => {
    const copy = { DATABASE_READ_URL: 'postgres://fanloom@replica/fanloom', DATABASE_READ_LAG: '30' };
    expect(readConfig({ ...env, ...copy, DATABASE_PASSWORD: 'pw' }).readReplica).toEqual({
      url: 'postgres://fanloom:pw@replica/fanloom',
      lagSeconds: 30,
    });
  });

  it('treats an empty variable as one that is not set', () => {
    expect(readConfig({ ...env, PORT: '' }).port).toBe(8080);
  });

  it('names every missing and malformed variable, without its value', () => {
    const read = () => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db', PORT: 'eighty' });
    expect(read).toThrow('Missing: FANLOOM_SECRETS. Malformed: DATABASE_URL, PORT.');
    expect(read).not.toThrow('hunter2');
  });
});
