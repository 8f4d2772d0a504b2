import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@fanloom/server/launch/project.js';
import type { Finding } from '@fanloom/server/health/finding.js';
import type { Runner } from './worker-process.js';

const CLI = join(projectRoot, 'server/dist/cli/fanloom.js');

/** What `fanloom doctor` says is not as it should be, in English, by name. */
export async function whatTheDoctorSays(env: Record<string, string>, runner?: Runner): Promise<Map<string, string>> {
  const node: Runner = [process.execPath, CLI, 'doctor', '--json', '--lang', 'en'];
  const [program, ...args] = runner ? ([...runner, ...node] as const) : node;
  const run = promisify(execFile)(program, args, { env: { PATH: process.env['PATH'], ...env } });
  const { stdout } = await run.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding & { found: string });
  return new Map(findings.filter(({ state }) => state === 'fail').map(({ name, found }) => [name, found]));
}
