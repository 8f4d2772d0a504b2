import type { FanEvent, FanFacts, Json, Properties } from '../condition/facts.js';
import type { FieldRef } from '../ir/condition.js';
import { CHANNELS } from '../vocabulary/channel.js';

/** A fan as the simulation knows them at one moment. Never changed, only replaced. */
export interface FanState extends FanFacts {
  /** Stable name of the fan, for the arms of splits. */
  id: string;
  consents: Readonly<Record<string, Consent>>;
  /** Opted out of everything. */
  blocked: boolean;
}

interface Consent {
  granted: boolean;
  /** The fan said so, which outranks what follows from other facts. */
  explicit: boolean;
}

export const NEW_FAN: FanState = {
  id: '',
  fields: {},
  custom: {},
  tags: new Set(),
  events: [],
  consents: {},
  blocked: false,
};

export function withField(fan: FanState, field: FieldRef, value: Json): FanState {
  const where = field.custom ? 'custom' : 'fields';
  return { ...fan, [where]: Object.fromEntries([...Object.entries(fan[where]), [field.name, value]]) };
}

export function withTags(fan: FanState, added: readonly string[], removed: readonly string[]): FanState {
  return { ...fan, tags: new Set([...fan.tags, ...added].filter((name) => !removed.includes(name))) };
}

export function withConsent(fan: FanState, channels: readonly string[], granted: boolean, explicit = false): FanState {
  const stated = channels.filter((channel) => explicit || !fan.consents[channel]?.explicit);
  return {
    ...fan,
    consents: { ...fan.consents, ...Object.fromEntries(stated.map((c) => [c, { granted, explicit }])) },
  };
}

/** The event joins the fan's history, and fields and consents follow from it as they do when facts are taken in. */
export function withEvent(fan: FanState, event: FanEvent, followGrants: readonly string[]): FanState {
  const { type, properties } = event;
  const happened: FanState = {
    ...fan,
    events: [...fan.events, event],
    fields: { ...fan.fields, ...changedFields(fan.fields, event) },
  };
  const { channel } = properties;
  const channels = typeof channel === 'string' ? [channel] : Object.keys(CHANNELS);
  switch (type) {
    case 'follow':
      return withConsent(happened, followGrants, true);
    case 'unfollow':
      return withConsent(happened, followGrants, false);
    case 'consent.change':
      return withConsent(happened, channels, properties['granted'] === true, true);
    case 'optout':
      return { ...withConsent(happened, channels, false, true), blocked: fan.blocked || channel === undefined };
    default:
      return happened;
  }
}

function changedFields(fields: Properties, { type, happenedAt, properties }: FanEvent): Record<string, Json> {
  const plus = (field: string, amount = 1) => ({ [field]: number(fields[field]) + amount });
  const amount = number(properties['amount']);
  switch (type) {
    case 'follow':
      return { first_follow: earlier(fields['first_follow'], happenedAt) };
    case 'live.enter':
      return plus('visits');
    case 'live.watch':
      return {
        ...plus('watch_time', number(properties['duration'])),
        last_watch: later(fields['last_watch'], happenedAt),
      };
    case 'live.comment':
      return plus('comments');
    case 'live.like':
      return plus('likes', Math.max(1, number(properties['quantity'])));
    case 'live.share':
      return plus('shares');
    case 'live.gift':
      return plus('gifts', amount);
    case 'order.pay':
      return {
        ...plus('orders'),
        ...plus('spend', amount),
        first_purchase: earlier(fields['first_purchase'], happenedAt),
        last_purchase: later(fields['last_purchase'], happenedAt),
        categories: [...new Set([...list(fields['categories']), ...list(properties['category'])])],
      };
    case 'order.refund':
      return plus('refunded', amount);
    default:
      return {};
  }
}

function number(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function list(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [value] : [];
}

function earlier(value: Json | undefined, instant: number): number {
  return typeof value === 'number' ? Math.min(value, instant) : instant;
}

function later(value: Json | undefined, instant: number): number {
  return typeof value === 'number' ? Math.max(value, instant) : instant;
}
