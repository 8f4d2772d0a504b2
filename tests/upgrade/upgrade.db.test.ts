import { expect, describe, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { withServer } from '@fanloom/server/testing/database-admin.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';
import { record, recordedReleases, upgraded } from './recording.js';
import { afterUpgrade, beforeUpgrade, STORY, told } from './story.js';

/** RECORD_RELEASE=0.1.0 keeps a database of this code for the tests below: once for every release, see CONTRIBUTING. */
const release = process.env['RECORD_RELEASE'];

const CHANGED =
  'A migration of a release was changed: write a new one (or, before the release is out, record it again)';

it.runIf(release)(`records ${release ?? ''}`, async () => {
  const kit = await EngineKit.create(at('2026-11-23 10:00'));
  await beforeUpgrade(kit);
  await record(release ?? '', kit.url);
  await kit.dispose();
});

describe.skipIf(release).each(recordedReleases())('an installation of %s', (name) => {
  it('has the schema of a new one after the migration', async () => {
    const [old, fresh] = await Promise.all([upgraded(name), createTestDatabase()]);
    expect(await schemaOf(old), CHANGED).toEqual(await schemaOf(fresh));
    await Promise.all([old.drop(), fresh.drop()]);
  });

  it('takes the fans in flight to the end: no message is lost, none comes twice', async () => {
    const kit = await EngineKit.reopen(await upgraded(name));
    await afterUpgrade(kit);
    expect(await told(kit)).toEqual(sorted(STORY));
    expect(await kit.tagsOf(await fanOf(kit, '小虾'))).toEqual(['首购粉']);
    await kit.dispose();
  });
});

it('the story is the same without an upgrade', async () => {
  const kit = await EngineKit.create(at('2026-11-23 10:00'));
  await beforeUpgrade(kit);
  await afterUpgrade(kit);
  expect(await told(kit)).toEqual(sorted(STORY));
  await kit.dispose();
});

function sorted(story: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(story).map(([nick, bodies]) => [nick, [...bodies].sort()]));
}

async function fanOf(kit: EngineKit, nick: string): Promise<string> {
  return (await kit.db.selectFrom('fan').select('id').where('nick', '=', nick).executeTakeFirstOrThrow()).id;
}

/**
 * Columns, constraints, indexes, functions and triggers, a line each. Months come and go: no partitions. PostgreSQL 18 makes
 * uuid7 by itself.
 */
async function schemaOf({ url }: TestDatabase): Promise<string[]> {
  const { rows } = await withServer(url, (client) =>
    client.query<{ line: string }>(`
      with own as (
        select c.oid, c.relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
      )
      select format('%s.%s %s%s default %s', o.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' end, pg_get_expr(d.adbin, d.adrelid)) as line
      from own o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
      union all
      select format('%s: %s %s', o.relname, k.conname, pg_get_constraintdef(k.oid))
      from own o join pg_constraint k on k.conrelid = o.oid and k.contype <> 'n'
      union all
      select pg_get_indexdef(i.indexrelid) from own o join pg_index i on i.indrelid = o.oid
      union all
      select pg_get_triggerdef(t.oid) from own o join pg_trigger t on t.tgrelid = o.oid and not t.tgisinternal
      union all
      select pg_get_functiondef(p.oid) from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.proname <> 'uuid7'
        and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')
      order by 1`),
  );
  return rows.map(({ line }) => line);
}
