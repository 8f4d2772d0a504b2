import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../launch/project.js';

const folder = join(projectRoot, 'dsl/templates');

/** The SOPs that come with the product, as texts to begin with. */
export async function readTemplates(): Promise<{ name: string; text: string }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sop')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.sop'.length),
      text: await readFile(join(folder, file), 'utf8'),
    })),
  );
}
