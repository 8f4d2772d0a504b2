import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { pino } from 'pino';
import { startSimulatedClock } from '../clock/clock.js';
import { readConfig } from '../config/config.js';
import { readSecrets } from '../config/secrets.js';
import { UserError } from '../config/user-error.js';
import { openDatabase } from '../db/database.js';
import { playBroadcast } from './broadcast.js';
import { Plan } from './broadcast/plan.js';
import { guide } from './guide.js';
import { actorFor, PEOPLE } from './people.js';
import { prepareDemo } from './prepare.js';
import { freshToken } from './shop-token.js';

/**
 * Entry of the demo's process, which the launcher starts beside a running product with its business clock held, and stops
 * at any moment. What there is to say goes to the launcher, which knows the language.
 */
const config = readConfig(process.env);
const log = pino({ level: config.logLevel, base: { process: 'demo' } });
const [url, folder] = [setting('FANLOOM_URL'), setting('FANLOOM_DATA')];
const db = openDatabase(config.databaseUrl, { connections: 4, name: 'fanloom-demo' });

try {
  const { shopId, world, progress } = await prepareDemo(db, await readSecrets(config.secretsFile), folder, say);
  const token = await freshToken(db, await actorFor(db, PEOPLE.it), shopId);
  await startSimulatedClock(db, config.speed ?? 1);
  say(guide(url));
  await playBroadcast({ db, plan: new Plan(world, progress.startsAt), progress, folder, url, token });
} catch (error) {
  // What is no fault of the installation is for us: its stack goes to the log.
  if (!(error instanceof UserError))
    log.error({ stack: error instanceof Error ? error.stack : undefined }, 'demo failed');
  const { zh, en } = error instanceof UserError ? error.text : { zh: '原因见日志', en: 'the log tells why' };
  say({ zh: `演示中断：${zh}`, en: `The demo has ended: ${en}` }, () => process.exit(1));
}

/** @param told called when the launcher has it */
function say(line: Bilingual, told: () => void = () => undefined): void {
  process.send?.(line, told);
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: fanloom start --demo sets it`);
  return value;
}
