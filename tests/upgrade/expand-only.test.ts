import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contractions } from './expand-only.js';
import { recordedReleases, recordedSql } from './recording.js';

const folder = new URL('../../server/db/migrations/', import.meta.url);
const released = recordedSql(recordedReleases().at(-1) ?? '');

describe('a migration that is not released yet', () => {
  const added = readdirSync(folder).filter((file) => !released.includes(`'${file.replace('.ts', '')}'`));

  it('only adds', () => {
    const found = added.flatMap((file) => contractions(readFileSync(new URL(file, folder), 'utf8')));
    expect(found).toEqual([]);
  });

  it('is told from the released ones', () => {
    expect(added).not.toContain('0001-organisation.ts');
  });
});

describe('contractions', () => {
  it.each([
    ['drops', 'alter table fan drop column note'],
    ['drops', 'DROP TABLE fan'],
    ['renames', 'alter table fan rename column note to remark'],
    ['changes a type', 'alter table fan alter column note type int'],
    ['requires a value', 'alter table fan alter column note set not null'],
    ['requires a value', 'alter table fan add column note text not null'],
    ['requires a value', 'alter table fan add column note text not null, add column b int default 0'],
    ['constrains', 'alter table fan add constraint short check (length(note) < 9)'],
    ['removes rows', 'delete from fan'],
  ])('%s: %s', (name, sql) => {
    expect(contractions(`await sql\`${sql}\`.execute(db);`)).toEqual([`${name}: ${sql.toLowerCase()}`]);
  });

  it.each([
    'create table note (id uuid primary key, text text not null, check (length(text) < 9))',
    'alter table fan add column note text',
    "alter table fan add column note text not null default ''",
    'create index fan_note on fan (note)',
    'alter table fan alter column note drop not null',
    '-- superfluous since 0.4\n alter table fan drop column note',
  ])('none: %s', (sql) => {
    expect(contractions(sql)).toEqual([]);
  });
});
