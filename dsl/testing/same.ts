import type { DefinitionNode } from '../ast/file.js';

const PLACES = new Set(['range', 'dayRange', 'channelRange', 'messagesRange', 'image', 'sound']);

/** What definitions mean, without where and in which words they were written: equal for equal syntax trees. */
export function meaningOf(definitions: readonly DefinitionNode[]): unknown {
  return JSON.parse(JSON.stringify(definitions, (key, value: unknown) => (PLACES.has(key) ? undefined : value)));
}
