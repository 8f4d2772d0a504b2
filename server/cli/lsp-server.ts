import { complete } from '@fanloom/dsl/service/completion.js';
import { definitionsOfName, references } from '@fanloom/dsl/service/definition.js';
import { documentSymbols } from '@fanloom/dsl/service/document-symbol.js';
import { formatEdits } from '@fanloom/dsl/service/format-edits.js';
import { hover } from '@fanloom/dsl/service/hover.js';
import { documentAt, type Location as Place, type Project } from '@fanloom/dsl/service/project.js';
import { quickFixes } from '@fanloom/dsl/service/quick-fix.js';
import { renamable, rename } from '@fanloom/dsl/service/rename.js';
import { semanticTokens } from '@fanloom/dsl/service/semantic-token.js';
import { SEMANTIC_TYPES } from '@fanloom/dsl/service/semantic-type.js';
import {
  CodeActionKind,
  type Connection,
  LSPErrorCodes,
  type Location,
  type Position,
  ResponseError,
  type ServerCapabilities,
  TextDocuments,
  TextDocumentSyncKind,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Language } from './command.js';
import { completionIn, diagnosticIn, editsIn, rangeIn, semanticData, symbolIn } from './lsp-view.js';
import { LspWorkspace } from './lsp-workspace.js';

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['"', '“', '「', '{', '.'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  documentFormattingProvider: true,
  documentSymbolProvider: true,
  semanticTokensProvider: { legend: { tokenTypes: [...SEMANTIC_TYPES], tokenModifiers: [] }, full: true },
};

interface At {
  textDocument: { uri: string };
  position: Position;
}

/** Answers an editor's questions with the one language service. `language` is that of messages until it names its own. */
export function serveLanguage(connection: Connection, language: Language): void {
  const workspace = new LspWorkspace();
  const documents = new TextDocuments(TextDocument);
  let spoken = language;

  connection.onInitialize(({ locale }) => {
    if (locale) spoken = locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
    return { capabilities: CAPABILITIES, serverInfo: { name: 'fanloom' } };
  });

  documents.onDidChangeContent(async ({ document }) => {
    workspace.opened(document);
    // What one file defines the others may use.
    for (const uri of workspace.openInFolderOf(document.uri)) await publish(uri);
  });
  documents.onDidClose(async ({ document }) => {
    workspace.closed(document.uri);
    await connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  async function publish(uri: string): Promise<void> {
    const text = await workspace.text(uri);
    if (!text) return;
    const { version } = text;
    const problems = await workspace.problems(uri);
    const diagnostics = problems.map((problem) => diagnosticIn(text, problem, spoken));
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }

  /** Runs a question about a place; `fallback` where the file cannot be read. */
  async function at<T>(
    { textDocument: { uri }, position }: At,
    fallback: T,
    answer: (project: Project, uri: string, offset: number, text: TextDocument) => T | Promise<T>,
  ): Promise<T> {
    const text = await workspace.text(uri);
    return text ? answer(await workspace.project(uri), uri, text.offsetAt(position), text) : fallback;
  }

  async function locations(places: readonly Place[]): Promise<Location[]> {
    const found = await Promise.all(
      places.map(async ({ path, range }) => {
        const text = await workspace.text(path);
        return text ? [{ uri: path, range: rangeIn(text, range) }] : [];
      }),
    );
    return found.flat();
  }

  connection.onCompletion((params) =>
    at(params, [], (project, uri, offset, text) =>
      complete(project, uri, offset).map((item) => completionIn(text, item, spoken)),
    ),
  );

  connection.onHover((params) =>
    at(params, null, (project, uri, offset, text) => {
      const found = hover(project, uri, offset);
      if (!found) return null;
      const value = `${found.title[spoken]}\n\n${found.text[spoken]}`;
      return { range: rangeIn(text, found.range), contents: { kind: 'plaintext', value } };
    }),
  );

  connection.onDefinition((params) =>
    at<Location[]>(params, [], (project, uri, offset) => locations(definitionsOfName(project, uri, offset))),
  );

  connection.onReferences((params) =>
    at<Location[]>(params, [], (project, uri, offset) => locations(references(project, uri, offset))),
  );

  connection.onPrepareRename((params) =>
    at(params, null, (project, uri, offset, text) => {
      const found = renamable(project, uri, offset);
      return found && { range: rangeIn(text, found.range), placeholder: found.name };
    }),
  );

  connection.onRenameRequest((params) =>
    at<{ changes: Record<string, TextEdit[]> } | null>(params, null, async (project, uri, offset) => {
      const renamed = rename(project, uri, offset, params.newName);
      if (!renamed.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.why[spoken]);
      const changes: Record<string, TextEdit[]> = {};
      for (const { path, edits } of renamed.edits) {
        const text = await workspace.text(path);
        if (text) changes[path] = editsIn(text, edits);
      }
      return { changes };
    }),
  );

  connection.onCodeAction(async ({ textDocument: { uri }, range }) => {
    const text = await workspace.text(uri);
    if (!text) return [];
    const stretch = { from: text.offsetAt(range.start), to: text.offsetAt(range.end) };
    return quickFixes(await workspace.problems(uri), stretch).map(({ title, edits, problem }) => ({
      title: title[spoken],
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticIn(text, problem, spoken)],
      edit: { changes: { [uri]: editsIn(text, edits) } },
    }));
  });

  connection.onDocumentFormatting(async ({ textDocument: { uri } }) => {
    const text = await workspace.text(uri);
    return text ? editsIn(text, formatEdits(text.getText())) : [];
  });

  connection.onDocumentSymbol(({ textDocument }) =>
    at({ textDocument, position: { line: 0, character: 0 } }, [], (project, uri, _, text) => {
      const document = documentAt(project, uri);
      return document ? documentSymbols(document).map((symbol) => symbolIn(text, symbol)) : [];
    }),
  );

  connection.languages.semanticTokens.on(({ textDocument }) =>
    at({ textDocument, position: { line: 0, character: 0 } }, { data: [] }, (project, uri, _, text) => {
      const document = documentAt(project, uri);
      return semanticData(text, document ? semanticTokens(document) : []);
    }),
  );

  documents.listen(connection);
}
