/* eslint-disable @typescript-eslint/no-require-imports -- VS Code loads extensions as CommonJS */
// Starts `fanloom lsp` and connects the editor with it. All knowledge of the language is in that command.
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = async function activate() {
  const command = workspace.getConfiguration('fanloom').get('command', 'fanloom');
  client = new LanguageClient(
    'fanloom-sop',
    'Fanloom SOP',
    { command, args: ['lsp'] },
    { documentSelector: [{ language: 'fanloom-sop' }] },
  );
  await client.start();
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
