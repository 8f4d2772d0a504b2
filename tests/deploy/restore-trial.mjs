// Measures backup and restore of a Compose installation with many fans: fills its database, backs it up, removes every volume
// and restores. Ends with an exit code that is not 0 when anything differs.
//
//   node tests/deploy/restore-trial.mjs FOLDER [FANS]    FOLDER: a copy of deploy/compose, up and not yet set up; FANS: 1,000,000
//
// A fan has an order and ten events, as in docs/it/sizing.en.md. Needs the build (npm run build) and four times the data's disk.
// Beside each time stands PostgreSQL's CPU time, which a busy machine does not change.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fanloom/server/db/database.js';
import { fillShop } from '../dist/bench/data/fill-shop.js';

const [folder, count = '1000000'] = process.argv.slice(2);
const fans = Number(count);
const EVENTS_EACH = 10;

const run = (command, ...args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const compose = (...args) => run('docker', 'compose', ...args);
const say = (line) => process.stdout.write(`${line}\n`);
const rows = () => {
  const counts = ['fan', 'identity', 'shop_order', 'event'].map((table) => `(select count(*) from ${table})`);
  return compose(...'exec -T postgres psql -U postgres -d fanloom -qAtc'.split(' '), `select ${counts.join(', ')}`);
};

async function timed(what, work) {
  const begin = performance.now();
  const result = await work();
  const load = loadavg()[0].toFixed(0);
  say(
    `${what}: ${((performance.now() - begin) / 1_000).toFixed(0)} s, load ${load}; PostgreSQL has used ${cpuSeconds()} s of CPU since it started`,
  );
  return result;
}

/** Of the container of PostgreSQL since its start. */
function cpuSeconds() {
  const usage =
    'cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2>/dev/null || awk \'$1 == "usage_usec" { print $2 * 1000 }\' /sys/fs/cgroup/cpu.stat';
  return (Number(compose('exec', '-T', 'postgres', 'sh', '-c', usage)) / 1e9).toFixed(0);
}

/** The database, on the network of the containers. */
function databaseUrl() {
  const [, password] = /^FANLOOM_DB_PASSWORD=(.+)$/m.exec(readFileSync(join(folder, '.env'), 'utf8')) ?? [];
  const address = run(
    ...['docker', 'inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'],
    compose('ps', '-q', 'postgres'),
  );
  return `postgres://fanloom:${password}@${address}:5432/fanloom`;
}

async function fill() {
  const db = openDatabase(databaseUrl(), { connections: 1, patient: true });
  try {
    await fillShop(db, { fans, orders: fans, events: EVENTS_EACH * fans, endsAt: new Date() });
  } finally {
    await db.destroy();
  }
}

await timed(`${fans} fans are made`, fill);
const before = rows();
say(await timed('backup', () => run('./backup.sh', 'backups')));
const [newest] = readdirSync(join(folder, 'backups')).sort().reverse();
compose('down', '--volumes');
// It compares every table with the checksums in the backup, and ends otherwise.
await timed('restore, until the product is up', () => run('./restore.sh', `backups/${newest}`));
const after = rows();
say(`fans, identities, orders, events: ${after}${after === before ? ', as before' : `, not ${before}`}`);
process.exitCode = after === before ? 0 : 1;
