import { join } from 'node:path';
import { lastLines } from '@fanloom/server/launch/log-file.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import type { Stage } from '../stage.js';

/** A running server that lists fans; `url` and `headers` ask for somebody's first page. */
export interface ListServer {
  url: string;
  headers: Record<string, string>;
  stop: () => Promise<void>;
}

/**
 * Starts a built entry (path from the root of the checkout) that says something once it listens.
 * @returns with what it said
 */
export async function startEntry(
  stage: Stage,
  name: string,
  entry: string,
  env: NodeJS.ProcessEnv,
): Promise<{ said: unknown; stop: () => Promise<void> }> {
  const log = join(stage.folder, `${name}.log`);
  let hear: (message: unknown) => void = () => undefined;
  const heard = new Promise((resolve) => (hear = resolve));
  const service = await startNodeProcess(entry, env, log, hear);
  const said = await Promise.race([heard, service.exited]);
  if (said === undefined) throw new Error(`The ${name} server ended:\n${await lastLines(log)}`);
  return { said, stop: () => service.stop() };
}
