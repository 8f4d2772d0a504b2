import { once } from 'node:events';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Language } from './command.js';
import { serveLanguage } from './lsp-server.js';

/** Serves the editor at the other end of stdin and stdout until it goes away. */
export async function serveOverStdio(language: Language): Promise<void> {
  const { stdin, stdout } = process;
  const connection = createConnection(new StreamMessageReader(stdin), new StreamMessageWriter(stdout));
  serveLanguage(connection, language);
  // What is no pipe ends without being closed.
  const gone = Promise.race([once(stdin, 'end'), once(stdin, 'close')]);
  connection.listen();
  await gone;
}
