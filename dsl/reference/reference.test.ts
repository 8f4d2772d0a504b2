/// <reference types="node" />
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { referenceText } from './reference.js';

const page = (language: string) => fileURLToPath(new URL(`../../docs/sop/reference.${language}.md`, import.meta.url));

/** `npx vitest run --project unit dsl/reference -u` writes the pages anew. */
test.each(['zh', 'en'] as const)('the %s reference in the docs is that of this version', async (language) => {
  await expect(referenceText(language)).toMatchFileSnapshot(page(language));
});
