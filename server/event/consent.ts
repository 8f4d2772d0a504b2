import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import type { Fact } from './fact.js';
import type { IngestShop } from './ingest-shop.js';

/** What a fact says about one fan and channel. */
export interface ConsentStatement {
  rootId: string;
  channel: string;
  granted: boolean;
  source: string;
  at: number;
}

/** The fan said so themselves: outranks whatever follows from other facts, however much later. */
const EXPLICIT = new Set(['optout', 'consent.change']);

/** What the facts say about consent, one statement for each fan and channel, in key order. */
export function consentOf(facts: Fact[], shop: IngestShop): ConsentStatement[] {
  return strongest(facts.flatMap((fact) => statementsOf(fact, shop)));
}

/** Fans who want no messages at all any more, in id order. */
export function optedOut(facts: Fact[]): string[] {
  const fans = facts.filter((fact) => fact.type === 'optout' && fact.properties['channel'] === undefined);
  return [...new Set(fans.flatMap((fact) => (fact.fan ? [fact.fan.rootId] : [])))].sort();
}

/** Of several statements about one fan and channel the explicit one counts, then the later, then the refusal. */
export function strongest(statements: ConsentStatement[]): ConsentStatement[] {
  const kept = new Map<string, ConsentStatement>();
  for (const statement of statements) {
    const key = `${statement.rootId} ${statement.channel}`;
    const other = kept.get(key);
    if (!other || outranks(statement, other)) kept.set(key, statement);
  }
  return Array.from(kept)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, statement]) => statement);
}

function outranks(a: ConsentStatement, b: ConsentStatement): boolean {
  const explicit = Number(EXPLICIT.has(a.source)) - Number(EXPLICIT.has(b.source));
  if (explicit !== 0) return explicit > 0;
  if (a.at !== b.at) return a.at > b.at;
  return a.granted === b.granted ? a.source < b.source : b.granted;
}

function statementsOf(fact: Fact, shop: IngestShop): ConsentStatement[] {
  if (!fact.fan) return [];
  const rootId = fact.fan.rootId;
  const state = (channel: string, granted: boolean) => ({
    rootId,
    channel,
    granted,
    source: fact.type,
    at: fact.happenedAt,
  });
  const channel = fact.properties['channel'];
  const channels = typeof channel === 'string' ? [channel] : Object.keys(CHANNELS);
  switch (fact.type) {
    case 'follow':
      return shop.followGrants.map((granted) => state(granted, true));
    case 'unfollow':
      return shop.followGrants.map((granted) => state(granted, false));
    case 'optout':
      return channels.map((refused) => state(refused, false));
    case 'consent.change':
      return channels.map((changed) => state(changed, fact.properties['granted'] === true));
    default:
      return [];
  }
}
