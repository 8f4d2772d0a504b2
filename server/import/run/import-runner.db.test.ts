import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startImportRunner } from './import-runner.js';
import { openImportBench, testKeys, type ImportBench } from '../testing/import-file.js';
import { uploadPath } from '../file/upload-file.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

it('runs what was started and is here, also what a crash left behind, clears up after it, and undoes', async () => {
  const path = await bench.write('fans.csv', '昵称,来源\n小鹿,短视频\n');
  const [here, left, elsewhere] = [await bench.prepare(path), await bench.prepare(path), await bench.prepare(path)];
  for (const id of [here, left]) await copyFile(path, uploadPath(bench.folder, id));
  // A process that was killed held it until just now.
  await bench.db
    .updateTable('import')
    .set({ lease_until: new Date(Date.now() - 1) })
    .where('id', '=', left)
    .execute();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const runner = startImportRunner({ db: bench.db, keys: testKeys, folder: bench.folder, onError });
  const states = () => Promise.all([here, left, elsewhere].map(async (id) => (await bench.result(id)).state));
  await vi.waitFor(async () => expect(await states()).toEqual(['done', 'done', 'running']), { timeout: 20_000 });
  await vi.waitFor(() => expect([here, left].some((id) => existsSync(uploadPath(bench.folder, id)))).toBe(false), {
    timeout: 20_000,
  });
  await bench.db.updateTable('import').set({ state: 'undoing' }).where('id', '=', here).execute();
  await vi.waitFor(async () => expect(await states()).toEqual(['undone', 'done', 'running']), { timeout: 20_000 });
  await runner.stop();
  expect(errors).toEqual([]);
});
