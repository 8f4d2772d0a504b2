import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@fanloom/server/launch/project.js';

/** What a migration of the next release may do: it only adds, to the tables that requests write to. */
const MIGRATION = `
import { sql } from 'kysely';
export async function up(db) {
  await sql\`alter table event add column origin text\`.execute(db);
  await sql\`alter table fan add column motto text not null default ''\`.execute(db);
  await sql\`alter table fan_shop add column rank int\`.execute(db);
  await sql\`create table next_release (id uuid primary key default uuid7(), fan_id uuid not null)\`.execute(db);
  await sql\`create index on fan_shop (shop_id, rank) where rank is not null\`.execute(db);
}`;

/** The code of the next release, as changes of what is built: it writes a column that only its own schema has. */
const CHANGES: [file: string, from: string, to: string][] = [
  ['package.json', '"version": "', '"version": "1000.'],
  [
    'server/dist/db/migrate.js',
    'const migrations = {',
    "import * as next from './migrations/1000-next.js';\nconst migrations = {\n    '1000-next': next,",
  ],
  ['server/dist/event/event.sql.js', 'source, history, properties)\n', 'source, history, properties, origin)\n'],
  ['server/dist/event/event.sql.js', 'history, properties::jsonb\n', "history, properties::jsonb, 'next'\n"],
];

/**
 * Makes a release after this one: the built product with a migration more, and code that needs it.
 *
 * @param root a folder that is not there yet
 * @throws when the code is no longer as the changes expect it
 */
export async function makeNextRelease(root: string): Promise<void> {
  const filter = (path: string) => !/\.(map|d\.ts|tsbuildinfo)$/.test(path);
  for (const name of ['dsl', 'server']) {
    await cp(join(projectRoot, name, 'dist'), join(root, name, 'dist'), { recursive: true, filter });
    await cp(join(projectRoot, name, 'package.json'), join(root, name, 'package.json'));
  }
  await cp(join(projectRoot, 'package.json'), join(root, 'package.json'));
  await linkPackages(root);
  await writeFile(join(root, 'server/dist/db/migrations/1000-next.js'), MIGRATION);
  for (const [file, from, to] of CHANGES) {
    const text = await readFile(join(root, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not have ${from}`);
    await writeFile(join(root, file), text.replace(from, to));
  }
}

/** The packages are those of this checkout, but for the product's own. */
async function linkPackages(root: string): Promise<void> {
  const own = join(root, 'node_modules/@fanloom');
  await mkdir(own, { recursive: true });
  for (const name of ['dsl', 'server']) await symlink(join(root, name), join(own, name));
  for (const name of await readdir(join(projectRoot, 'node_modules'))) {
    if (name !== '@fanloom') await symlink(join(projectRoot, 'node_modules', name), join(root, 'node_modules', name));
  }
  await symlink(join(projectRoot, 'dsl/node_modules'), join(root, 'dsl/node_modules'));
}

/** `fanloom migrate` of the release under `root`. @returns the names of what ran */
export async function migrateBy(root: string, databaseUrl: string): Promise<string[]> {
  const command = [join(root, 'server/dist/cli/fanloom.js'), 'migrate', '--json'];
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl };
  const { stdout } = await promisify(execFile)(process.execPath, command, { env });
  return (JSON.parse(stdout) as { migrated: string[] }).migrated;
}
