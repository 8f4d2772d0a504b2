import { type Kysely, sql } from 'kysely';

/** Files brought in, and what became of each of their rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // kind null: uploaded, and the header told nothing. lease_owner: the process that runs it. warnings: code to samples.
  await sql`
    create table import (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      kind text check (kind in ('orders', 'items', 'live', 'followers')),
      state text not null check (state in ('uploaded', 'running', 'done', 'failed', 'cancelled')),
      file_name text not null,
      file_sha256 bytea not null,
      file_bytes bigint not null,
      format jsonb not null,
      mapping jsonb not null,
      options jsonb not null,
      layout int not null default 0,
      loaded int not null default 0,
      merged int not null default 0,
      unchanged int not null default 0,
      rejected int not null default 0,
      read_bytes bigint not null default 0,
      problem jsonb,
      warnings jsonb not null default '{}',
      lease_owner uuid,
      lease_until timestamptz,
      created_by uuid references staff,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    );
    create index on import (shop_id, id desc);

    -- One row a committed batch: where a killed import goes on. outcomes: one byte a row, l m u r, - for layout.
    create table import_batch (
      import_id uuid not null references import on delete cascade,
      no int not null,
      first_row int not null,
      last_row int not null,
      outcomes text not null,
      primary key (import_id, no)
    );

    -- cells: the original cells, encrypted, for the file of rejected rows
    create table import_reject (
      import_id uuid not null references import on delete cascade,
      row_no int not null,
      reason text not null,
      detail jsonb not null default '{}',
      cells bytea not null,
      primary key (import_id, row_no)
    )`.execute(db);
}
