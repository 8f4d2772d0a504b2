// Tries a running Compose installation as IT would fear it: 200 events a second while every container is killed in turn,
// then a backup, the loss of everything, and a restore. Ends with exit code 1 when anything is lost or sent twice.
//
//   node tests/deploy/compose-trial.mjs FOLDER [SECONDS]    FOLDER: a copy of deploy/compose, up and not yet set up; SECONDS: 100
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EVENTS_PER_REQUEST, expectEqual, openInstallation, say, until } from './installation.mjs';

const [folder, seconds = '100'] = process.argv.slice(2);
const VICTIMS = ['server', 'worker', 'temporal', 'postgres'];
const REQUESTS_PER_SECOND = 10;
const SOP = `流程 "试运行" {
  当 关注
  每人一次
  发私信 "欢迎，{粉丝.昵称|您}"
}
`;

const { run, compose, sql, url, request, logIn, setUp, deliver } = openInstallation(folder);

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

const kept = () =>
  sql(`select (select count(*) from event), (select count(*) from fan), (select count(*) from effect where status = 'sent'),
    (select sum(hashtextextended(t::text, 0)::numeric) from sandbox_message t)`);
const sent = () => sql('select count(*) from sandbox_message');

const token = await setUp(SOP);
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
