import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, isStill } from '../launch/process-table.js';
import { leftoverTemporal } from '../launch/temporal.js';

const PREFIX = 'fanloom-test-';

/**
 * Makes a folder for the servers of a test run, which PostgreSQL's user can enter when the run is root's. Its name carries
 * the id of this process: what killed runs left behind, servers included, is cleaned up on the way.
 */
export async function makeTestFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const run = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (!Number.isNaN(run) && !isAlive(run)) await discard(join(tmpdir(), name));
  }
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o711);
  return folder;
}

async function discard(folder: string): Promise<void> {
  const postgres = Number.parseInt(
    await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => ''),
    10,
  );
  if (!Number.isNaN(postgres) && (await isStill(postgres, folder))) process.kill(postgres, 'SIGQUIT');
  const temporal = await leftoverTemporal(join(folder, 'temporal'));
  if (temporal !== undefined) process.kill(temporal, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
}
