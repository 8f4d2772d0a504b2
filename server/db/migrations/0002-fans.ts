import { type Kysely, sql } from 'kysely';

/** Fans, what is known of them, and what they did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A fan is known company-wide; a merge moves root_id only, so facts stay on the fragment they came with.
  await sql`
    create table fan (
      id uuid primary key default uuid7(),
      root_id uuid not null,
      nick text,
      phone_encrypted bytea,
      phone_mask text,
      email_encrypted bytea,
      email_mask text,
      birthday date,
      custom jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index on fan (root_id);
    -- Records that were merged into others: few.
    create index fan_merged on fan (id) include (root_id) where id <> root_id;
    create index fan_birthday on fan (extract(month from birthday), extract(day from birthday));

    -- Destroying this row makes everything encrypted for the fan unreadable, backups included.
    create table fan_key (
      fan_id uuid primary key,
      wrapped bytea not null
    );

    -- hash: keyed (HMAC-SHA256); scope: '' for identities that are strong everywhere, platform or shop otherwise
    create table identity (
      kind text not null,
      scope text not null,
      hash bytea not null,
      fan_id uuid not null,
      created_at timestamptz not null default now(),
      primary key (kind, scope, hash)
    );
    create index on identity (fan_id);

    -- from_record, into_record: the records that are one person's, which made their roots one fan. kinds: of the identities
    -- that tied them. by_staff null: it followed from facts.
    create table fan_merge (
      id uuid primary key default uuid7(),
      from_root uuid not null,
      into_root uuid not null,
      from_record uuid not null,
      into_record uuid not null,
      reason text not null check (reason in ('identity', 'hand')),
      kinds text[] not null default '{}',
      note text,
      by_staff uuid,
      at timestamptz not null,
      undone_by uuid,
      undone_at timestamptz
    );
    create index on fan_merge (into_record);
    create index on fan_merge (from_record);

    -- What was said of a record while it was a fan of its own; here while it is part of a merged fan.
    create table fan_part (
      fan_id uuid primary key,
      said jsonb not null
    );

    -- Two records of whom people decide: are they one person? open: nobody has yet; kinds: of the identities because of
    -- which it is asked; met_at: when a fact last tied two who are to stay apart.
    create table fan_pair (
      one uuid not null,
      other uuid not null,
      state text not null default 'open' check (state in ('open', 'same', 'apart')),
      kinds text[] not null default '{}',
      merge_id uuid,
      at timestamptz not null,
      met_at timestamptz,
      decided_by uuid,
      decided_at timestamptz,
      primary key (one, other),
      check (one < other)
    );
    create index on fan_pair (other);
    create index fan_pair_open on fan_pair (at) where state = 'open' or met_at is not null;

    -- What a shop knows of a fan: one row per root fan, a projection of events, orders and live snapshots.
    create table fan_shop (
      shop_id uuid not null,
      fan_id uuid not null,
      owner_id uuid,
      team_id uuid,
      nick text,
      nick_at timestamptz,
      source text,
      member_level text,
      points int not null default 0,
      first_follow_at timestamptz,
      last_watch_at timestamptz,
      watch_seconds bigint not null default 0,
      visits int not null default 0,
      comments int not null default 0,
      likes bigint not null default 0,
      shares int not null default 0,
      gifts bigint not null default 0,
      fan_level int,
      intimacy int,
      first_purchase_at timestamptz,
      last_purchase_at timestamptz,
      orders int not null default 0,
      spend bigint not null default 0,
      refunded bigint not null default 0,
      categories text[] not null default '{}',
      favourite_series text,
      refill_due date,
      refill_product text,
      last_active_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      primary key (shop_id, fan_id)
    ) with (fillfactor = 50);
    -- Nearly every event changes a row here, and then each of these has to be written too: see decision 021.
    create index on fan_shop (fan_id);
    create index on fan_shop (shop_id, last_active_at desc, fan_id desc);
    create index on fan_shop (shop_id, owner_id, last_active_at desc, fan_id desc) where owner_id is not null;
    create index on fan_shop (shop_id, team_id, last_active_at desc, fan_id desc) where team_id is not null;
    create index on fan_shop (shop_id, last_watch_at desc nulls last, fan_id desc) where last_watch_at is not null;
    create index on fan_shop (shop_id, last_purchase_at desc nulls last, fan_id desc) where last_purchase_at is not null;
    create index on fan_shop (shop_id, orders desc, fan_id desc);
    create index on fan_shop (shop_id, spend desc, fan_id desc);
    create index on fan_shop (shop_id, refill_due) where refill_due is not null;

    -- What was added to a fan's points, once for each step of a stay.
    create table points_entry (
      id uuid primary key default uuid7(),
      shop_id uuid not null,
      fan_id uuid not null,
      enrolment_id uuid not null,
      step_key text not null,
      points int not null,
      at timestamptz not null,
      unique (enrolment_id, step_key)
    );
    create index on points_entry (fan_id, id desc);

    create table tag (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      dimension text not null default 'lifecycle'
        check (dimension in ('value', 'source', 'interaction', 'preference', 'lifecycle', 'membership')),
      -- taken off again after so many days; null: it stays
      keep_days int check (keep_days between 1 and 3650),
      created_at timestamptz not null default now(),
      unique (shop_id, name)
    );

    -- source: 'sop:<version>', 'import:<id>', 'staff:<id>'
    create table fan_tag (
      shop_id uuid not null,
      fan_id uuid not null,
      tag_id uuid not null,
      source text not null,
      added_at timestamptz not null,
      primary key (fan_id, tag_id)
    );
    create index on fan_tag (tag_id, fan_id);

    create table segment (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      text text not null,
      condition jsonb not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (shop_id, name)
    );

    -- How many fans a segment had at the end of each of the shop's days.
    create table segment_size (
      segment_id uuid not null references segment on delete cascade,
      day date not null,
      fans int not null,
      primary key (segment_id, day)
    );

    -- A tag that is kept true, its condition compiled together with the segments it names. All fans are gone through
    -- again at sweep_at and after an import; swept_at: when that last began, cursor: how far it is.
    create table rule_tag (
      tag_id uuid primary key references tag,
      shop_id uuid not null references shop,
      text text not null,
      condition jsonb not null,
      segments jsonb not null,
      sweep_at timestamptz not null,
      swept_at timestamptz,
      cursor uuid,
      updated_at timestamptz not null default now()
    );
    create index on rule_tag (shop_id);

    create table score (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      text text not null,
      updated_at timestamptz not null default now(),
      unique (shop_id, name)
    );

    create table word_list (
      shop_id uuid not null references shop,
      name text not null,
      words text[] not null,
      updated_at timestamptz not null default now(),
      primary key (shop_id, name)
    );

    -- Every wording that a definition has had.
    create table definition_version (
      shop_id uuid not null references shop,
      kind text not null check (kind in ('segment', 'rule-tag', 'score', 'words', 'message')),
      name text not null,
      number int not null,
      text text not null,
      author_id uuid not null references staff,
      published_at timestamptz not null,
      primary key (shop_id, kind, name, number)
    );

    -- A field of the shop's own; its values stand under its name in the column custom of fan or shop_order.
    create table custom_field (
      shop_id uuid not null references shop,
      subject text not null default 'fan' check (subject in ('fan', 'order')),
      name text not null,
      type text not null check (type in ('text', 'number', 'money', 'date', 'choice', 'list', 'person')),
      choices text[] not null default '{}',
      created_at timestamptz not null default now(),
      primary key (shop_id, subject, name)
    );

    -- A question that a list answers, under a name. query: the parameters of the page's address. shared: with the shop.
    create table saved_view (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      staff_id uuid not null references staff,
      page text not null,
      name text not null,
      query text not null,
      shared boolean not null default false,
      updated_at timestamptz not null default now()
    );
    create index on saved_view (shop_id, page);

    -- Which columns of a list a person wants to see.
    create table list_layout (
      staff_id uuid not null references staff,
      page text not null,
      layout jsonb not null,
      primary key (staff_id, page)
    );

    -- Something to do to many fans, a part at a time. undoes: the one that this takes back.
    create table fan_job (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      staff_id uuid not null references staff,
      action jsonb not null,
      state text not null default 'running' check (state in ('running', 'done', 'cancelled')),
      total int not null,
      changed int not null default 0,
      unchanged int not null default 0,
      refused int not null default 0,
      undoes uuid unique references fan_job,
      created_at timestamptz not null default now(),
      touched_at timestamptz not null default now(),
      finished_at timestamptz
    );
    create index on fan_job (touched_at) where state = 'running';
    create index on fan_job (staff_id, id desc);

    -- outcome null: still to be done. before: what it takes to undo it.
    create table fan_job_item (
      job_id uuid not null references fan_job on delete cascade,
      fan_id uuid not null,
      outcome text check (outcome in ('changed', 'unchanged', 'refused')),
      reason text,
      before jsonb,
      primary key (job_id, fan_id)
    );
    create index fan_job_item_open on fan_job_item (job_id, fan_id) where outcome is null;

    create table consent (
      shop_id uuid not null,
      fan_id uuid not null,
      channel text not null,
      granted boolean not null,
      source text not null,
      at timestamptz not null,
      primary key (shop_id, fan_id, channel)
    );

    -- Identities that must never be written to again; the key behind their hashes is never rotated.
    create table suppression (
      kind text not null,
      scope text not null,
      hash bytea not null,
      reason text not null,
      at timestamptz not null default now(),
      primary key (kind, scope, hash)
    );

    -- Fans whose personal data is gone. root_id, fan_ids: the records that are left, with nobody's name on them.
    create table erasure (
      id uuid primary key default uuid7(),
      root_id uuid not null,
      fan_ids uuid[] not null,
      by_staff uuid references staff,
      at timestamptz not null default now()
    );

    create table coupon (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      off_fen bigint,
      off_percent numeric,
      over_fen bigint not null default 0,
      valid_seconds bigint not null,
      stock int,
      issued int not null default 0,
      created_at timestamptz not null default now(),
      unique (shop_id, name),
      check ((off_fen is null) <> (off_percent is null)),
      check (stock is null or issued <= stock)
    );

    -- used_fen: what its use took off, where that is known. returned_at: it expired, and its budget was given back.
    create table coupon_issue (
      id uuid primary key default uuid7(),
      coupon_id uuid not null,
      shop_id uuid not null,
      fan_id uuid not null,
      enrolment_id uuid,
      step_key text,
      code text not null unique,
      issued_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      used_fen bigint,
      returned_at timestamptz,
      unique (enrolment_id, step_key, coupon_id)
    );
    create index on coupon_issue (fan_id);
    create index coupon_issue_unused on coupon_issue (expires_at) where used_at is null and returned_at is null`.execute(
    db,
  );

  // Uniqueness cannot span partitions, so the keys of events stand in a table of their own.
  await sql`
    create table event_key (
      key uuid primary key
    );

    -- fan_id null: an event of the shop itself. properties: money in fen, durations in seconds.
    create table event (
      id uuid not null default uuid7(),
      shop_id uuid not null,
      fan_id uuid,
      type text not null,
      happened_at timestamptz not null,
      arrived_at timestamptz not null,
      source text not null,
      history boolean not null default false,
      properties jsonb not null default '{}'
    ) partition by range (happened_at);
    create index on event (fan_id, type, happened_at);
    create index on event (id);
    create table event_other partition of event default;

    create function ensure_event_month(at timestamptz) returns void language plpgsql as $$
    declare
      starts timestamptz := date_trunc('month', at, 'UTC');
      name text := 'event_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
    begin
      if to_regclass(name) is not null then return; end if;
      perform pg_advisory_xact_lock(hashtext('ensure_event_month'));
      -- Not to_regclass: it may still answer from before the lock.
      if exists (select from pg_class where relname = name) then return; end if;
      execute format('create table %I (like event including defaults including indexes)', name);
      execute format('with moved as (delete from event_other where happened_at >= %L and happened_at < %L returning *)
        insert into %I select * from moved', starts, starts + interval '1 month', name);
      execute format('alter table event attach partition %I for values from (%L) to (%L)',
        name, starts, starts + interval '1 month');
    end
    $$;

    -- Per fan, business day and type: how many, sum of amounts (fen), sum of durations (seconds).
    create table fan_day (
      fan_id uuid not null,
      shop_id uuid not null,
      type text not null,
      day date not null,
      n int not null,
      amount bigint not null default 0,
      seconds bigint not null default 0,
      primary key (fan_id, type, day, shop_id)
    ) with (fillfactor = 80);
    -- Days are written as they pass, so those of a window, or at the edge of one, lie together.
    create index on fan_day using brin (day) with (autosummarize = on);

    create table shop_order (
      id uuid primary key default uuid7(),
      shop_id uuid not null,
      platform text not null,
      number text not null,
      fan_id uuid,
      status text not null,
      status_at timestamptz not null,
      payable bigint,
      paid bigint,
      refunded bigint not null default 0,
      -- Those that files have told of one by one: fen by what tells them apart.
      refunds jsonb not null default '{}',
      quantity int,
      title text,
      -- Of all goods of the order, where its lines do not tell; null when it is not known, or there are several.
      category text,
      ordered_at timestamptz,
      paid_at timestamptz,
      close_reason text,
      receiver_encrypted bytea,
      receiver_mask text,
      custom jsonb not null default '{}',
      updated_at timestamptz not null default now(),
      unique (platform, shop_id, number)
    );
    create index on shop_order (fan_id, ordered_at desc);
    create index on shop_order (shop_id, ordered_at desc, id desc);

    -- Lines may arrive before their order: both are keyed by the order's number. line: hash of what tells the lines
    -- of one order apart, as files number them in no stable way.
    create table order_line (
      platform text not null,
      shop_id uuid not null,
      number text not null,
      line uuid not null,
      title text not null,
      price bigint,
      quantity int not null default 1,
      attributes text,
      sku text,
      category text,
      primary key (platform, shop_id, number, line)
    );

    create table live_session (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      started_at timestamptz,
      unique (shop_id, name)
    );

    -- Cumulative totals of one fan in one broadcast: a newer snapshot replaces, never adds.
    create table live_snapshot (
      session_id uuid not null,
      fan_id uuid not null,
      shop_id uuid not null,
      watch_seconds bigint not null default 0,
      visits int not null default 0,
      comments int not null default 0,
      likes bigint not null default 0,
      shares int not null default 0,
      gifts bigint not null default 0,
      fan_level int,
      intimacy int,
      last_watch_at timestamptz,
      updated_at timestamptz not null default now(),
      primary key (session_id, fan_id)
    )`.execute(db);
}
