import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ImportKind } from '../columns.js';
import { previewFile } from '../preview.js';
import { testKeys } from '../testing/import-file.js';

/** How a file is read that nobody has corrected. */
export interface Layout {
  text: Buffer | string;
  kind: ImportKind | null;
  /** What each column stands for, with its unit; `-` for those that are left out. */
  fields: string;
  accepted: number;
  /** What keeps it from being imported. */
  problems?: string[];
  /** Rows that are not taken, by reason. */
  rejected?: Record<string, number>;
}

export async function checkLayout(name: string, { text, ...layout }: Layout): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fanloom-layout-'));
  try {
    const path = join(folder, name);
    await writeFile(path, text);
    const shop = { id: 's1', platform: 'taobao', zone: 'Asia/Shanghai' };
    const { kind, columns, scan, problems } = await previewFile(path, {
      shop,
      ownFields: new Map(),
      keys: testKeys,
      now: new Date(),
    });
    expect({
      kind,
      fields: columns.map(({ field, unit }) => `${field ?? '-'}${unit === null ? '' : `(${unit})`}`).join(' '),
      accepted: scan.accepted,
      problems: problems.map(({ code }) => code),
      rejected: Object.fromEntries(scan.reasons.map(({ code, count }) => [code, count])),
    }).toEqual({ problems: [], rejected: {}, ...layout });
  } finally {
    await rm(folder, { recursive: true });
  }
}
