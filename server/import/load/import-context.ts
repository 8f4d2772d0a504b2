import type { Keys } from '../../crypto/keys.js';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import type { Identity } from '../../identity/identity.js';
import type { MetFans } from '../../identity/resolve-fans.js';
import type { RowProblem } from '../import.problems.js';
import type { OwnValues } from '../rows/own-values.js';

export interface Owner {
  id: string;
  teamId: string | null;
}

/** What all batches of one import share. */
export interface ImportContext {
  importId: string;
  shop: IngestShop;
  keys: Keys;
  /** What the file tells is old: it starts no SOP. */
  history: boolean;
  /** Business time at which the import began. */
  startedAt: Date;
  /** The broadcast a live export is about. */
  session: { id: string; name: string } | null;
  defaultOwner: Owner | null;
  /** People of the shop by name and by login. */
  owners: Map<string, Owner>;
  /** Channels on which everybody in the file has agreed to be written to, as the operator declares. */
  consent: string[];
  /** What the operator should know though no row was rejected: code to examples. */
  warnings: Map<string, Set<string>>;
}

/** A row with the identities of whom it is about. */
export interface PreparedRow<R> {
  row: R;
  identities: Identity[];
  /** What it says in the shop's own fields. */
  own?: OwnValues | undefined;
}

/** What became of a row: new, changed something, changed nothing, or not taken for this reason. */
export type Outcome = 'loaded' | 'merged' | 'unchanged' | RowProblem;

/** Rows that are written in one transaction, with what was found of their people before it. */
export interface Batch<R> {
  no: number;
  rows: PreparedRow<R>[];
  met: MetFans;
}

/** Writes a batch of rows within the batch's transaction. */
export type Loader<R> = (tx: Tx, context: ImportContext, batch: Batch<R>) => Promise<Outcome[]>;

export const nobody: RowProblem = { code: 'IMP204' };
/** A refund of an order that nobody has told of. */
export const unknownOrder: RowProblem = { code: 'IMP220' };

const MOST_EXAMPLES = 20;

export function warn(context: ImportContext, code: string, example: string): void {
  const examples = context.warnings.get(code) ?? new Set();
  context.warnings.set(code, examples);
  if (examples.size < MOST_EXAMPLES) examples.add(example);
}

/** A fact older than the shop's limit is history even in an import of current data. */
export function isHistory(context: ImportContext, happenedAt: number): boolean {
  return context.history || happenedAt < context.startedAt.getTime() - context.shop.entryMaxAgeSeconds * 1000;
}
