import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { diagnose, problemsIn } from '@fanloom/dsl/service/diagnostics.js';
import { type Document, openDocument, type Project } from '@fanloom/dsl/service/project.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { folderCatalogue } from './folder-catalogue.js';

/** The SOP files that an editor has open, and the other ones of their folders. Paths are URIs. */
export class LspWorkspace {
  readonly #open = new Map<string, TextDocument>();
  readonly #read = new Map<string, Document>();

  opened(document: TextDocument): void {
    this.#open.set(document.uri, document);
  }

  closed(uri: string): void {
    this.#open.delete(uri);
  }

  openInFolderOf(uri: string): string[] {
    const folder = dirname(uri);
    return [...this.#open.keys()].filter((other) => dirname(other) === folder);
  }

  /** The text with its lines; undefined for a file that cannot be read. */
  async text(uri: string): Promise<TextDocument | undefined> {
    const open = this.#open.get(uri);
    if (open) return open;
    const text = await textOf(uri);
    return text === null ? undefined : TextDocument.create(uri, 'fanloom-sop', 0, text);
  }

  /** A file together with the others of its folder, without a shop: `folderCatalogue` says what is taken on trust. */
  async project(uri: string): Promise<Project> {
    const uris = [...new Set([uri, ...this.openInFolderOf(uri), ...(await filesBeside(uri))])];
    const texts = await Promise.all(uris.map((one) => this.text(one)));
    const documents = texts.flatMap((text) => (text ? this.#document(text) : []));
    const sources = documents.map(({ path, parsed }) => ({ path, text: parsed.text }));
    const { catalogue } = folderCatalogue(sources);
    return { documents, shop: { catalogue, zone: NEW_SHOP.zone, now: Date.now() } };
  }

  async problems(uri: string): Promise<Problem[]> {
    return problemsIn(diagnose(await this.project(uri)), uri);
  }

  /** Read again only when its text is another one. */
  #document(text: TextDocument): Document {
    const known = this.#read.get(text.uri);
    if (known?.parsed.text === text.getText()) return known;
    const read = openDocument(text.uri, text.getText());
    this.#read.set(text.uri, read);
    return read;
  }
}

async function filesBeside(uri: string): Promise<string[]> {
  if (!uri.startsWith('file:')) return [];
  const folder = dirname(fileURLToPath(uri));
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.sop')).map((name) => pathToFileURL(join(folder, name)).href);
}

async function textOf(uri: string): Promise<string | null> {
  return uri.startsWith('file:') ? readFile(fileURLToPath(uri), 'utf8').catch(() => null) : null;
}
