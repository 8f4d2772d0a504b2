// Tries a running Compose installation as IT would fear it: 200 events a second while every container is killed in turn,
// then a backup, the loss of everything, and a restore. Ends with exit code 1 when anything is lost or sent twice.
//
//   node tests/deploy/compose-trial.mjs FOLDER [SECONDS]    FOLDER: a copy of deploy/compose, up and not yet set up; SECONDS: 100
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [folder, seconds = '100'] = process.argv.slice(2);
const VICTIMS = ['server', 'worker', 'temporal', 'postgres'];
const EVENTS_PER_REQUEST = 20;
const REQUESTS_PER_SECOND = 10;
const PASSWORD = 'correct horse battery';
const SOP = `流程 "试运行" {
  当 关注
  每人一次
  发私信 "欢迎，{粉丝.昵称|您}"
}
`;

const run = (command, args, input) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'inherit'] }).trim();
const compose = (args, input) => run('docker', ['compose', ...args], input);
const fanloom = (args, input) => compose(['exec', '-T', 'server', 'node', 'fanloom.mjs', ...args], input);
const say = (line) => process.stdout.write(`${line}\n`);
const sql = (text) => compose(['exec', '-T', 'postgres', 'psql', '-U', 'postgres', '-d', 'fanloom', '-Atc', text]);
const url = `http://${compose(['port', 'server', '8080'])}`;

async function request(method, path, { body, headers } = {}) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const logIn = async (login) => {
  const answer = await request('POST', '/v1/session', { body: { login, password: PASSWORD } });
  return { cookie: answer.headers.getSetCookie()[0].split(';')[0] };
};

/** The first accounts, a token for events, and an SOP that writes to whoever follows. */
async function setUp() {
  const account = (login) => ({ login, name: login, password: PASSWORD });
  const set = await request('POST', '/v1/setup', {
    body: {
      token: fanloom(['setup-token']),
      shop: { name: '试运行' },
      administrator: account('it'),
      operator: account('lin'),
    },
  });
  const { shop_id } = await set.json();
  fanloom(['sop', 'publish', '/dev/stdin', '--shop', '试运行', '--as', 'lin'], SOP);
  const body = { shop_id, name: 'trial', scopes: ['events:write'] };
  const made = await request('POST', '/v1/tokens', { body, headers: await logIn('it') });
  return (await made.json()).token;
}

/** Hands a batch over until it is acknowledged, as a client has to. @returns how many tries it took */
async function deliver(token, batch) {
  const events = Array.from({ length: EVENTS_PER_REQUEST }, (_, n) => ({
    type: 'follow',
    happened_at: new Date().toISOString(),
    source: 'trial',
    key: `${batch}-${n}`,
    person: { nick: `试${batch}号${n}` },
  }));
  for (let tries = 1; ; tries++) {
    const handed = request('POST', '/v1/events', { body: { events }, headers: { authorization: `Bearer ${token}` } });
    if (await handed.catch(() => null)) return tries;
    await delay(500);
  }
}

function kill(service) {
  const pid = run('docker', ['inspect', '-f', '{{.State.Pid}}', compose(['ps', '-q', service])]);
  process.kill(Number(pid), 'SIGKILL');
}

async function load(token) {
  const batches = Number(seconds) * REQUESTS_PER_SECOND;
  const every = Math.floor(batches / (VICTIMS.length + 1));
  const handed = [];
  for (let batch = 0; batch < batches; batch++) {
    handed.push(deliver(token, batch));
    if (batch % every === every - 1 && batch / every < VICTIMS.length) {
      const victim = VICTIMS[Math.floor(batch / every)];
      kill(victim);
      say(`${victim} is killed, ${(batch + 1) * EVENTS_PER_REQUEST} events handed over`);
    }
    await delay(1_000 / REQUESTS_PER_SECOND);
  }
  const tries = await Promise.all(handed);
  return { events: batches * EVENTS_PER_REQUEST, again: tries.reduce((sum, n) => sum + n - 1, 0) };
}

async function until(what, condition) {
  for (let n = 0; n < 300; n++) {
    if (await condition()) return;
    await delay(1_000);
  }
  throw new Error(`After five minutes still not: ${what}`);
}

let failed = false;
function expectEqual(what, found, wanted) {
  const right = String(found) === String(wanted);
  failed ||= !right;
  say(`${right ? 'ok  ' : 'FAIL'}  ${what}: ${found}${right ? '' : `, not ${wanted}`}`);
}

const kept = () =>
  sql(`select (select count(*) from event), (select count(*) from fan), (select count(*) from effect where status = 'sent'),
    (select sum(hashtextextended(t::text, 0)::numeric) from sandbox_message t)`);
const sent = () => sql('select count(*) from sandbox_message');

const token = await setUp();
const { events, again } = await load(token);
say(`${events} events were acknowledged, ${again} requests had to be repeated`);
await until('everything sent', () => sent() === String(events));
await until('nothing waits', () => sql('select count(*) from fact_outbox') === '0');
expectEqual('events kept', sql(`select count(*) from event where type = 'follow'`), events);
expectEqual('messages at the provider', sent(), events);
expectEqual('fans with one', sql('select count(distinct fan_id) from sandbox_message'), events);

const before = kept();
say(run('./backup.sh', ['backups']));
compose(['down', '--volumes']);
const newest = readdirSync(join(folder, 'backups')).sort().at(-1);
run('./restore.sh', [`backups/${newest}`]);
expectEqual('events, fans and messages after the restore', kept(), before);
await until('the pages answer', () =>
  fetch(`${url}/readyz`)
    .then(({ ok }) => ok)
    .catch(() => false),
);
const headers = await logIn('lin');
const hold = await request('GET', '/v1/delivery-hold', { headers });
expectEqual('delivery is held', (await hold.json()).held, true);
const confirmed = () => request('DELETE', '/v1/delivery-hold', { headers }).then(Boolean, () => false);
await until('confirmed', confirmed);
await until('nothing waits', () => sql('select count(*) from fact_outbox') === '0');
await deliver(token, 'after');
await until('the next are sent', () => Number(sent()) >= events + EVENTS_PER_REQUEST);
expectEqual('messages at the provider, none repeated', sent(), events + EVENTS_PER_REQUEST);
process.exitCode = failed ? 1 : 0;
