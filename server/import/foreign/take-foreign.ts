import { expect } from 'vitest';
import type { Column, Target } from '../columns.js';
import { importOptions, type FormatChoice } from '../import-settings.js';
import { reasonsOf } from '../import.queries.js';
import { previewFile, type Preview } from '../preview.js';
import { createImport, measureFile } from '../start-import.js';
import { testKeys, type ImportBench, type ImportResult } from '../testing/import-file.js';

/** What a file of somebody else comes to: all amounts in fen. */
export interface ForeignSums {
  orders: number;
  /** What was paid, or is to be paid where the file does not say. */
  amount: number;
  refunded: number;
  /** What the fans have spent, before what was paid back. */
  spend: number;
  fans: number;
  /** Events by type that are of no order. */
  behaviour: Record<string, number>;
}

/** How a person reads the file where the detection cannot tell: what each column stands for, null leaves it out. */
export interface ForeignReading extends FormatChoice {
  columns?: (Target | null)[];
}

export interface ForeignFile {
  text: Buffer | string;
  /** What a person corrects. */
  reading?: ForeignReading;
  /** As a plain script adds the file up. */
  sums: Partial<ForeignSums>;
  layout?: number;
  /** Rows that are not taken, by reason. */
  rejected?: Record<string, number>;
  /** Codes of what the page tells before the import. */
  cautions?: string[];
}

/** A file comes to its sums, every row is accounted for, and the same file once more changes nothing. */
export async function checkForeign(bench: ImportBench, name: string, file: ForeignFile): Promise<void> {
  const { text, reading, sums, rejected = {} } = file;
  const first = await takeForeign(bench, name, text, reading);
  expect(first.sums).toMatchObject(sums);
  const { id, layout } = first.result;
  expect(Object.fromEntries((await reasonsOf(bench.db, id)).map(({ code, count }) => [code, count]))).toEqual(rejected);
  if (file.cautions) expect(first.preview.cautions.map(({ code }) => code)).toEqual(file.cautions);
  expect(layout).toBe(file.layout ?? first.preview.header_row);
  const again = await takeForeign(bench, `again ${name}`, text, reading);
  expect(again.sums).toEqual(first.sums);
  expect(again.result).toMatchObject({ loaded: 0, merged: 0, layout, rejected: first.result.rejected });
}

/** Imports a file as the wizard would, corrected as a person does. */
export async function takeForeign(
  bench: ImportBench,
  name: string,
  content: Buffer | string,
  { columns, ...choice }: ForeignReading = {},
): Promise<{ preview: Preview; result: ImportResult; sums: ForeignSums }> {
  const path = await bench.write(name, content);
  const place = { shop: bench.shop, ownFields: new Map(), keys: testKeys, now: new Date() };
  const found = await previewFile(path, place, choice);
  const given = columns && found.columns.map((column, i): Column => ({ ...column, field: columns[i] ?? null }));
  const reading = { ...choice, ...(found.header_row !== null && { header_row: found.header_row }) };
  const preview = given ? await previewFile(path, place, reading, given) : found;
  const { kind, header_row, problems } = preview;
  if (kind === null || header_row === null || problems.length > 0) throw new Error(JSON.stringify(problems));
  const plan = { ...preview, kind, header_row, options: importOptions.parse({}) };
  const id = await createImport(bench.db, bench.shop.id, { name, ...(await measureFile(path)) }, plan, null);
  await bench.run(id, path);
  return { preview, result: await bench.result(id), sums: await sumsOf(bench) };
}

async function sumsOf({ db, shop }: ImportBench): Promise<ForeignSums> {
  const orders = await db
    .selectFrom('shop_order')
    .select((eb) => ['refunded', eb.fn.coalesce('paid', 'payable').as('amount')])
    .where('shop_id', '=', shop.id)
    .execute();
  const fans = await db.selectFrom('fan_shop').select('spend').where('shop_id', '=', shop.id).execute();
  const events = await db.selectFrom('event').select(['type', 'properties']).where('shop_id', '=', shop.id).execute();
  const behaviour: Record<string, number> = {};
  for (const { type, properties } of events) {
    if (!JSON.stringify(properties).includes('"order"')) behaviour[type] = (behaviour[type] ?? 0) + 1;
  }
  return {
    orders: orders.length,
    amount: orders.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
    refunded: orders.reduce((sum, { refunded }) => sum + refunded, 0),
    spend: fans.reduce((sum, { spend }) => sum + spend, 0),
    fans: fans.length,
    behaviour,
  };
}
