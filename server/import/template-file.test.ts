import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { IMPORT_KINDS } from './columns.js';
import { previewFile } from './preview.js';
import { templateFile } from './template-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-template-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = {
  shop: { id: '01900000-0000-7000-8000-000000000001', platform: 'taobao', zone: 'Asia/Shanghai' },
  ownFields: new Map(),
  keys: { masterKeys: MasterKeys.of(Buffer.alloc(32, 7)), lookupKey: Buffer.alloc(32, 8) },
  now: new Date('2026-06-01'),
};

it.each(IMPORT_KINDS)('the template of %s is recognised, every column of it, and its example fits', async (kind) => {
  const path = join(folder, kind);
  await writeFile(path, templateFile(kind));
  const { problems, columns, scan, ...preview } = await previewFile(path, place);
  expect([preview.kind, problems]).toEqual([kind, []]);
  expect(columns.filter(({ field }) => field === null)).toEqual([]);
  expect(scan).toMatchObject({ accepted: 1, rejected: 0, reasons: [] });
});
