import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@fanloom/server/launch/project.js';

/** The last one before row rules became a feature that is sold. */
export const DIRECTUS_VERSION = '11.17.4';

const run = promisify(execFile);
const CACHE = join('.cache', `directus-${DIRECTUS_VERSION}`);
const INSTALL_TIMEOUT = 900_000;

/** Paths from the root of the checkout. */
export interface DirectusProgram {
  cli: string;
  server: string;
}

/**
 * Directus in a folder of its own in the cache (0.8 GiB, installed once), since it is not part of the product.
 * Its scripts are left out but for the build of isolated-vm, without which it does not start.
 * Throws when npm does not bring it or nothing here compiles C++.
 */
export async function findDirectus(note: (text: string) => void): Promise<DirectusProgram> {
  const modules = join(CACHE, 'node_modules');
  const program = { cli: join(modules, 'directus/cli.js'), server: join(modules, '@directus/api/dist/start.js') };
  if (await isThere(join(projectRoot, program.cli))) return program;
  note(`installs Directus ${DIRECTUS_VERSION} in ${CACHE}, once`);
  const work = join(projectRoot, `${CACHE}.part`);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'package.json'), '{ "private": true }\n');
  const npm = (...args: string[]) => run('npm', args, { cwd: work, timeout: INSTALL_TIMEOUT, maxBuffer: 2 ** 26 });
  await npm('install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `directus@${DIRECTUS_VERSION}`);
  await npm('rebuild', 'isolated-vm');
  await rename(work, join(projectRoot, CACHE));
  return program;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
