import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.js';

const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

/** Version of the product that runs, such as 0.1.0. */
export const RELEASE = String(Object.getOwnPropertyDescriptor(manifest, 'version')?.value);
