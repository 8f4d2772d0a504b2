import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

/** Something the person at the keyboard can put right: a stable code, what happened and what to do, zh and en. */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    readonly code: string,
    readonly text: Bilingual,
    options?: ErrorOptions,
  ) {
    super(text.en, options);
  }
}
