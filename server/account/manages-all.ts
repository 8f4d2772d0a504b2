import type { Ability } from '../access/ability.js';
import { covers, scopeOf } from '../access/rows.js';
import { forbidden } from '../problem/common.js';

/**
 * Whoever manages only some people must not become more than they are: by a role, a team, fans that are handed over, or as
 * somebody else. Throws a Problem (REQ403).
 */
export function requireManagesAll({ ability }: { ability: Ability }): void {
  if (!covers(scopeOf(ability, 'update', 'staff'), [{}])) throw forbidden();
}
