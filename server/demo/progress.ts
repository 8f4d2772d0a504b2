import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const progressFile = z.object({ starts_at: z.number(), played_until: z.number(), prepared: z.boolean() });

/** How far the demo has come, in business time (milliseconds). */
export interface DemoProgress {
  /** When its opening broadcast begins. */
  startsAt: number;
  /** What happened until then has been told. */
  playedUntil: number;
  /** The shop, its past and its SOPs are in the database. */
  prepared: boolean;
}

const fileIn = (folder: string) => join(folder, 'demo.json');

/** Null before the first start, and when the file is lost or damaged. */
export async function readProgress(folder: string): Promise<DemoProgress | null> {
  try {
    const {
      starts_at: startsAt,
      played_until: playedUntil,
      prepared,
    } = progressFile.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
    return { startsAt, playedUntil, prepared };
  } catch {
    return null;
  }
}

/** A crash leaves the old file or the new one. */
export async function writeProgress(folder: string, progress: DemoProgress): Promise<void> {
  const path = fileIn(folder);
  const { startsAt: starts_at, playedUntil: played_until, prepared } = progress;
  await writeFile(`${path}.new`, `${JSON.stringify({ starts_at, played_until, prepared })}\n`);
  await rename(`${path}.new`, path);
}
