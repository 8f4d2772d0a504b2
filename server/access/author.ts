import type { Ability } from './ability.js';

/** Who acts, and what they may do. */
export interface Author {
  staffId: string;
  ability: Ability;
}
