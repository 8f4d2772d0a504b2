import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

/** `fail`: the product does not work, or soon will not; `warn`: it works, and somebody should look. */
export type State = 'ok' | 'warn' | 'fail';

/** One line of what the doctor says. No personal data and no secret is in it. */
export interface Finding {
  /** Stable, for programs. */
  name: string;
  state: State;
  found: Bilingual;
  /** What to do; there is always something unless all is well. */
  advice?: Bilingual;
}

export function ok(name: string, found: Bilingual): Finding {
  return { name, state: 'ok', found };
}

export function warn(name: string, found: Bilingual, advice: Bilingual): Finding {
  return { name, state: 'warn', found, advice };
}

export function fail(name: string, found: Bilingual, advice: Bilingual): Finding {
  return { name, state: 'fail', found, advice };
}
