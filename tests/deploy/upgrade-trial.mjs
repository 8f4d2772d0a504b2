// Tries the upgrade of a Compose installation as docs/it/upgrade.en.md tells it, while events come in and fans are in the middle of
// an SOP: to the new version, back to the one before, and there again. Ends with exit code 1 when anything is lost or sent twice.
//
//   node tests/deploy/upgrade-trial.mjs FOLDER IMAGE    FOLDER: a copy of deploy/compose, up with the version before and not yet
//                                                       set up; IMAGE: the new version
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EVENTS_PER_REQUEST, expectEqual, openInstallation, say, until } from './installation.mjs';

const [folder, newer] = process.argv.slice(2);
const REQUESTS_PER_SECOND = 5;
const SECONDS_BETWEEN = 20;
const SOP = `流程 "升级" {
  当 关注
  每人一次
  发私信 "欢迎，{粉丝.昵称|您}"
  等待 1 分钟
  发私信 "再见，{粉丝.昵称|您}"
}
`;

const { sql, setUp, deliver } = openInstallation(folder);
const env = join(folder, '.env');
const older = /^FANLOOM_IMAGE=(.+)$/m.exec(readFileSync(env, 'utf8'))[1];
const messages = () => sql('select count(*) from sandbox_message');

/** As the guide has it: another image in .env, and up. */
async function change(image) {
  const waiting = sql(`select count(*) from sandbox_message group by fan_id having count(*) = 1`).split('\n').length;
  writeFileSync(env, readFileSync(env, 'utf8').replace(/^FANLOOM_IMAGE=.*$/m, `FANLOOM_IMAGE=${image}`));
  const begin = performance.now();
  const compose = spawn('docker', ['compose', 'up', '-d', '--wait'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const words = compose.stderr.toArray();
  const [code] = await once(compose, 'close');
  if (code !== 0) throw new Error((await words).join(''));
  say(
    `${image}: up in ${((performance.now() - begin) / 1_000).toFixed(0)} s, ${waiting} fans in between their two messages`,
  );
  await delay(SECONDS_BETWEEN * 1_000);
}

const token = await setUp(SOP);
const handed = [];
let loading = true;
const load = (async () => {
  for (let batch = 0; loading; batch++) {
    handed.push(deliver(token, batch));
    await delay(1_000 / REQUESTS_PER_SECOND);
  }
})();
await delay(SECONDS_BETWEEN * 1_000);
for (const image of [newer, older, newer]) await change(image);
loading = false;
await load;
const tries = await Promise.all(handed);
const fans = handed.length * EVENTS_PER_REQUEST;
say(
  `${fans} events were acknowledged, ${tries.filter((n) => n > 1).length} of ${handed.length} requests had to be repeated`,
);
await until('everything sent', () => Number(messages()) >= 2 * fans);
await until('nothing waits', () => sql('select count(*) from fact_outbox') === '0');
await delay(SECONDS_BETWEEN * 1_000);
expectEqual('events kept', sql(`select count(*) from event where type = 'follow'`), fans);
expectEqual('messages at the provider', messages(), 2 * fans);
const pairs = sql(
  'select count(*) from (select from sandbox_message group by fan_id having count(*) = 2 and count(distinct body) = 2) t',
);
expectEqual('fans with one of each', pairs, fans);
