import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { afterEach, expect, it } from 'vitest';

let child: ChildProcess | undefined;

afterEach(() => void child?.kill());

const frame = (message: object) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
};

/** The built command, as an editor starts it. */
function start() {
  const cli = join(projectRoot, 'server/dist/cli/fanloom.js');
  child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  let said = '';
  stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, send: (message: object) => stdin.write(frame(message)), end: () => stdin.end(), heard: () => said };
}

it('fanloom lsp speaks the protocol over stdio, and ends when the editor goes away', async () => {
  const server = start();
  server.send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  await expect.poll(server.heard, { timeout: 20_000 }).toContain('"completionProvider"');
  server.send({ method: 'initialized', params: {} });
  const textDocument = { uri: 'untitled:a.sop', languageId: 'fanloom-sop', version: 1, text: '流程 "甲" {' };
  server.send({ method: 'textDocument/didOpen', params: { textDocument } });
  await expect.poll(server.heard, { timeout: 20_000 }).toContain('"SOP118"');
  const exit = once(server.child, 'exit');
  server.end();
  expect(await exit).toEqual([0, null]);
});
