import { FIELD_TYPES, type FieldSubject, type FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import { allSteps } from '@fanloom/dsl/check/conditions.js';
import { type Catalogue, UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import type { CouponTerms } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { NEW_SHOP, type SimulationOptions } from '@fanloom/dsl/simulate/options.js';
import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import { z } from 'zod';
import type { ScopedDb } from '../access/scoped-db.js';
import { channelLengths } from '../channel/channel.service.js';
import { notFound } from '../problem/common.js';
import { scoresOf } from '../score/score-settings.js';
import { dutyHoursOf } from '../task/duty-hours.js';

/**
 * What texts of a shop may name. Only SOPs that are live can be started, but the tags that drafts put on count as
 * known, so that two SOPs which pass fans to each other can be published one after the other.
 *
 * @throws Problem REQ404 for a foreign or missing shop
 */
export async function readCatalogue(db: ScopedDb, shopId: string): Promise<Catalogue> {
  const of = { shopId };
  const [{ shopQuiet, links }, lengths, tags, coupons, segments, ruleTags, scores, wordLists, texts, fields, sops] =
    await Promise.all([
      readShopOptions(db, shopId),
      channelLengths(db, shopId),
      db.kept('catalogue.tags', of, (queries, given) =>
        queries.selectFrom('tag').select('name').where('shop_id', '=', given.shopId).orderBy('name'),
      ),
      db.kept('catalogue.coupons', of, (queries, given) =>
        queries.selectFrom('coupon').selectAll().where('shop_id', '=', given.shopId).orderBy('name'),
      ),
      db.kept('catalogue.segments', of, (queries, given) =>
        queries.selectFrom('segment').select(['name', 'text']).where('shop_id', '=', given.shopId).orderBy('name'),
      ),
      db.kept('catalogue.rule-tags', of, (queries, given) =>
        queries
          .selectFrom('rule_tag')
          .innerJoin('tag', 'tag.id', 'rule_tag.tag_id')
          .select(['tag.name', 'rule_tag.text'])
          .where('rule_tag.shop_id', '=', given.shopId),
      ),
      db.kept('catalogue.scores', of, (queries, given) =>
        queries.selectFrom('score').select(['name', 'text']).where('shop_id', '=', given.shopId),
      ),
      db.kept('catalogue.word-lists', of, (queries, given) =>
        queries.selectFrom('word_list').select(['name', 'words']).where('shop_id', '=', given.shopId),
      ),
      db.kept('catalogue.texts', of, (queries, given) =>
        queries
          .selectFrom('message_text')
          .select(['name', 'text', 'purpose'])
          .where('shop_id', '=', given.shopId)
          .$narrowType<{ text: Record<string, string> | null }>(),
      ),
      db.kept('catalogue.fields', of, (queries, given) =>
        queries
          .selectFrom('custom_field')
          .select(['subject', 'name', 'type'])
          .where('shop_id', '=', given.shopId)
          .orderBy('name'),
      ),
      db.kept('catalogue.sops', of, (queries, given) =>
        queries
          .selectFrom('sop')
          .select(['name', 'draft', 'live_version'])
          .where('shop_id', '=', given.shopId)
          .orderBy('name'),
      ),
    ]);
  const drafted = sops.filter((sop) => sop.live_version === null).flatMap((sop) => tagsPutOn(sop.draft));
  return {
    ...UNKNOWN_CATALOGUE,
    tags: [...new Set([...tags.map((tag) => tag.name), ...drafted])],
    coupons: Object.fromEntries(coupons.map((coupon) => [coupon.name, termsOf(coupon)])),
    segments: Object.fromEntries(segments.map((segment) => [segment.name, segment.text])),
    ruleTags: Object.fromEntries(ruleTags.map((tag) => [tag.name, tag.text])),
    scores: Object.fromEntries(scores.map((score) => [score.name, score.text])),
    sops: sops.flatMap((sop) => (sop.live_version === null ? [] : sop.name)),
    texts: Object.fromEntries(texts.map((text) => [text.name, text.text ?? {}])),
    serviceTexts: texts.flatMap((text) => (text.purpose === 'service' ? text.name : [])),
    fields: typesOf(fields, 'fan'),
    orderFields: typesOf(fields, 'order'),
    words: Object.fromEntries(wordLists.map((list) => [list.name, list.words])),
    channels: Object.keys(CHANNELS),
    channelLengths: lengths,
    links: Object.keys(links),
    quiet: shopQuiet,
  };
}

type FieldRow = Record<'subject' | 'name' | 'type', string | null>;

function typesOf(fields: readonly FieldRow[], subject: FieldSubject): Record<string, FieldType> {
  const ofSubject = fields.filter((field) => field.subject === subject);
  return Object.fromEntries(ofSubject.map(({ name, type }) => [name ?? '', z.enum(FIELD_TYPES).parse(type)]));
}

interface CouponRow {
  off_fen: number | null;
  off_percent: string | number | null;
  over_fen: number;
  valid_seconds: number;
  stock: number | null;
}

function termsOf(row: CouponRow): CouponTerms {
  return {
    off: row.off_fen === null ? { percent: Number(row.off_percent) } : { fen: row.off_fen },
    overFen: row.over_fen,
    validSeconds: row.valid_seconds,
    stock: row.stock,
  };
}

/** @param draft null where it is not shown */
function tagsPutOn(draft: string | null): string[] {
  const sops = parse(draft ?? '').file.definitions.filter((definition) => definition.kind === 'sop');
  return sops.flatMap((sop) =>
    [...allSteps(sop)].flatMap((step) => (step.kind === 'tag' ? step.names.map((name) => name.value) : [])),
  );
}

/** How tests run for a shop: in its zone, with its quiet hours, scores and links. Throws a Problem (REQ404). */
export async function readShopOptions(db: ScopedDb, shopId: string): Promise<SimulationOptions> {
  const [shop] = await db.kept('shop-options', { shopId }, (queries, given) =>
    queries
      .selectFrom('shop')
      .select(['zone', 'quiet_from', 'quiet_to', 'follow_grants', 'links', 'score_thresholds', 'levels', 'duty'])
      .where('id', '=', given.shopId),
  );
  if (!shop) throw notFound();
  return {
    ...NEW_SHOP,
    zone: shop.zone,
    scores: scoresOf(shop.score_thresholds),
    shopQuiet: shop.quiet_from === null || shop.quiet_to === null ? null : { from: shop.quiet_from, to: shop.quiet_to },
    followGrants: shop.follow_grants,
    links: z.record(z.string(), z.string()).safeParse(shop.links).data ?? {},
    levels: shop.levels ?? [],
    duty: dutyHoursOf(shop.duty),
  };
}
