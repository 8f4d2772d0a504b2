import type { ScopedDb } from '../access/scoped-db.js';

interface Named {
  id: string;
  name: string | null;
}

type LookUp = (db: ScopedDb, ids: string[]) => Promise<Named[]>;

/** Whose names an entry can be read by; of the others their number says which. */
const lookUps: Record<string, LookUp> = {
  fan: (db, ids) =>
    db.selectFrom('fan_shop').select(['fan_id as id', 'nick as name']).where('fan_id', 'in', ids).execute(),
  sop: (db, ids) => db.selectFrom('sop').select(['id', 'name']).where('id', 'in', ids).execute(),
  segment: (db, ids) => db.selectFrom('segment').select(['id', 'name']).where('id', 'in', ids).execute(),
  tag: (db, ids) => db.selectFrom('tag').select(['id', 'name']).where('id', 'in', ids).execute(),
  coupon: (db, ids) => db.selectFrom('coupon').select(['id', 'name']).where('id', 'in', ids).execute(),
  import: (db, ids) => db.selectFrom('import').select(['id', 'file_name as name']).where('id', 'in', ids).execute(),
  shop: (db, ids) => db.selectFrom('shop').select(['id', 'name']).where('id', 'in', ids).execute(),
  staff: (db, ids) => db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute(),
  role: (db, ids) => db.selectFrom('role').select(['id', 'name_zh as name']).where('id', 'in', ids).execute(),
  token: (db, ids) => db.selectFrom('api_token').select(['id', 'name']).where('id', 'in', ids).execute(),
};

interface Entry {
  subject: string;
  subject_id: string | null;
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The entries with the names that their subjects have now, as far as the reader may see them. */
export async function withSubjectNames<E extends Entry>(
  db: ScopedDb,
  entries: readonly E[],
): Promise<(E & { subject_name: string | null })[]> {
  const ids = new Map<string, Set<string>>();
  for (const { subject, subject_id } of entries) {
    if (subject_id === null || !isUuid.test(subject_id)) continue;
    ids.set(subject, (ids.get(subject) ?? new Set()).add(subject_id));
  }
  const found = await Promise.all([...ids].map(async ([subject, of]) => (await lookUps[subject]?.(db, [...of])) ?? []));
  const names = new Map(found.flat().map(({ id, name }) => [id, name]));
  return entries.map((entry) => ({ ...entry, subject_name: names.get(entry.subject_id ?? '') ?? null }));
}
