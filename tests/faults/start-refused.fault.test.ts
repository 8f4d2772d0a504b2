import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureSecrets } from '@fanloom/server/config/secrets.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';

const run = promisify(execFile);
const HOST = 'nowhere.invalid';

let folder: string;
beforeEach(async () => {
  folder = await makeTestFolder();
});
afterEach(() => rm(folder, { recursive: true }));

async function startIn(env: Record<string, string>, entry: string): Promise<{ code: unknown; out: string }> {
  const ended = run(process.execPath, [join(projectRoot, entry)], { env: { PATH: process.env['PATH'], ...env } });
  return ended.then(
    () => ({ code: 0, out: '' }),
    ({ code, stdout, stderr }: { code: unknown; stdout: string; stderr: string }) => ({ code, out: stdout + stderr }),
  );
}

describe.each(['server/dist/http/serve.js', 'workflows/dist/worker.js'])('%s that cannot start', (entry) => {
  it('says why and what to do in a line of its log, and names no host', async () => {
    const secrets = join(folder, 'secrets.json');
    await ensureSecrets(secrets);
    const url = `postgres://fanloom:secret@${HOST}/fanloom`;
    const { code, out } = await startIn({ DATABASE_URL: url, FANLOOM_SECRETS: secrets }, entry);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      level: 60,
      found: "The database's host name cannot be resolved",
      advice: 'Check the host in DATABASE_URL, and the DNS.',
    });
    expect(out).not.toContain(HOST);
  });

  it('says which setting is missing', async () => {
    const { code, out } = await startIn({ FANLOOM_SECRETS: join(folder, 'secrets.json') }, entry);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      error_code: 'CONFIG001',
      found: expect.stringContaining('DATABASE_URL') as string,
    });
  });
});
