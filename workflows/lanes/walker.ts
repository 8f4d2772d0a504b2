import type { Place } from '@fanloom/dsl/core/place.js';
import type { Group } from '../engine/group.sql.js';

/** A group on its way through a program. */
export interface Walker {
  group: Group;
  place: Place;
  /** How often the step it stands at has failed. */
  attempts: number;
}
