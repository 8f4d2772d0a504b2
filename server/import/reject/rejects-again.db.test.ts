import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Target } from '../columns.js';
import { importOptions, type FormatChoice } from '../import-settings.js';
import { previewFile } from '../preview.js';
import { rejectFile } from './reject-file.js';
import { previewAsBefore, saveMapping } from '../saved-mapping.js';
import { createImport, measureFile } from '../start-import.js';
import { openImportBench, testKeys, type ImportBench } from '../testing/import-file.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const cases: [string, string, FormatChoice, (Target | null)[]][] = [
  [
    'under heads that nobody knows',
    'Wer（谁）,Wann,Wieviel\nu1,2026-03-05,12.00\nu2,2026-03-32,8.00\n',
    { kind: 'orders', header_row: 1 },
    ['user_id', 'ordered_at', 'paid'],
  ],
  [
    'without heads',
    'u1,2026-03-05,12.00\nu2,2026-03-32,8.00\n',
    { kind: 'orders', header_row: 0 },
    ['user_id', 'ordered_at', 'paid'],
  ],
];

it.each(cases)('rows that were rejected %s are read as their file was', async (_, text, choice, fields) => {
  const shop = await bench.newShop();
  const place = { shop, ownFields: new Map(), keys: testKeys, now: new Date() };
  const path = await bench.write('list.csv', text);
  const found = await previewFile(path, place, choice);
  const columns = found.columns.map((column, i) => ({ ...column, field: fields[i] ?? null }));
  const preview = await previewFile(path, place, choice, columns);
  const { kind, header_row } = preview;
  if (kind === null || header_row === null) throw new Error('This is no table');
  const plan = { ...preview, kind, header_row, options: importOptions.parse({}) };
  await saveMapping(bench.db, shop.id, plan);
  const id = await createImport(bench.db, shop.id, { name: 'list.csv', ...(await measureFile(path)) }, plan, null);
  await bench.run(id, path);
  expect(await bench.result(id)).toMatchObject({ loaded: 1, rejected: 1 });

  let rejects = '';
  for await (const piece of rejectFile(bench.db, testKeys, { id, mapping: plan }, 'zh')) rejects += piece;
  const corrected = await bench.write('rejects.csv', rejects.replace('2026-03-32', '2026-03-31'));
  const again = await previewAsBefore(bench.db, corrected, place);
  expect(again).toMatchObject({ kind, problems: [], scan: { accepted: 1, rejected: 0 } });
  expect(again.remembered).not.toBeNull();
  expect(again.columns.map(({ field }) => field)).toEqual([null, null, ...fields]);
});
