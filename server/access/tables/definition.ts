import { field, key, ofShop, secret, type Registrations } from './registration.js';

/** What a shop defines for its conditions and SOPs. */
export const definitionTables = {
  segment: {
    subject: 'segment',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      name: field,
      text: field,
      condition: field,
      created_at: key,
      updated_at: key,
    },
  },
  rule_tag: {
    subject: 'tag',
    primaryKey: ['tag_id'],
    belongs: ofShop,
    columns: {
      tag_id: key,
      shop_id: key,
      text: field,
      condition: field,
      segments: field,
      sweep_at: key,
      swept_at: key,
      cursor: secret,
      updated_at: key,
    },
  },
  score: {
    subject: 'segment',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: { id: key, shop_id: key, name: field, text: field, updated_at: key },
  },
  word_list: {
    subject: 'segment',
    primaryKey: ['shop_id', 'name'],
    belongs: ofShop,
    columns: { shop_id: key, name: key, words: field, updated_at: key },
  },
  definition_version: {
    subject: 'segment',
    primaryKey: ['shop_id', 'kind', 'name', 'number'],
    belongs: ofShop,
    columns: { shop_id: key, kind: key, name: key, number: key, text: field, author_id: key, published_at: key },
  },
  segment_size: {
    subject: 'segment',
    primaryKey: ['segment_id', 'day'],
    belongs: { by: 'parent', column: 'segment_id', table: 'segment', key: 'id' },
    columns: { segment_id: key, day: key, fans: field },
  },
  // Conditions name its fields, so whoever reads the shop knows what they are called.
  custom_field: {
    subject: 'shop',
    primaryKey: ['shop_id', 'subject', 'name'],
    belongs: ofShop,
    columns: { shop_id: key, subject: key, name: key, type: field, choices: field, created_at: key },
  },
  tag: {
    subject: 'tag',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: { id: key, shop_id: key, name: field, dimension: field, keep_days: field, created_at: key },
  },
  coupon: {
    subject: 'coupon',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      name: field,
      off_fen: field,
      off_percent: field,
      over_fen: field,
      valid_seconds: field,
      stock: field,
      issued: field,
      created_at: key,
    },
  },
} satisfies Registrations;
