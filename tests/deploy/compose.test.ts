import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSecrets } from '@fanloom/server/config/secrets.js';
import { projectRoot } from '@fanloom/server/launch/project.js';

const COMPOSE = join(projectRoot, 'deploy/compose');

interface Service {
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  mem_limit?: string;
  stop_grace_period?: string;
  pids_limit?: number;
  ports?: string[];
  networks?: string[] | Record<string, unknown>;
}

async function readServices(): Promise<Record<string, Service>> {
  const file = parse(await readFile(join(COMPOSE, 'compose.yaml'), 'utf8'), { merge: true }) as {
    services: Record<string, Service>;
  };
  return file.services;
}

describe('generate-env.sh', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fanloom-compose-'));
    await cp(join(COMPOSE, 'generate-env.sh'), join(folder, 'generate-env.sh'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const generate = () => execFileSync('bash', [join(folder, 'generate-env.sh')], { encoding: 'utf8' });
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const modeOf = async (name: string) => (await stat(join(folder, name))).mode & 0o777;

  it('makes keys that the product takes, and closes them to others', async () => {
    generate();
    const { masterKeys, lookupKey } = await readSecrets(join(folder, 'secrets/secrets.json'));
    expect([masterKeys.versions, lookupKey.length]).toEqual([[1], 32]);
    expect([await modeOf('.env'), await modeOf('secrets'), await modeOf('secrets/backup.passphrase')]).toEqual([
      0o600, 0o700, 0o600,
    ]);
  });

  it('changes nothing when it runs again', async () => {
    const all = () => Promise.all(['.env', 'secrets/secrets.json', 'secrets/backup.passphrase'].map(read));
    generate();
    const before = await all();
    generate();
    expect(await all()).toEqual(before);
  });

  it('adds what a later version needs, and keeps what was set by hand', async () => {
    await writeFile(join(folder, '.env'), 'POSTGRES_PASSWORD=mine\n');
    generate();
    const env = await read('.env');
    expect(env).toMatch(/^POSTGRES_PASSWORD=mine$/m);
    expect(env).toMatch(/^FANLOOM_DB_PASSWORD=[A-Za-z0-9]{30,}$/m);
    expect(env.match(/^POSTGRES_PASSWORD=/gm)).toHaveLength(1);
  });
});

describe('compose.yaml', () => {
  it('hardens every service', async () => {
    for (const [name, service] of Object.entries(await readServices())) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        pids_limit: 512,
      });
      expect(service.restart, name).toMatch(/^(unless-stopped|on-failure:5)$/);
      if (service.restart === 'unless-stopped') expect(service.mem_limit, name).toBeDefined();
    }
  });

  it('keeps the databases and Temporal where nobody outside reaches them', async () => {
    const { postgres, temporal } = await readServices();
    for (const service of [postgres, temporal]) {
      expect(service?.networks).toEqual(['inside']);
      expect(service?.ports).toBeUndefined();
    }
  });

  it('does not wait for Temporal, which without PostgreSQL does not stop, until server and worker count as unhealthy', async () => {
    const { temporal } = await readServices();
    const image = await readFile(join(projectRoot, 'deploy/images/Dockerfile'), 'utf8');
    const [, interval, retries] = /--interval=(\d+)s .*--retries=(\d+)/.exec(image) ?? [];
    expect(parseInt(temporal?.stop_grace_period ?? '')).toBeLessThan((Number(interval) * Number(retries)) / 2);
  });
});
