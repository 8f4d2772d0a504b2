import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import * as lsp from 'vscode-languageserver/node';
import { serveLanguage } from './lsp-server.js';

const SOP = `流程 "欢迎" {
  当 关注
  每人一次

  第0天 {
    打标签 "新粉"
    发私信 "你好" 附券 "开业10块"
  }
}
`;

let folder: string;
let client: ProtocolConnection;
let told: Map<string, Diagnostic[]>;
let uri: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-lsp-'));
  await writeFile(join(folder, 'coupons.sop'), '优惠券 "开业10元" 减10元 有效7天\n');
  uri = pathToFileURL(join(folder, 'welcome.sop')).href;
  client = connect();
  told = new Map();
  client.onNotification(lsp.PublishDiagnosticsNotification.type, ({ uri: of, diagnostics }) => {
    told.set(of, diagnostics);
  });
  client.listen();
  await client.sendRequest(lsp.InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: {},
    locale: 'zh-cn',
  });
  await client.sendNotification(lsp.InitializedNotification.type, {});
});

afterEach(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

/** An editor and the server at the two ends of a pipe. */
function connect(): ProtocolConnection {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  serveLanguage(server, 'en');
  server.listen();
  return createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
}

async function open(text: string): Promise<void> {
  const textDocument = { uri, languageId: 'fanloom-sop', version: 1, text };
  await client.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument });
}

async function diagnosed(code: string): Promise<Diagnostic> {
  const find = () => told.get(uri)?.find((one) => one.code === code);
  await expect.poll(find).toBeDefined();
  const found = find();
  if (!found) throw new Error('It was there');
  return found;
}

/** Line and column behind what stands in the text. */
function after(words: string, text = SOP): lsp.Position {
  const before = text.slice(0, text.indexOf(words) + words.length).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

const at = (position: lsp.Position) => ({ textDocument: { uri }, position });

describe('an editor', () => {
  it('is told what is wrong, in its language and with the other files of the folder', async () => {
    await open(SOP);
    const { message, range } = await diagnosed('SOP201');
    expect(message).toContain('最接近的是“开业10元”');
    expect(range.start.line).toBe(6);
  });

  it('gets the fix of a problem', async () => {
    await open(SOP);
    const { range } = await diagnosed('SOP201');
    const actions = await client.sendRequest(lsp.CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions?.[0]).toMatchObject({ edit: { changes: { [uri]: [{ newText: '"开业10元"' }] } } });
  });

  it('hears that a change has put it right', async () => {
    await open(SOP);
    await diagnosed('SOP201');
    await client.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: SOP.replace('开业10块', '开业10元') }],
    });
    await expect.poll(() => told.get(uri)?.map(({ code }) => code)).not.toContain('SOP201');
  });

  it('completes words by the grammar and names of the folder', async () => {
    await open(SOP);
    const names = await client.sendRequest(lsp.CompletionRequest.type, at(after('附券 "开业')));
    expect(labelsOf(names)).toEqual(['开业10元']);
    const words = await client.sendRequest(lsp.CompletionRequest.type, at(after('    ')));
    expect(labelsOf(words)).toContain('打标签');
    expect(labelsOf(words)).not.toContain('免打扰');
  });

  it('renames, goes to definitions of other files, explains', async () => {
    const text = SOP.replace('开业10块', '开业10元');
    await open(text);
    const place = at(after('附券 "开业', text));
    const found = await client.sendRequest(lsp.DefinitionRequest.type, place);
    expect(JSON.stringify(found)).toContain('coupons.sop');
    const renamed = await client.sendRequest(lsp.RenameRequest.type, { ...place, newName: '周年10元' });
    expect(Object.keys(renamed?.changes ?? {})).toHaveLength(2);
    const wrong = client.sendRequest(lsp.RenameRequest.type, { ...place, newName: '' });
    await expect(wrong).rejects.toThrow('名字不能是空的');
    const said = await client.sendRequest(lsp.HoverRequest.type, place);
    expect(JSON.stringify(said)).toContain('无门槛');
  });

  it('formats, outlines and colours', async () => {
    const text = SOP.replace('  当', '当');
    await open(text);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await client.sendRequest(lsp.DocumentFormattingRequest.type, { textDocument: { uri }, options });
    expect(edits).toMatchObject([{ newText: expect.stringContaining('  ') as string }]);
    const outline = await client.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument: { uri } });
    expect(outline?.map(({ name }) => name)).toEqual(['欢迎']);
    const colours = await client.sendRequest(lsp.SemanticTokensRequest.type, { textDocument: { uri } });
    // 流程 at the very beginning: line 0, column 0, two characters, a keyword.
    expect(colours?.data.slice(0, 5)).toEqual([0, 0, 2, 0, 0]);
  });
});

function labelsOf(found: lsp.CompletionList | lsp.CompletionItem[] | null): string[] {
  return (Array.isArray(found) ? found : (found?.items ?? [])).map(({ label }) => label);
}
