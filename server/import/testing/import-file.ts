import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MasterKeys } from '../../crypto/master-keys.js';
import { openDatabase, type Db } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { readIngestShop, type IngestShop } from '../../event/ingest-shop.js';
import { createTestDatabase, type TestDatabase } from '../../testing/database.js';
import { importOptions, type FormatChoice, type ImportOptions } from '../import-settings.js';
import { readOwnFields } from '../own-field.js';
import { previewFile } from '../preview.js';
import { runImport, type RunOptions, type RunResult } from '../run/run-import.js';
import { createImport, measureFile } from '../start-import.js';
import { undoImport } from '../undo/undo-import.js';

export const testKeys = { masterKeys: MasterKeys.of(Buffer.alloc(32, 7)), lookupKey: Buffer.alloc(32, 8) };

/** For tests: a shop that files are imported into, on a database of its own. */
export interface ImportBench {
  db: Db;
  shop: IngestShop;
  folder: string;
  /** Another shop; later calls import into it. */
  newShop(): Promise<IngestShop>;
  write(name: string, content: Buffer | string): Promise<string>;
  /** Makes an import of the file as it is detected. */
  prepare(path: string, options?: Partial<ImportOptions>, choice?: FormatChoice): Promise<string>;
  run(id: string, path: string, options?: RunOptions): Promise<RunResult>;
  /** Writes, prepares and runs; returns the import's row. */
  take(name: string, content: Buffer | string, options?: Partial<ImportOptions>): Promise<ImportResult>;
  /** Takes back all that an import brought. @returns whether this process did */
  undo(id: string): Promise<boolean>;
  result(id: string): Promise<ImportResult>;
  close(): Promise<void>;
}

export type ImportResult = Awaited<ReturnType<typeof readResult>>;

function readResult(db: Db, id: string) {
  return db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** @param given a migrated database to use instead of one of its own */
export async function openImportBench(given?: TestDatabase): Promise<ImportBench> {
  const database = given ?? (await createTestDatabase());
  const db = openDatabase(database.url);
  const folder = await mkdtemp(join(tmpdir(), 'fanloom-import-'));
  const bench: ImportBench = {
    db,
    shop: await makeShop(db),
    folder,
    newShop: async () => (bench.shop = await makeShop(db)),
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    prepare: async (path, options = {}, choice = {}) => {
      const ownFields = await readOwnFields(db, bench.shop.id);
      const place = { shop: bench.shop, ownFields, keys: testKeys, now: new Date() };
      const preview = await previewFile(path, place, choice);
      const [problem] = preview.problems;
      if (problem || !preview.kind) throw new Error(problem?.text.en ?? 'unknown kind');
      const plan = {
        ...preview,
        kind: preview.kind,
        header_row: preview.header_row ?? 1,
        options: importOptions.parse(options),
      };
      return createImport(db, bench.shop.id, { name: basename(path), ...(await measureFile(path)) }, plan, null);
    },
    run: (id, path, options) => runImport(db, testKeys, id, path, options),
    take: async (name, content, options = {}) => {
      const path = await bench.write(name, content);
      const id = await bench.prepare(path, options);
      await bench.run(id, path);
      return readResult(db, id);
    },
    undo: async (id) => {
      await db.updateTable('import').set({ state: 'undoing' }).where('id', '=', id).execute();
      return undoImport(db, id);
    },
    result: (id) => readResult(db, id),
    close: async () => {
      await db.destroy();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
  return bench;
}

async function makeShop(db: Db): Promise<IngestShop> {
  const { id } = await db.insertInto('shop').values({ name: uuid7() }).returning('id').executeTakeFirstOrThrow();
  const shop = await readIngestShop(db, id);
  if (!shop) throw new Error('The shop was not made');
  return shop;
}
