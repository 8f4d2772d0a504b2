import { expectTypeOf, test } from 'vitest';
import type { fieldsOf } from './fields.js';
import type { Field, ImportKind } from './import.api.js';

test('every field the server knows is offered', () => {
  expectTypeOf<(typeof fieldsOf)[ImportKind][number]>().toEqualTypeOf<Field>();
});
