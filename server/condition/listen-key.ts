import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';

/** Key in `listen` of a rule tag that hangs on this tag. SOPs listen to `tag`, for changes of any. */
export function tagKey(name: string): string {
  return `tag:${name}`;
}

/** Keys in `listen` of a rule tag with this condition. */
export function keysOfRuleTag(condition: Condition, segments: Readonly<Record<string, Condition>>): string[] {
  const { facts, tags } = dependsOn(condition, segments);
  facts.delete('tag');
  return [...facts, ...[...tags].map(tagKey), 'known', 'merge'];
}
