import { describe, expect, it, vi } from 'vitest';
import type { Command } from './command.js';
import { dispatch } from './dispatch.js';
import { keysCommand } from './keys.js';
import { privacyCommand } from './privacy.js';
import { setupTokenCommand } from './setup-token.js';
import { startCommand } from './start.js';

async function told(argv: string[], commands: Command[]): Promise<string> {
  let said = '';
  const write = (text: string) => (said += text);
  expect(await dispatch(argv, commands, { LANG: 'en_US.UTF-8' }, { stdout: { write }, stderr: { write } })).toBe(2);
  return said;
}

describe('what an operator may run into is no internal error', () => {
  it('a data folder that cannot be made', async () => {
    expect(await told(['start', '--data', '/dev/null/here'], [startCommand])).toMatch(
      /^CLI008 {2}\/dev\/null\/here cannot be used: a part of the path is no folder \(ENOTDIR\)\./,
    );
  });

  it('a database that does not answer', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing');
    const said = await told(['setup-token'], [setupTokenCommand]).finally(() => vi.unstubAllEnvs());
    expect(said).toMatch(/^CLI007 {2}No connection to the database: The database does not answer \(ECONNREFUSED\)\./);
  });

  it.each([
    ['keys', keysCommand, 'KEY003'],
    ['privacy', privacyCommand, 'PRVCLI001'],
  ])('%s without a verb, before it looks for keys', async (name, command, code) => {
    expect(await told([name, '--data', '/dev/null/here'], [command])).toContain(`${code}  `);
  });
});
