// What the trials of a running Compose installation have in common: its commands, its first accounts, events until they are taken.
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export const EVENTS_PER_REQUEST = 20;
const PASSWORD = 'correct horse battery';

/** @param folder a copy of deploy/compose, up and not yet set up */
export function openInstallation(folder) {
  const run = (command, args, input) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'inherit'] }).trim();
  const compose = (args, input) => run('docker', ['compose', ...args], input);
  const fanloom = (args, input) => compose(['exec', '-T', 'server', 'node', 'fanloom.mjs', ...args], input);
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

  /** The first accounts, a token for events, and an SOP for whoever follows. @returns the token */
  async function setUp(sop) {
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
    fanloom(['sop', 'publish', '/dev/stdin', '--shop', '试运行', '--as', 'lin'], sop);
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
  return { run, compose, sql, url, request, logIn, setUp, deliver };
}

export const say = (line) => process.stdout.write(`${line}\n`);

export async function until(what, condition) {
  for (let n = 0; n < 300; n++) {
    if (await condition()) return;
    await delay(1_000);
  }
  throw new Error(`After five minutes still not: ${what}`);
}

/** Says it; where it is not so the process ends with exit code 1. */
export function expectEqual(what, found, wanted) {
  const right = String(found) === String(wanted);
  if (!right) process.exitCode = 1;
  say(`${right ? 'ok  ' : 'FAIL'}  ${what}: ${found}${right ? '' : `, not ${wanted}`}`);
}
