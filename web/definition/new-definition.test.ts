import { expect, test } from 'vitest';
import { LanguageHost } from '../sop/editor/language-host.js';
import { KINDS, newDefinition } from './new-definition.js';

test.each(KINDS.flatMap((kind) => [[kind, 'zh'] as const, [kind, 'en'] as const]))(
  'a new %s in %s checks clean',
  (kind, language) => {
    expect(new LanguageHost().read(newDefinition(kind, language)).problems).toEqual([]);
  },
);
