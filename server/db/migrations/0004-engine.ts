import { type Kysely, sql } from 'kysely';

/** SOPs, their runs, and everything that decides what a fan gets. No foreign keys on the hot tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- W3C traceparent of what the transaction does, null where nothing is traced.
    create function trace_at_work() returns text language sql stable parallel safe
    return nullif(current_setting('fanloom.trace', true), '')`.execute(db);
  await sql`
    create table sop (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      draft text not null,
      draft_by uuid references staff,
      draft_at timestamptz not null default now(),
      draft_revision int not null default 1,
      live_version uuid,
      gate text not null default 'open' check (gate in ('open', 'paused', 'stopped')),
      created_at timestamptz not null default now(),
      unique (shop_id, name)
    );

    -- scope: the author's data scope as captured at publish
    create table sop_version (
      id uuid primary key default uuid7(),
      sop_id uuid not null references sop,
      number int not null,
      text text not null,
      program jsonb not null,
      hash text not null,
      author_id uuid not null references staff,
      approved_by uuid references staff,
      scope jsonb not null,
      published_at timestamptz not null,
      unique (sop_id, number)
    );

    -- A draft that waits for somebody else's approval. hash: of its text and of everything it names, each under its kind
    -- and name in named, so that it can be told what has changed.
    create table approval (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      sop_id uuid not null references sop,
      revision int not null,
      text text not null,
      hash text not null,
      named jsonb not null,
      author_id uuid not null references staff,
      state text not null default 'open' check (state in ('open', 'approved', 'returned', 'withdrawn')),
      note text,
      requested_at timestamptz not null,
      decided_by uuid references staff,
      decided_at timestamptz
    );
    create unique index approval_open on approval (sop_id) where state = 'open';

    -- A named text. text: words by channel; hash: of them. Other words are marketing until somebody says otherwise.
    create table message_text (
      id uuid primary key default uuid7(),
      shop_id uuid not null references shop,
      name text not null,
      text jsonb not null,
      hash text not null,
      author_id uuid not null references staff,
      purpose text not null default 'marketing' check (purpose in ('marketing', 'service')),
      approved_by uuid references staff,
      approved_at timestamptz,
      unique (shop_id, name)
    );

    -- What wakes whom: role enter | leave | wait | goal, or keep for a rule tag, whose id stands for version_id and sop_id;
    -- key an event type, or 'tag' and the like.
    create table listen (
      version_id uuid not null,
      role text not null,
      key text not null,
      sop_id uuid not null,
      shop_id uuid not null,
      primary key (version_id, role, key)
    );
    create index on listen (shop_id, key);

    -- swept_at: up to when a watched condition is settled for all fans; null: nobody has been looked at yet.
    create table schedule (
      version_id uuid not null,
      trigger_no int not null,
      sop_id uuid not null,
      shop_id uuid not null,
      next_at timestamptz,
      swept_at timestamptz,
      cursor uuid,
      failures int not null default 0,
      retry_at timestamptz,
      primary key (version_id, trigger_no)
    );

    -- A broadcast that began lets in by a trigger, part by part: whoever comes after the cursor is still to be looked at.
    create table broadcast_entrance (
      version_id uuid not null,
      trigger_no int not null,
      event_id uuid not null,
      event_key uuid not null,
      happened_at timestamptz not null,
      sop_id uuid not null,
      cursor uuid,
      failures int not null default 0,
      retry_at timestamptz,
      primary key (version_id, trigger_no, event_id)
    );

    -- For whom a trigger's condition holds: whoever it comes to hold for enters, whoever is here already does not.
    create table trigger_state (
      version_id uuid not null,
      trigger_no int not null,
      fan_id uuid not null,
      primary key (version_id, trigger_no, fan_id)
    );

    -- Fans of whom something has become known that no fact of the condition tells: they are looked at with the next sweep.
    create table trigger_look (
      version_id uuid not null,
      trigger_no int not null,
      fan_id uuid not null,
      primary key (version_id, trigger_no, fan_id)
    );

    -- A run is a cohort: one version, one hour or tick. command, result: the last command done, for a retry.
    create table run (
      id uuid primary key default uuid7(),
      sop_id uuid not null,
      version_id uuid not null,
      shop_id uuid not null,
      cohort timestamptz not null,
      open boolean not null default true,
      fans int not null default 0,
      generation int not null default 1,
      command int not null default 0,
      result jsonb,
      next_lane int not null default 1,
      gate text not null default 'open' check (gate in ('open', 'paused', 'stopped')),
      rung boolean not null default false,
      trace text default trace_at_work(),
      created_at timestamptz not null default now()
    ) with (fillfactor = 50);
    create index run_open_cohort on run (version_id, cohort) where open;
    create index run_rung on run (id) where rung;
    create function keep_trace() returns trigger language plpgsql as $$
      begin
        new.trace := trace_at_work();
        return new;
      end
    $$;
    -- Whoever rings last is whom the run answers.
    create trigger run_trace before update of rung on run for each row
      when (new.rung and trace_at_work() is not null) execute function keep_trace();

    -- seq counts the lane's moves. leaving: its fans are out and run the block that belongs to that. told: the run's
    -- workflow knows where it waits.
    create table lane (
      run_id uuid not null,
      no int not null,
      step int not null,
      phase text not null check (phase in ('entering', 'active', 'waiting', 'parked')),
      seq int not null default 0,
      leaving boolean not null default false,
      told boolean not null default true,
      anchor_at timestamptz not null,
      arrived_at timestamptz not null,
      point_at timestamptz,
      due_at timestamptz,
      attempts int not null default 0,
      problem jsonb,
      primary key (run_id, no)
    ) with (fillfactor = 70);
    create unique index lane_merge on lane (run_id, step, anchor_at, due_at, arrived_at) where phase = 'waiting';

    -- How many fans came to each step of a run, for funnels.
    create table run_step (
      run_id uuid not null,
      step_key text not null,
      version_id uuid not null,
      arrived int not null default 0,
      undelivered int not null default 0,
      skipped int not null default 0,
      primary key (run_id, step_key)
    ) with (fillfactor = 70);
    create index on run_step (version_id);

    -- happened_at: when the entering event happened (e0). provider_base: what every provider key begins with.
    create table enrolment (
      id uuid not null default uuid7(),
      run_id uuid not null,
      lane_no int not null,
      sop_id uuid not null,
      version_id uuid not null,
      shop_id uuid not null,
      fan_id uuid not null,
      thing text not null default '',
      event_id uuid,
      event_properties jsonb,
      happened_at timestamptz not null,
      entered_at timestamptz not null,
      provider_base text not null,
      state text not null default 'active'
        check (state in ('active', 'finished', 'left', 'expired', 'stopped', 'merged', 'parked', 'void')),
      reason text,
      ended_at timestamptz,
      goal_at timestamptz,
      primary key (id)
    ) partition by range (id);
    create index enrolment_lane on enrolment (run_id, lane_no);
    create index enrolment_active on enrolment (fan_id) where state = 'active';
    create index enrolment_fan on enrolment (fan_id, sop_id);
    create table enrolment_other partition of enrolment default;

    create function ensure_enrolment_month(at timestamptz) returns void language plpgsql as $$
    declare
      starts timestamptz := date_trunc('month', at, 'UTC');
      name text := 'enrolment_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
    begin
      if to_regclass(name) is not null then return; end if;
      perform pg_advisory_xact_lock(hashtext('ensure_enrolment_month'));
      -- Not to_regclass: it may still answer from before the lock.
      if exists (select from pg_class where relname = name) then return; end if;
      execute format('create table %I (like enrolment including defaults including constraints including indexes)', name);
      execute format('with moved as (delete from enrolment_other where id >= %L and id < %L returning *)
        insert into %I select * from moved', uuid7_at(starts), uuid7_at(starts + interval '1 month'), name);
      execute format('alter table enrolment attach partition %I for values from (%L) to (%L)',
        name, uuid7_at(starts), uuid7_at(starts + interval '1 month'));
    end
    $$;

    -- What re-entry and "at most one active" are decided on; thing: coupon, quote, ticket, or ''.
    create table entry (
      sop_id uuid not null,
      fan_id uuid not null,
      thing text not null default '',
      active boolean not null,
      last_anchor_at timestamptz,
      n int not null,
      happened_at timestamptz not null,
      primary key (sop_id, fan_id, thing)
    ) with (fillfactor = 80);

    -- One fact enters once.
    create table entry_seen (
      sop_id uuid not null,
      fact_key text not null,
      fan_id uuid not null,
      primary key (sop_id, fan_id, fact_key)
    );

    create table entry_refusal (
      sop_id uuid not null,
      fan_id uuid not null,
      fact_key text not null,
      reason text not null,
      at timestamptz not null,
      primary key (sop_id, fan_id, fact_key)
    );

    -- compared: false for a merged fan who has seen two arms.
    create table fan_arm (
      sop_id uuid not null,
      split text not null,
      fan_id uuid not null,
      arm text not null,
      at timestamptz not null,
      compared boolean not null default true,
      primary key (sop_id, split, fan_id)
    );

    -- A message: planned at its step, decided when handed over. leaving: sent by a block that runs on leaving.
    -- reserved_at: the send that it stands for in fan_guard; null: it counts against no limit.
    create table effect (
      id uuid not null default uuid7(),
      enrolment_id uuid not null,
      step_key text not null,
      part smallint not null default 0,
      run_id uuid not null,
      version_id uuid not null,
      sop_id uuid not null,
      shop_id uuid not null,
      fan_id uuid not null,
      kind text not null,
      channel text not null,
      purpose text not null default 'marketing' check (purpose in ('marketing', 'service')),
      step int not null,
      leaving boolean not null default false,
      status text not null
        check (status in ('planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'skipped')),
      reason text,
      coupon text,
      coupon_fen bigint not null default 0,
      budget_period timestamptz,
      send_at timestamptz not null,
      reserved_at timestamptz,
      point_at timestamptz,
      lease_until timestamptz,
      attempt int not null default 0,
      provider text,
      provider_key text not null,
      body text,
      trace text default trace_at_work(),
      done_at timestamptz,
      primary key (enrolment_id, step_key, part)
    ) with (fillfactor = 80);
    create index effect_receipt on effect (provider_key) where provider = 'webhook';
    create index effect_due on effect (shop_id, channel, send_at) where status = 'planned';
    create index effect_sending on effect (lease_until) where status = 'sending';
    create index effect_fan on effect (fan_id, id desc);
    create index effect_shop on effect (shop_id, id desc);
    create index effect_id on effect (id);

    -- One row a fan: the sends of all SOPs that count against limits, newest last.
    create table fan_guard (
      fan_id uuid primary key,
      sent_at timestamptz[] not null default '{}',
      channels text[] not null default '{}',
      blocked text
    ) with (fillfactor = 60);

    create table budget_use (
      sop_id uuid not null,
      period timestamptz not null,
      fen bigint not null,
      primary key (sop_id, period)
    );

    -- created_by: whoever made it; null where an SOP did. assignee_role: the post that the SOP gave it to.
    -- overdue: the ladder, as it was written; rung: how many of its rungs have been taken; escalate_at: when the next is.
    create table task (
      id uuid primary key default uuid7(),
      shop_id uuid not null,
      fan_id uuid,
      title text not null,
      note jsonb,
      assignee_id uuid,
      assignee_role text,
      team_id uuid,
      due_at timestamptz not null,
      state text not null default 'open' check (state in ('open', 'done', 'cancelled')),
      state_reason text,
      enrolment_id uuid,
      step_key text,
      overdue jsonb not null default '[]',
      rung int not null default 0,
      escalate_at timestamptz,
      created_at timestamptz not null,
      done_at timestamptz,
      done_by uuid,
      result text,
      created_by uuid,
      unique (enrolment_id, step_key)
    );
    create index on task (assignee_id, due_at) where state = 'open';
    create index on task (fan_id);
    create index on task (escalate_at) where state = 'open';

    -- Something a person is to know, as it was written: it is shown with its reader's rights. staff_id null: nobody is there.
    create table notice (
      id uuid primary key default uuid7(),
      shop_id uuid not null,
      staff_id uuid,
      fan_id uuid not null,
      text jsonb not null,
      enrolment_id uuid not null,
      step_key text not null,
      created_at timestamptz not null,
      read_at timestamptz,
      unique nulls not distinct (enrolment_id, step_key, staff_id)
    );
    create index on notice (staff_id, id desc);

    -- kind: event (ids: events, keys: theirs in event_key), start and stop (ids: enrolments), tag and field (ids: fans),
    -- receipt (ids: effects). problem: they could not be handled and wait for somebody to look.
    create table fact_outbox (
      shard smallint not null,
      id bigint generated always as identity,
      kind text not null,
      shop_id uuid not null,
      ids uuid[] not null,
      keys uuid[] not null default '{}',
      detail jsonb not null default '{}',
      problem jsonb,
      trace text default trace_at_work(),
      at timestamptz not null default clock_timestamp(),
      primary key (shard, id)
    );

    create table shard_lease (
      shard smallint primary key,
      owner text,
      epoch bigint not null default 0,
      until timestamptz not null default '-infinity'
    );

    -- Which provider carries a channel in a shop; none: the sandbox.
    create table channel_binding (
      shop_id uuid not null references shop,
      channel text not null,
      provider text not null check (provider in ('sandbox', 'webhook')),
      config jsonb not null default '{}',
      secret_encrypted bytea,
      primary key (shop_id, channel)
    );

    -- Whom an SOP may push to. fields: what of a fan the receiver may have, the shop's own as 'custom.<name>'.
    create table webhook_target (
      shop_id uuid not null references shop,
      name text not null,
      url text not null,
      secret_encrypted bytea not null,
      fields text[] not null default '{}',
      primary key (shop_id, name)
    );

    create table webhook_call (
      id uuid not null default uuid7(),
      enrolment_id uuid not null,
      step_key text not null,
      version_id uuid not null,
      shop_id uuid not null,
      fan_id uuid not null,
      name text not null,
      step int not null,
      provider_key text not null,
      status text not null check (status in ('planned', 'sent', 'failed', 'cancelled')),
      reason text,
      attempt int not null default 0,
      due_at timestamptz not null,
      give_up_at timestamptz not null,
      lease_until timestamptz,
      trace text default trace_at_work(),
      created_at timestamptz not null,
      done_at timestamptz,
      primary key (enrolment_id, step_key)
    ) with (fillfactor = 80);
    create index webhook_call_due on webhook_call (due_at) where status = 'planned';
    create index webhook_call_shop on webhook_call (shop_id, id desc);

    create table sandbox_message (
      provider_key text primary key,
      shop_id uuid not null,
      fan_id uuid not null,
      channel text not null,
      body text not null,
      at timestamptz not null
    )`.execute(db);
}
