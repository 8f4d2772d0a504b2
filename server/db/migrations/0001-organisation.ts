import { type Kysely, sql } from 'kysely';

/** Shops, the people who work in them, what they may do, and the business clock. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $do$
    begin
      if current_setting('server_version_num')::int >= 180000 then
        create function uuid7() returns uuid language sql volatile parallel safe as 'select uuidv7()';
      else
        create function uuid7() returns uuid language sql volatile parallel safe as $fn$
          select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
        $fn$;
      end if;
    end
    $do$`.execute(db);

  await sql`
    create function uuid7_at(at timestamptz) returns uuid language sql immutable parallel safe as $$
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
    $$`.execute(db);

  // A simulated clock stands still five seconds after its last heartbeat, so a killed product loses no business time.
  await sql`
    create table clock (
      single boolean primary key default true check (single),
      real_at timestamptz not null default clock_timestamp(),
      business_at timestamptz not null default clock_timestamp(),
      speed double precision not null default 1 check (speed > 0),
      simulated boolean not null default false,
      running boolean not null default true
    );
    insert into clock default values;
    create function business_now() returns timestamptz language sql volatile parallel safe as $$
      select case
        when not simulated then clock_timestamp()
        when not running then business_at
        else business_at + least(clock_timestamp() - real_at, interval '5 seconds') * speed
      end from clock
    $$`.execute(db);

  await sql`
    -- Tells this database from every copy of it: another after a dump was restored, and after a recovery to a point in time
    -- or a failover, which begin a new timeline.
    create function database_place() returns text language sql volatile as $$
      select system_identifier || '/' || (select oid from pg_database where datname = current_database()) || '/' ||
        left(pg_walfile_name(pg_current_wal_lsn()), 8)
      from pg_control_system()
    $$;

    -- sends_from: the place that messages may be sent from, null before anything was; a copy is elsewhere and sends nothing
    -- until somebody confirms. held_since: when a copy was first seen to be one. backed_up_at: when the last good backup ended.
    create table installation (
      single boolean primary key default true check (single),
      id uuid not null default gen_random_uuid(),
      setup_token_hash bytea,
      set_up_at timestamptz,
      sends_from text,
      held_since timestamptz,
      backed_up_at timestamptz
    );
    insert into installation default values;

    -- levels: of members, lowest first. duty: when people are at work; rest and work are dates that differ from the week.
    create table shop (
      id uuid primary key default uuid7(),
      name text not null unique,
      platform text not null default 'taobao',
      zone text not null default 'Asia/Shanghai',
      quiet_from int check (quiet_from between 0 and 1440),
      quiet_to int check (quiet_to between 0 and 1440),
      approval text not null default 'off' check (approval in ('off', 'other_person')),
      follow_grants text[] not null default '{private_message}',
      entry_max_age_seconds int not null default 86400,
      links jsonb not null default '{}',
      score_thresholds jsonb not null default '{"M": [10000, 50000, 100000, 300000]}',
      scores_measured_on date,
      levels text[] not null default '{}',
      duty jsonb not null default '{"weekdays": [1, 2, 3, 4, 5], "from": 540, "to": 1080, "rest": [], "work": []}',
      created_at timestamptz not null default now()
    );

    create table team (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      unique (shop_id, name)
    );

    create table staff (
      id uuid primary key default uuid7(),
      login text not null unique,
      name text not null,
      password_hash text,
      active boolean not null default true,
      team_id uuid references team,
      language text not null default 'zh' check (language in ('zh', 'en')),
      created_at timestamptz not null default now(),
      password_changed_at timestamptz,
      -- somebody else knows it: the person must choose their own first
      password_temporary boolean not null default false
    );

    create table role (
      id uuid primary key default uuid7(),
      key text not null unique,
      name_zh text not null,
      name_en text not null,
      packaged boolean not null default false,
      -- whoever holds it logs in with a second factor
      second_factor boolean not null default false,
      rules jsonb not null,
      updated_at timestamptz not null default now()
    );

    -- shop_id null: in every shop; until null: for good
    create table staff_role (
      id uuid primary key default uuid7(),
      staff_id uuid not null references staff on delete cascade,
      role_id uuid not null references role,
      shop_id uuid references shop,
      until timestamptz,
      unique nulls not distinct (staff_id, role_id, shop_id)
    );

    -- What one person had and another has now. It can be undone for a day.
    create table hand_over (
      id uuid primary key default uuid7(),
      from_staff uuid not null references staff,
      to_staff uuid not null references staff,
      by_staff uuid not null references staff,
      at timestamptz not null default now(),
      undone_at timestamptz
    );
    create index on hand_over (from_staff, at);

    -- before: what the row said, to put it back
    create table hand_over_item (
      hand_over_id uuid not null references hand_over on delete cascade,
      kind text not null check (kind in ('fan', 'task', 'sop', 'draft', 'source')),
      shop_id uuid not null,
      item_id uuid not null,
      before jsonb not null,
      primary key (hand_over_id, kind, shop_id, item_id)
    );

    create table session (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff on delete cascade,
      -- whom the person looks over the shoulder of
      views_as uuid references staff on delete cascade,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      method text not null default 'password' check (method in ('password', 'sso')),
      -- which of its cookies is the newest, since when, and when it first came back; null: it has not yet
      generation int not null default 1,
      rotated_at timestamptz not null default now(),
      confirmed_at timestamptz default now(),
      user_agent text,
      address text,
      revoked_at timestamptz
    );
    create index on session (staff_id);

    create table signing_key (
      id uuid primary key default gen_random_uuid(),
      secret_encrypted bytea not null,
      created_at timestamptz not null default now()
    );

    -- secret: null until a code of the pending one was seen; last_step: of the newest code used, in half minutes since 1970
    create table second_factor (
      staff_id uuid primary key references staff on delete cascade,
      secret_encrypted bytea,
      pending_encrypted bytea,
      last_step bigint not null default 0
    );

    create table recovery_code (
      staff_id uuid not null references staff on delete cascade,
      code_hash bytea not null,
      used_at timestamptz,
      primary key (staff_id, code_hash)
    );

    -- mapping: [{value, role, shop_id, team_id}], from a value of the claim to a role
    create table single_sign_on (
      single boolean primary key default true check (single),
      enabled boolean not null,
      label text not null,
      issuer text not null,
      client_id text not null,
      secret_encrypted bytea not null,
      scope text not null,
      domains text[] not null,
      emails_are_verified boolean not null,
      creates_accounts boolean not null,
      claim text not null,
      mapping jsonb not null,
      updated_at timestamptz not null default now()
    );

    -- created: the account came with its first log-in, so its roles follow the claims
    create table sso_identity (
      issuer text not null,
      subject text not null,
      staff_id uuid not null references staff on delete cascade,
      created boolean not null,
      primary key (issuer, subject)
    );
    create index on sso_identity (staff_id);

    create table login_failure (
      id bigint generated always as identity primary key,
      login text not null,
      address text not null,
      at timestamptz not null default now()
    );
    create index on login_failure (login, at);
    create index on login_failure (address, at);

    create table api_token (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      token_hash bytea not null unique,
      scopes text[] not null,
      created_by uuid references staff,
      created_at timestamptz not null default now(),
      last_used_at timestamptz,
      expires_at timestamptz,
      revoked_at timestamptz
    );

    create table audit (
      id uuid primary key default uuid7(),
      at timestamptz not null default now(),
      actor_id uuid,
      action text not null,
      subject text not null,
      subject_id text,
      shop_id uuid,
      detail jsonb not null default '{}'
    );
    create index on audit (shop_id, id);
    create index on audit (actor_id, id);
    create index on audit (subject_id, id);

    -- One link for each entry, in the order of their commits. hash: over the entry and the hash before it.
    create table audit_chain (
      no bigint primary key,
      audit_id uuid not null unique,
      hash bytea not null
    );

    -- The last link; and the last one that retention took away.
    create table audit_head (
      single boolean primary key default true check (single),
      no bigint not null default 0,
      hash bytea not null default '',
      pruned_no bigint not null default 0,
      pruned_hash bytea not null default ''
    );
    insert into audit_head default values;

    -- How long what is kept: kind to days; a kind without a row is kept for ever.
    create table retention (
      kind text primary key check (kind in ('events', 'messages', 'reject_rows', 'import_undo', 'sessions', 'audit')),
      days int not null check (days > 0)
    );
    insert into retention values ('reject_rows', 30), ('import_undo', 90), ('sessions', 90);

    -- removed: kind to the number of rows that went
    create table retention_run (
      id uuid primary key default uuid7(),
      at timestamptz not null default now(),
      removed jsonb not null
    )`.execute(db);

  // The last to be locked before a commit, and for that long only: who writes an entry early makes nobody wait.
  await sql`
    create function audit_content(entry audit) returns text language sql stable as $$
      select jsonb_build_array(entry.id, (extract(epoch from entry.at) * 1000000)::bigint, entry.actor_id, entry.action,
        entry.subject, entry.subject_id, entry.shop_id, entry.detail)::text
    $$;

    create function audit_link() returns trigger language plpgsql as $$
    declare head audit_head;
    begin
      select * into head from audit_head for update;
      head.no := head.no + 1;
      head.hash := sha256(head.hash || convert_to(audit_content(new), 'UTF8'));
      insert into audit_chain (no, audit_id, hash) values (head.no, new.id, head.hash);
      update audit_head set no = head.no, hash = head.hash;
      return null;
    end
    $$;
    create constraint trigger audit_link after insert on audit deferrable initially deferred
      for each row execute function audit_link();

    create function append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('fanloom.prunes_audit', true) = 'on' then return null; end if;
      raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end
    $$;
    create trigger append_only before update or delete or truncate on audit
      for each statement execute function append_only();
    create trigger append_only before update or delete or truncate on audit_chain
      for each statement execute function append_only()`.execute(db);
}
