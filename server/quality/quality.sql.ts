import { sql } from 'kysely';
import { type Ability, seesField } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { Db } from '../db/database.js';

/** How many fans of a shop have a value in a field. */
export interface Filled {
  field: string;
  fans: number;
}

export interface Quality {
  fans: number;
  without_identity: number;
  without_phone: number;
  without_owner: number;
  without_consent: number;
  filled: Filled[];
  rejected: { reason: string; rows: number }[];
}

const fields = [
  'nick',
  'source',
  'member_level',
  'first_follow_at',
  'last_watch_at',
  'last_purchase_at',
  'fan_level',
  'favourite_series',
  'refill_due',
] as const;

/** What is missing in a shop's data, within what the person may see; rejected rows are those of the last 30 days. */
export async function readQuality(db: Db, ability: Ability, shopId: string): Promise<Quality> {
  const within = rowsIn(scopeOf(ability, 'read', 'fan'), 'fan_shop', 's');
  const shown = fields.filter((field) => seesField(ability, 'fan', field));
  const counts = shown.map((field) => sql`count(${sql.ref(`s.${field}`)})::int as ${sql.ref(field)}`);
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join([
      sql`count(*)::int as fans`,
      sql`count(*) filter (where not exists (
        select from fan f join identity i on i.fan_id = f.id where f.root_id = s.fan_id))::int as without_identity`,
      sql`count(*) filter (where not exists (
        select from fan f where f.root_id = s.fan_id and f.phone_mask is not null))::int as without_phone`,
      sql`count(*) filter (where s.owner_id is null)::int as without_owner`,
      sql`count(*) filter (where not exists (
        select from consent c where c.shop_id = s.shop_id and c.fan_id = s.fan_id and c.granted))::int as without_consent`,
      ...counts,
    ])} from fan_shop s where s.shop_id = ${shopId} and ${within}`.execute(db);
  const { rows: rejected } = await sql<{ reason: string; rows: number }>`
    select r.reason, count(*)::int as rows from import i join import_reject r on r.import_id = i.id
    where i.shop_id = ${shopId} and i.created_at > now() - interval '30 days'
      and ${rowsIn(scopeOf(ability, 'read', 'import'), 'import', 'i')}
    group by r.reason order by rows desc`.execute(db);
  const found = rows[0] ?? {};
  const figure = (name: string) => found[name] ?? 0;
  return {
    fans: figure('fans'),
    without_identity: figure('without_identity'),
    without_phone: figure('without_phone'),
    without_owner: figure('without_owner'),
    without_consent: figure('without_consent'),
    filled: shown.map((field) => ({ field, fans: figure(field) })),
    rejected,
  };
}
