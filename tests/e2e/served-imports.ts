import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestApp } from '@fanloom/server/http/testing/test-app.js';
import { startImportRunner } from '@fanloom/server/import/run/import-runner.js';

/** Runs the imports of a test's application, whose uploads are in a folder of their own. */
export async function serveImports({ db, deps }: TestApp): Promise<{ folder: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fanloom-imports-'));
  deps.settings.uploadFolder = folder;
  const runner = startImportRunner({
    ...{ db, keys: deps.secrets, folder },
    onError: (error) => {
      throw error;
    },
  });
  return {
    folder,
    stop: async () => {
      await runner.stop();
      await rm(folder, { recursive: true });
    },
  };
}
