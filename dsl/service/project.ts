import type { Catalogue } from '../catalogue/catalogue.js';
import type { Range } from '../ir/program.js';
import { type Parsed, parse } from '../parser/parse.js';
import type { TextEdit } from '../problem/problem.js';

/** A text that is being edited, as it was last read. */
export interface Document {
  path: string;
  parsed: Parsed;
}

/** What the service knows of the shop that the texts are written for. */
export interface Shop {
  catalogue: Catalogue;
  zone: string;
  /** Milliseconds since the epoch: dates are shown as if a fan entered now. */
  now: number;
}

/** Documents that belong together, and their shop. */
export interface Project {
  documents: readonly Document[];
  shop: Shop;
}

/** A stretch of one document. */
export interface Location {
  path: string;
  range: Range;
}

/** Changes to one document. */
export interface DocumentEdit {
  path: string;
  edits: TextEdit[];
}

export function openDocument(path: string, text: string): Document {
  return { path, parsed: parse(text) };
}

export function documentAt(project: Project, path: string): Document | null {
  return project.documents.find((document) => document.path === path) ?? null;
}

/** Does a stretch touch an offset? Both of its ends count: the cursor stands between characters. */
export function touches({ from, to }: Range, offset: number): boolean {
  return from <= offset && offset <= to;
}
