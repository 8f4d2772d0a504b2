import { type Kysely, sql } from 'kysely';

/** Files brought in, and what became of each of their rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // kind null: uploaded, and the header told nothing. lease_owner: the process that runs it. warnings: code to samples.
  // cautions: code and text of what was imported, but perhaps not as it was meant.
  // undo: what became of it when it was undone. undo_expired: what an undo needs is gone.
  await sql`
    create table import (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      kind text check (kind in ('orders', 'refunds', 'items', 'live', 'followers', 'events')),
      state text not null check (state in ('uploaded', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
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
      cautions jsonb not null default '[]',
      undo jsonb,
      undo_expired boolean not null default false,
      lease_owner uuid,
      lease_until timestamptz,
      created_by uuid references staff,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    );
    create index on import (shop_id, id desc);

    -- One row a committed batch: where a killed import goes on. outcomes: one byte a row, l m u r, - for layout.
    -- written_at is now() of the batch's transaction, as are the times in the rows that it makes or changes.
    create table import_batch (
      import_id uuid not null references import on delete cascade,
      no int not null,
      first_row int not null,
      last_row int not null,
      outcomes text not null,
      written_at timestamptz not null default now(),
      primary key (import_id, no)
    );

    -- Rows as they were before a batch changed them, for the undo. key: order number, or id of the fan. after: of fans,
    -- whose rows do not tell when they were changed.
    create table import_earlier (
      import_id uuid not null references import on delete cascade,
      no int not null,
      kind text not null check (kind in ('order', 'line', 'fan', 'own', 'live')),
      key text not null,
      before jsonb not null,
      after jsonb,
      primary key (import_id, kind, key, no)
    );

    -- How a person last had files with these heads read. heads: hash of the cells of the header.
    create table import_mapping (
      shop_id uuid not null references shop,
      heads bytea not null,
      kind text not null,
      mapping jsonb not null,
      options jsonb not null,
      updated_at timestamptz not null default now(),
      primary key (shop_id, heads)
    );

    -- Where files are fetched from by themselves: each day at a time of the shop, or every so many hours. header: a secret
    -- that is sent along. kind null: as it is detected. etag, last_modified, last_sha256: of the file that was had last.
    -- failures: since the last time that it went well. next_at is business time, the lease is real time.
    create table import_source (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      url text not null,
      header_name text,
      header_encrypted bytea,
      kind text check (kind in ('orders', 'refunds', 'items', 'live', 'followers', 'events')),
      options jsonb not null,
      daily_at time,
      every_hours smallint,
      active boolean not null default true,
      etag text,
      last_modified text,
      last_sha256 bytea,
      failures smallint not null default 0,
      next_at timestamptz not null,
      lease_owner uuid,
      lease_until timestamptz,
      run_by uuid not null references staff,
      created_at timestamptz not null default now(),
      check ((daily_at is null) <> (every_hours is null)),
      check ((header_name is null) = (header_encrypted is null)),
      unique (shop_id, name)
    );
    create index on import_source (next_at) where active;

    -- at: business time. import_id: of a file that was new.
    create table import_pull (
      id uuid primary key default uuid7(),
      source_id uuid not null references import_source on delete cascade,
      at timestamptz not null,
      outcome text not null check (outcome in ('imported', 'unchanged', 'failed')),
      import_id uuid references import on delete set null,
      problem jsonb
    );
    create index on import_pull (source_id, id desc);

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
