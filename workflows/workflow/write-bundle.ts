import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from './bundle.js';

/** Part of the build: the worker starts from this file. */
await writeFile(new URL('workflow-bundle.js', import.meta.url), await bundleWorkflows());
