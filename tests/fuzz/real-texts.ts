import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@fanloom/server/launch/project.js';

/** The templates and the SOPs of the language reference. */
export function realTexts(): string[] {
  const folders = ['dsl/templates', 'dsl/testing/reference/zh', 'dsl/testing/reference/en'];
  return folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((file) => file.endsWith('.sop'))
      .map((file) => readFileSync(join(projectRoot, folder, file), 'utf8')),
  );
}
