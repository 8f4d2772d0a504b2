import { sql } from 'kysely';
import { stepAt } from '@fanloom/dsl/core/place.js';
import { render } from '@fanloom/dsl/core/render.js';
import { dayAt, formatDay } from '@fanloom/dsl/core/zone.js';
import type { Json } from '@fanloom/dsl/condition/facts.js';
import type { MergeField, Template } from '@fanloom/dsl/ir/program.js';
import { formatValue } from '@fanloom/dsl/message/format-value.js';
import { mergeType } from '@fanloom/dsl/message/merge-type.js';
import type { ValueType } from '@fanloom/dsl/vocabulary/value-type.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { fanFields, fanScores } from '../engine/condition.sql.js';
import { loadVersions, type Version } from '../engine/version.js';
import type { DueMessage } from './judge.sql.js';

/** What a message's merge fields are filled from. */
interface Material {
  id: string;
  fan: Record<string, Json>;
  custom: Record<string, Json>;
  scores: Record<string, number>;
  /** What the entering event says, and its order in the shop's own fields. */
  entry: Record<string, Json>;
  shop_name: string;
  links: Record<string, string>;
}

interface Coupon {
  enrolment_id: string;
  name: string;
  code: string;
  off_fen: number | null;
  issued_at: Date;
  expires_at: Date;
}

/** Texts by message id; a message whose text has a hole is left out. */
export async function compose(tx: Tx, messages: readonly DueMessage[], now: Date): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (messages.length === 0) return texts;
  const versions = await loadVersions(tx, [...new Set(messages.map((message) => message.version_id))]);
  const coupons = await readCoupons(tx, messages);
  for (const version of versions.values()) {
    const own = messages.filter((message) => message.version_id === version.id);
    const materials = await readMaterials(tx, version, own, now);
    for (const message of own) {
      const material = materials.get(message.id);
      const step = stepAt(version.program, message.step);
      if (!material || step.kind !== 'send') continue;
      const issued = coupons.get(message.enrolment_id) ?? [];
      const rendered = render(step.text, (field) =>
        valueOf(field, { ...material, survey: step.survey }, issued, version, now),
      );
      if (rendered.kind === 'text') texts.set(message.id, rendered.text);
    }
  }
  return texts;
}

async function readMaterials(
  tx: Tx,
  version: Version,
  messages: readonly DueMessage[],
  now: Date,
): Promise<Map<string, Material>> {
  const names = fanFieldNames(version, messages);
  const { rows } = await sql<Material>`
    select x.id, coalesce(o.custom, '{}') || coalesce(e.event_properties, '{}') as entry, shop.name as shop_name, shop.links, f.custom,
      ${names.length > 0 ? fanFields(names, { version, now }, sql`f.id`) : sql`'{}'::jsonb`} as fan,
      ${fanScores(textsOf(version, messages), { version, now }, sql`f.id`)} as scores
    from effect x
    join enrolment e on e.id = x.enrolment_id
    join fan entered on entered.id = e.fan_id
    join fan f on f.id = entered.root_id
    join shop on shop.id = x.shop_id
    left join shop_order o on o.platform = shop.platform and o.shop_id = shop.id and o.number = e.event_properties ->> 'order'
    where x.id = any(${messages.map((message) => message.id)}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Built-in fields that the texts of these messages name. */
function fanFieldNames(version: Version, messages: readonly DueMessage[]): string[] {
  const names = textsOf(version, messages).flatMap((field) =>
    typeof field !== 'string' && field.root === 'fan' && !field.custom ? [field.field] : [],
  );
  return [...new Set(names)];
}

function textsOf({ program }: Version, messages: readonly DueMessage[]): Template {
  const steps = [...new Set(messages.map((message) => message.step))].map((step) => stepAt(program, step));
  return steps.flatMap((step) => (step.kind === 'send' ? step.text : []));
}

/** Coupons that the enrolments have been given so far, newest first. */
async function readCoupons(tx: Tx, messages: readonly DueMessage[]): Promise<Map<string, Coupon[]>> {
  const { rows } = await sql<Coupon>`
    select i.enrolment_id, c.name, i.code, c.off_fen, i.issued_at, i.expires_at
    from coupon_issue i join coupon c on c.id = i.coupon_id
    where i.enrolment_id = any(${messages.map((message) => message.enrolment_id)}::uuid[])
    order by i.id desc`.execute(tx);
  const coupons = new Map<string, Coupon[]>();
  for (const row of rows) coupons.set(row.enrolment_id, [...(coupons.get(row.enrolment_id) ?? []), row]);
  return coupons;
}

function valueOf(
  field: MergeField,
  material: Material & { survey: string | null },
  coupons: readonly Coupon[],
  version: Version,
  now: Date,
): string | null {
  switch (field.root) {
    case 'fan':
      if (field.score) return formatValue(material.scores[field.field] ?? null, 'number', version.zone);
      return format((field.custom ? material.custom : material.fan)[field.field], mergeType(field), version.zone);
    case 'entry':
      return format(material.entry[field.field], mergeType(field), version.zone);
    case 'shop':
      return field.field === 'name' ? material.shop_name : linkTo('shop', field.field, material.links);
    case 'survey':
      return material.survey === null ? null : surveyValue(field.field, material.survey, material);
    case 'live':
      return linkTo('live', field.field, material.links);
    case 'coupon': {
      const coupon = coupons.find((issued) => field.of === undefined || issued.name === field.of);
      return coupon ? couponValue(field.field, coupon, material.links, version.zone, now) : null;
    }
  }
}

/** What an answer to a survey must say for `同一K` to know it: the thing that the fan is in the SOP for. */
const KEYS = ['ticket', 'quote', 'order', 'coupon'];

/** The link carries the survey's name and the keys of the entering event, for the answer to bring them back. */
function surveyValue(field: string, survey: string, { links, entry }: Material): string | null {
  if (field === 'name') return survey;
  const link = linkTo('survey', field, links);
  if (link === null) return null;
  const query = new URLSearchParams({ survey });
  for (const key of KEYS) {
    const value = entry[key];
    if (typeof value === 'string') query.set(key, value);
  }
  return `${link}${link.includes('?') ? '&' : '?'}${query.toString()}`;
}

/** What the shop has set; for a short link that it has not, the long one. */
function linkTo(root: string, field: string, links: Record<string, string>): string | null {
  const instead = field === 'short_link' ? links[`${root}.link`] : undefined;
  return links[`${root}.${field}`] ?? instead ?? null;
}

function couponValue(
  field: string,
  coupon: Coupon,
  links: Record<string, string>,
  zone: string,
  now: Date,
): string | null {
  const lastDay = dayAt(coupon.expires_at.getTime() - 1, zone);
  switch (field) {
    case 'link':
    case 'short_link':
      return links['coupon.link'] === undefined ? null : `${links['coupon.link']}${coupon.code}`;
    case 'code':
      return coupon.code;
    case 'name':
      return coupon.name;
    case 'days_left':
      return String(Math.max(0, lastDay - dayAt(now.getTime(), zone)));
    case 'valid_until':
      return formatDay(lastDay);
    case 'off':
      return coupon.off_fen === null ? null : formatValue(coupon.off_fen, 'money', zone);
    default:
      return null;
  }
}

/** In SQL a date is a day number. */
function format(value: Json | undefined, type: ValueType, zone: string): string | null {
  if (type === 'date' && typeof value === 'number') return formatDay(value);
  return formatValue(value ?? null, type, zone);
}
