/** Money in fen, durations in seconds, lists as arrays of text. */
export type PropertyValue = string | number | boolean | string[];
export type Properties = Record<string, PropertyValue>;

/** Something that happened, checked and tied to its fan, ready to be written. */
export interface Fact {
  id: string;
  /** UUID of what it is: the same whenever it is told again, even to a database that was restored and forgot it. */
  key: string;
  type: string;
  happenedAt: number;
  source: string;
  /** Old on arrival or imported as history: it ends and wakes enrolments and counts everywhere, but starts nothing. */
  history: boolean;
  properties: Properties;
  /** Null: a fact of the shop itself. */
  fan: FactFan | null;
}

export interface FactFan {
  /** The record the fact stays with. */
  fanId: string;
  rootId: string;
  /** As it is written in the fact. */
  nick: string | null;
}

export function numberOf(properties: Properties, name: string): number {
  const value = properties[name];
  return typeof value === 'number' ? value : 0;
}

export function listOf(properties: Properties, name: string): string[] {
  const value = properties[name];
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [value] : [];
}
