import { type RawBuilder, sql } from 'kysely';
import type { DB } from '../db/generated/schema.js';
import type { Subject } from './rules.js';

export type TableName = keyof DB;

/** How a column follows the rights on a field. */
export type Column =
  /** Identifies or dates the row: shown whenever the row is, never written by an update. */
  | { kind: 'key' }
  /** Never leaves the database on this road. */
  | { kind: 'secret' }
  /** A field of its own name. `mask` makes the form shown where the field is masked; without it nothing is shown. */
  | { kind: 'field'; mask?: (column: RawBuilder<unknown>) => RawBuilder<unknown> }
  /** A field that is a JSON object: rights can withhold single keys of it, `custom.灯牌等级`. */
  | { kind: 'json' }
  /** Holds the masked form of a field: shown where that field is visible or masked. */
  | { kind: 'mask'; of: string };

/** Where a table says to which shop, person and team a row belongs. */
export type Belonging =
  | { by: 'column'; shop_id?: string; owner_id?: string; team_id?: string; fan_id?: string; nullIsEveryShop?: boolean }
  /** As the fan it is about, in the shop it is of. */
  | { by: 'fan'; fan_id: string; shop_id: string }
  /** As the root fan that the column names, in whatever shop. */
  | { by: 'root'; root_id: string }
  /** As a row of another table. */
  | { by: 'parent'; column: string; table: TableName; key: string };

export interface Governed<T extends TableName = TableName> {
  subject: Subject;
  primaryKey: (keyof DB[T] & string)[];
  belongs: Belonging;
  columns: Record<keyof DB[T] & string, Column>;
}

/** open: anyone may read it; closed: only services reach it, no query of a request does. */
export type Registration<T extends TableName = TableName> = 'open' | 'closed' | Governed<T>;

const key: Column = { kind: 'key' };
const secret: Column = { kind: 'secret' };
const field: Column = { kind: 'field' };
const json: Column = { kind: 'json' };
const maskOf = (of: string): Column => ({ kind: 'mask', of });
/** 张三丰 → 张** */
const name: Column = { kind: 'field', mask: (column) => sql`left(${column}, 1) || '**'` };

const ofFan: Belonging = { by: 'fan', fan_id: 'fan_id', shop_id: 'shop_id' };
const ofShop: Belonging = { by: 'column', shop_id: 'shop_id' };

/** Every table of the database. The type refuses a table or column that is not stated here. */
export const tables: { [T in TableName]: Registration<T> } = {
  clock: 'open',

  broadcast_entrance: 'closed',
  budget_use: 'closed',
  entry: 'closed',
  entry_refusal: 'closed',
  entry_seen: 'closed',
  event_key: 'closed',
  fact_outbox: 'closed',
  fan_arm: 'closed',
  fan_guard: 'closed',
  fan_key: 'closed',
  fan_merge: 'closed',
  hand_over: 'closed',
  hand_over_item: 'closed',
  identity: 'closed',
  installation: 'closed',
  login_failure: 'closed',
  second_factor: 'closed',
  recovery_code: 'closed',
  session: 'closed',
  shard_lease: 'closed',
  signing_key: 'closed',
  single_sign_on: 'closed',
  sso_identity: 'closed',
  suppression: 'closed',
  trigger_state: 'closed',
  // Whoever reads a notice sees no more of its fan than elsewhere: it is put into words for them.
  notice: 'closed',

  fan: {
    subject: 'fan',
    primaryKey: ['id'],
    belongs: { by: 'root', root_id: 'root_id' },
    columns: {
      id: key,
      root_id: key,
      nick: name,
      phone_encrypted: secret,
      phone_mask: maskOf('phone'),
      email_encrypted: secret,
      email_mask: maskOf('email'),
      birthday: field,
      custom: json,
      created_at: key,
      updated_at: key,
    },
  },
  fan_shop: {
    subject: 'fan',
    primaryKey: ['shop_id', 'fan_id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'owner_id', team_id: 'team_id', fan_id: 'fan_id' },
    columns: {
      shop_id: key,
      fan_id: key,
      owner_id: field,
      team_id: field,
      nick: name,
      nick_at: key,
      source: field,
      member_level: field,
      points: field,
      first_follow_at: field,
      last_watch_at: field,
      watch_seconds: field,
      visits: field,
      comments: field,
      likes: field,
      shares: field,
      gifts: field,
      fan_level: field,
      intimacy: field,
      first_purchase_at: field,
      last_purchase_at: field,
      orders: field,
      spend: field,
      refunded: field,
      categories: field,
      favourite_series: field,
      refill_due: field,
      refill_product: field,
      last_active_at: field,
      created_at: key,
    },
  },
  fan_tag: {
    subject: 'fan',
    primaryKey: ['fan_id', 'tag_id'],
    belongs: ofFan,
    columns: { shop_id: key, fan_id: key, tag_id: key, source: field, added_at: key },
  },
  fan_day: {
    subject: 'fan',
    primaryKey: ['fan_id', 'type', 'day', 'shop_id'],
    belongs: ofFan,
    columns: { fan_id: key, shop_id: key, type: key, day: key, n: field, amount: field, seconds: field },
  },
  consent: {
    subject: 'fan',
    primaryKey: ['shop_id', 'fan_id', 'channel'],
    belongs: ofFan,
    columns: { shop_id: key, fan_id: key, channel: key, granted: field, source: field, at: key },
  },
  live_snapshot: {
    subject: 'fan',
    primaryKey: ['session_id', 'fan_id'],
    belongs: ofFan,
    columns: {
      session_id: key,
      fan_id: key,
      shop_id: key,
      watch_seconds: field,
      visits: field,
      comments: field,
      likes: field,
      shares: field,
      gifts: field,
      fan_level: field,
      intimacy: field,
      last_watch_at: field,
      updated_at: key,
    },
  },
  coupon_issue: {
    subject: 'fan',
    primaryKey: ['id'],
    belongs: ofFan,
    columns: {
      id: key,
      coupon_id: key,
      shop_id: key,
      fan_id: key,
      enrolment_id: key,
      step_key: key,
      code: field,
      issued_at: key,
      expires_at: key,
      used_at: field,
    },
  },
  points_entry: {
    subject: 'fan',
    primaryKey: ['id'],
    belongs: ofFan,
    columns: { id: key, shop_id: key, fan_id: key, enrolment_id: key, step_key: key, points: field, at: key },
  },
  enrolment: {
    subject: 'fan',
    primaryKey: ['id'],
    belongs: ofFan,
    columns: {
      id: key,
      run_id: key,
      lane_no: key,
      sop_id: key,
      version_id: key,
      shop_id: key,
      fan_id: key,
      thing: field,
      event_id: key,
      event_properties: json,
      happened_at: key,
      entered_at: key,
      provider_base: secret,
      state: field,
      reason: field,
      ended_at: field,
      goal_at: field,
    },
  },

  event: {
    subject: 'event',
    primaryKey: ['id', 'happened_at'],
    belongs: ofFan,
    columns: {
      id: key,
      shop_id: key,
      fan_id: key,
      type: key,
      happened_at: key,
      arrived_at: key,
      source: field,
      history: field,
      properties: json,
    },
  },

  shop_order: {
    subject: 'order',
    primaryKey: ['id'],
    belongs: ofFan,
    columns: {
      id: key,
      shop_id: key,
      platform: key,
      number: field,
      fan_id: key,
      status: field,
      status_at: field,
      payable: field,
      paid: field,
      refunded: field,
      quantity: field,
      title: field,
      ordered_at: field,
      paid_at: field,
      close_reason: field,
      receiver_encrypted: secret,
      receiver_mask: maskOf('receiver'),
      updated_at: key,
    },
  },
  // A line knows its order only by number, and may come before it; it is reached through orders that are visible.
  order_line: 'closed',

  effect: {
    subject: 'message',
    primaryKey: ['enrolment_id', 'step_key', 'part'],
    belongs: ofFan,
    columns: {
      id: key,
      enrolment_id: key,
      step_key: key,
      part: key,
      run_id: key,
      version_id: key,
      sop_id: key,
      shop_id: key,
      fan_id: key,
      kind: field,
      channel: field,
      purpose: field,
      step: field,
      leaving: field,
      status: field,
      reason: field,
      coupon: field,
      coupon_fen: field,
      budget_period: field,
      send_at: field,
      point_at: field,
      lease_until: secret,
      attempt: field,
      provider: field,
      provider_key: secret,
      body: field,
      done_at: field,
    },
  },
  sandbox_message: {
    subject: 'message',
    primaryKey: ['provider_key'],
    belongs: ofFan,
    columns: { provider_key: key, shop_id: key, fan_id: key, channel: field, body: field, at: key },
  },

  task: {
    subject: 'task',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'assignee_id', team_id: 'team_id' },
    columns: {
      id: key,
      shop_id: key,
      fan_id: key,
      title: field,
      note: field,
      assignee_id: field,
      assignee_role: field,
      team_id: field,
      due_at: field,
      state: field,
      state_reason: field,
      enrolment_id: key,
      step_key: key,
      overdue: field,
      rung: field,
      escalate_at: field,
      created_at: key,
      done_at: field,
      done_by: field,
    },
  },
  webhook_call: {
    subject: 'message',
    primaryKey: ['enrolment_id', 'step_key'],
    belongs: ofFan,
    columns: {
      id: key,
      enrolment_id: key,
      step_key: key,
      version_id: key,
      shop_id: key,
      fan_id: key,
      name: field,
      step: field,
      provider_key: secret,
      status: field,
      reason: field,
      attempt: field,
      due_at: field,
      give_up_at: field,
      lease_until: secret,
      created_at: key,
      done_at: field,
    },
  },

  sop: {
    subject: 'sop',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      name: field,
      draft: field,
      draft_by: field,
      draft_at: field,
      draft_revision: field,
      live_version: field,
      gate: field,
      created_at: key,
    },
  },
  sop_version: {
    subject: 'sop',
    primaryKey: ['id'],
    belongs: { by: 'parent', column: 'sop_id', table: 'sop', key: 'id' },
    columns: {
      id: key,
      sop_id: key,
      number: key,
      text: field,
      program: field,
      hash: field,
      author_id: field,
      approved_by: field,
      scope: field,
      published_at: key,
    },
  },
  approval: {
    subject: 'sop',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      sop_id: key,
      revision: key,
      text: field,
      hash: key,
      named: secret,
      author_id: key,
      state: field,
      note: field,
      requested_at: key,
      decided_by: field,
      decided_at: field,
    },
  },
  message_text: {
    subject: 'sop',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      name: field,
      text: field,
      hash: key,
      author_id: field,
      purpose: field,
      approved_by: field,
      approved_at: field,
    },
  },
  listen: {
    subject: 'sop',
    primaryKey: ['version_id', 'role', 'key'],
    belongs: ofShop,
    columns: { version_id: key, role: key, key: key, sop_id: key, shop_id: key },
  },
  schedule: {
    subject: 'sop',
    primaryKey: ['version_id', 'trigger_no'],
    belongs: ofShop,
    columns: { version_id: key, trigger_no: key, sop_id: key, shop_id: key, next_at: field, cursor: field },
  },
  run: {
    subject: 'sop',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      sop_id: key,
      version_id: key,
      shop_id: key,
      cohort: field,
      open: field,
      fans: field,
      generation: field,
      command: field,
      result: field,
      next_lane: field,
      gate: field,
      rung: field,
      created_at: key,
    },
  },
  lane: {
    subject: 'sop',
    primaryKey: ['run_id', 'no'],
    belongs: { by: 'parent', column: 'run_id', table: 'run', key: 'id' },
    columns: {
      run_id: key,
      no: key,
      step: field,
      phase: field,
      seq: field,
      anchor_at: field,
      arrived_at: field,
      point_at: field,
      due_at: field,
      attempts: field,
      problem: field,
      leaving: field,
    },
  },
  run_step: {
    subject: 'sop',
    primaryKey: ['run_id', 'step_key'],
    belongs: { by: 'parent', column: 'run_id', table: 'run', key: 'id' },
    columns: { run_id: key, step_key: key, version_id: key, arrived: field, undelivered: field, skipped: field },
  },

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
  tag: {
    subject: 'tag',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: { id: key, shop_id: key, name: field, dimension: field, created_at: key },
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

  import: {
    subject: 'import',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'created_by' },
    columns: {
      id: key,
      shop_id: key,
      kind: field,
      state: field,
      file_name: field,
      file_sha256: field,
      file_bytes: field,
      format: field,
      mapping: field,
      options: field,
      layout: field,
      loaded: field,
      merged: field,
      unchanged: field,
      rejected: field,
      read_bytes: field,
      problem: field,
      lease_until: secret,
      lease_owner: secret,
      warnings: field,
      created_by: field,
      created_at: key,
      started_at: field,
      finished_at: field,
    },
  },
  import_batch: {
    subject: 'import',
    primaryKey: ['import_id', 'no'],
    belongs: { by: 'parent', column: 'import_id', table: 'import', key: 'id' },
    columns: { import_id: key, no: key, first_row: field, last_row: field, outcomes: field },
  },
  import_reject: {
    subject: 'import',
    primaryKey: ['import_id', 'row_no'],
    belongs: { by: 'parent', column: 'import_id', table: 'import', key: 'id' },
    columns: { import_id: key, row_no: key, reason: field, detail: field, cells: field },
  },

  shop: {
    subject: 'shop',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'id' },
    columns: {
      id: key,
      name: field,
      platform: field,
      zone: field,
      quiet_from: field,
      quiet_to: field,
      approval: field,
      follow_grants: field,
      entry_max_age_seconds: field,
      links: field,
      score_thresholds: field,
      scores_measured_on: key,
      levels: field,
      duty: field,
      created_at: key,
    },
  },
  live_session: {
    subject: 'shop',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: { id: key, shop_id: key, name: field, started_at: field },
  },

  staff: {
    subject: 'staff',
    primaryKey: ['id'],
    belongs: { by: 'parent', column: 'id', table: 'staff_role', key: 'staff_id' },
    columns: {
      id: key,
      login: field,
      name: field,
      password_hash: secret,
      active: field,
      team_id: field,
      language: field,
      created_at: key,
      password_changed_at: field,
      password_temporary: secret,
    },
  },
  team: {
    subject: 'staff',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: { id: key, shop_id: key, name: field },
  },
  staff_role: {
    subject: 'staff',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'staff_id', nullIsEveryShop: true },
    columns: { id: key, staff_id: field, role_id: field, shop_id: field, until: field },
  },
  role: {
    subject: 'role',
    primaryKey: ['id'],
    belongs: { by: 'column' },
    columns: {
      id: key,
      key: field,
      name_zh: field,
      name_en: field,
      packaged: field,
      second_factor: field,
      rules: field,
      updated_at: key,
    },
  },
  api_token: {
    subject: 'token',
    primaryKey: ['id'],
    belongs: ofShop,
    columns: {
      id: key,
      shop_id: key,
      name: field,
      token_hash: secret,
      scopes: field,
      created_by: field,
      created_at: key,
      last_used_at: field,
      expires_at: field,
      revoked_at: field,
    },
  },
  channel_binding: {
    subject: 'channel',
    primaryKey: ['shop_id', 'channel'],
    belongs: ofShop,
    columns: { shop_id: key, channel: key, provider: field, config: field, secret_encrypted: secret },
  },
  webhook_target: {
    subject: 'channel',
    primaryKey: ['shop_id', 'name'],
    belongs: ofShop,
    columns: { shop_id: key, name: key, url: field, secret_encrypted: secret, fields: field },
  },
  audit: {
    subject: 'audit',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'actor_id' },
    columns: {
      id: key,
      at: key,
      actor_id: field,
      action: field,
      subject: field,
      subject_id: field,
      shop_id: field,
      detail: field,
    },
  },
};

/** @throws Error for a table nobody has registered: a query must not reach what has no stated right */
export function registrationOf(table: string): Registration {
  const registration = Object.hasOwn(tables, table) ? tables[table as TableName] : undefined;
  if (registration === undefined) throw new Error(`The table ${table} has no stated right: add it to tables.ts`);
  return registration as Registration;
}

/** @throws Error when the table is not governed */
export function governed(table: string): Governed {
  const registration = registrationOf(table);
  if (typeof registration === 'string') throw new Error(`The table ${table} is ${registration}, not governed`);
  return registration;
}

/** The field whose right decides on a column; undefined where no field does. */
export function fieldOf(table: Governed, column: string): string | undefined {
  const spec = columnOf(table, column);
  if (spec.kind === 'field' || spec.kind === 'json') return column;
  return spec.kind === 'mask' ? spec.of : undefined;
}

/** @throws Error for a column the table does not have */
export function columnOf(table: Governed, column: string): Column {
  const columns: Record<string, Column> = table.columns;
  const spec = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (spec === undefined) throw new Error(`The column ${column} has no stated right: add it to tables.ts`);
  return spec;
}

/** The governed tables of a subject by name. */
export function tablesOf(subject: Subject): [string, Governed][] {
  return Object.keys(tables).flatMap((name): [string, Governed][] => {
    const table = registrationOf(name);
    return typeof table === 'string' || table.subject !== subject ? [] : [[name, table]];
  });
}

/** Names of all fields on which rights for a subject can be given. */
export function fieldsOf(subject: Subject): string[] {
  const owners = tablesOf(subject).flatMap(([, table]) =>
    Object.keys(table.columns).flatMap((column) => fieldOf(table, column) ?? []),
  );
  return [...new Set(owners)];
}

/** Those of them that are JSON objects. */
export function jsonFieldsOf(subject: Subject): string[] {
  return tablesOf(subject).flatMap(([, table]) =>
    Object.keys(table.columns).filter((column) => columnOf(table, column).kind === 'json'),
  );
}
