import type { Condition } from '../ir/condition.js';
import type { CouponTerms, MinuteRange } from '../ir/program.js';
import type { ChannelLength } from '../vocabulary/channel.js';
import type { ValueType } from '../vocabulary/value-type.js';

/** What the shop has outside the texts. A null member is not known: its names are not checked. */
export interface Catalogue {
  tags: readonly string[] | null;
  coupons: Readonly<Record<string, CouponTerms>> | null;
  /** A condition as text, or compiled. */
  segments: Readonly<Record<string, string | Condition>> | null;
  /** Tags that are kept true, each with its condition as text. */
  ruleTags: Readonly<Record<string, string>> | null;
  /** The whole definition of each as text. */
  scores: Readonly<Record<string, string>> | null;
  surveys: readonly string[] | null;
  /** Published SOPs. */
  sops: readonly string[] | null;
  /** Approved texts by name, each by channel; `any` stands for every channel without its own. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>> | null;
  /** Of these texts, those that are approved as service messages, in the wording they have here. */
  serviceTexts: readonly string[] | null;
  words: Readonly<Record<string, readonly string[]>> | null;
  groups: readonly string[] | null;
  /** Member levels, lowest first. */
  levels: readonly string[] | null;
  /** The shop's own fields of a fan. */
  fields: Readonly<Record<string, ValueType>> | null;
  /** The shop's own fields of an order: properties of the events that tell of it, beside whatever senders add. */
  orderFields: Readonly<Record<string, ValueType>>;
  /** The shop's own events. */
  events: readonly string[] | null;
  channels: readonly string[] | null;
  /** What the shop's providers take, by channel; of others, and where null, what is usual. */
  channelLengths: Readonly<Record<string, ChannelLength>> | null;
  /** Merge fields that the shop has set a link for, as `live.link`. */
  links: readonly string[] | null;
  /** The shop's own quiet hours. */
  quiet: MinuteRange | null;
}

/** Nothing is known: names are checked only against each other. */
export const UNKNOWN_CATALOGUE: Catalogue = {
  tags: null,
  coupons: null,
  segments: null,
  ruleTags: null,
  scores: null,
  surveys: null,
  sops: null,
  texts: null,
  serviceTexts: null,
  words: null,
  groups: null,
  levels: null,
  fields: null,
  orderFields: {},
  events: null,
  channels: null,
  channelLengths: null,
  links: null,
  quiet: null,
};
