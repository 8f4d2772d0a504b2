import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';

/** What a person has in a shop: fans, open tasks, SOPs that run or are drafted in their name, and scheduled pulls. */
export interface Belongings {
  shop_id: string;
  fans: number;
  tasks: number;
  sops: number;
  sources: number;
}

export async function countBelongings(db: Db | Tx, staffId: string): Promise<Belongings[]> {
  const { rows } = await sql<Belongings>`
    select shop_id, sum(fans)::int as fans, sum(tasks)::int as tasks, sum(sops)::int as sops, sum(sources)::int as sources
    from (
      select shop_id, count(*) as fans, 0 as tasks, 0 as sops, 0 as sources
        from fan_shop where owner_id = ${staffId} group by shop_id
      union all
      select shop_id, 0, count(*), 0, 0 from task where assignee_id = ${staffId} and state = 'open' group by shop_id
      union all
      select shop_id, 0, 0, 0, count(*) from import_source where run_by = ${staffId} group by shop_id
      union all
      select shop_id, 0, 0, count(*), 0 from sop
        where draft_by = ${staffId} or exists (select from sop_version v where v.sop_id = sop.id and v.author_id = ${staffId})
        group by shop_id
    ) had group by shop_id order by shop_id`.execute(db);
  return rows;
}

export interface Passing {
  handOverId: string;
  from: string;
  to: string;
  /** Team of the one who takes over. */
  teamId: string | null;
}

/** Moves everything, and keeps what each row said. Rows are locked in the order of their keys. */
export async function passOn(tx: Tx, passing: Passing): Promise<void> {
  const { from, to, teamId } = passing;
  await remember(
    tx,
    passing,
    'fan',
    sql`
    update fan_shop set owner_id = ${to}, team_id = ${teamId}
    from (select shop_id, fan_id, team_id from fan_shop where owner_id = ${from} order by shop_id, fan_id for update) was
    where fan_shop.shop_id = was.shop_id and fan_shop.fan_id = was.fan_id
    returning was.shop_id, was.fan_id as item_id, jsonb_build_object('team_id', was.team_id) as before`,
  );
  await remember(
    tx,
    passing,
    'task',
    sql`
    update task set assignee_id = ${to}, team_id = ${teamId}
    from (select id, team_id from task where assignee_id = ${from} and state = 'open' order by id for update) was
    where task.id = was.id
    returning task.shop_id, task.id as item_id, jsonb_build_object('team_id', was.team_id) as before`,
  );
  // What was published for the leaver's own fans goes on for the same fans, who are now the other's.
  await remember(
    tx,
    passing,
    'sop',
    sql`
    update sop_version v set author_id = ${to}, scope = replace(was.scope::text, ${from}::text, ${to}::text)::jsonb
    from (select id, sop_id, scope from sop_version where author_id = ${from} order by id for update) was
    join sop on sop.id = was.sop_id
    where v.id = was.id
    returning sop.shop_id, v.id as item_id, jsonb_build_object('scope', was.scope) as before`,
  );
  await remember(
    tx,
    passing,
    'draft',
    sql`
    update sop set draft_by = ${to}
    from (select id from sop where draft_by = ${from} order by id for update) was
    where sop.id = was.id
    returning sop.shop_id, sop.id as item_id, '{}'::jsonb as before`,
  );
  // One that the leaver's going has stopped goes on, or stops again where the other may not import.
  await remember(
    tx,
    passing,
    'source',
    sql`
    update import_source s set run_by = ${to}, active = s.active or was.problem ->> 'code' = 'IMP138'
    from (
      select id, (select problem from import_pull where source_id = import_source.id order by id desc limit 1) as problem
      from import_source where run_by = ${from} order by id for update) was
    where s.id = was.id
    returning s.shop_id, s.id as item_id, '{}'::jsonb as before`,
  );
}

async function remember(tx: Tx, { handOverId }: Passing, kind: string, update: RawBuilder<unknown>): Promise<void> {
  await sql`
    with moved as (${update})
    insert into hand_over_item (hand_over_id, kind, shop_id, item_id, before)
    select ${handOverId}, ${kind}, shop_id, item_id, before from moved`.execute(tx);
}

/** Puts back what is still where the hand-over left it. What has moved on since stays. */
export async function takeBack(tx: Tx, { handOverId, from, to }: Omit<Passing, 'teamId'>): Promise<void> {
  const items = (kind: string) =>
    sql`(select * from hand_over_item where hand_over_id = ${handOverId} and kind = ${kind} order by shop_id, item_id) i`;
  const team = sql`(i.before ->> 'team_id')::uuid`;
  await sql`
    update fan_shop f set owner_id = ${from}, team_id = ${team} from ${items('fan')}
    where f.shop_id = i.shop_id and f.fan_id = i.item_id and f.owner_id = ${to}`.execute(tx);
  await sql`
    update task t set assignee_id = ${from}, team_id = ${team} from ${items('task')}
    where t.id = i.item_id and t.assignee_id = ${to} and t.state = 'open'`.execute(tx);
  await sql`
    update sop_version v set author_id = ${from}, scope = i.before -> 'scope' from ${items('sop')}
    where v.id = i.item_id and v.author_id = ${to}`.execute(tx);
  await sql`
    update sop s set draft_by = ${from} from ${items('draft')}
    where s.id = i.item_id and s.draft_by = ${to}`.execute(tx);
  await sql`
    update import_source s set run_by = ${from} from ${items('source')}
    where s.id = i.item_id and s.run_by = ${to}`.execute(tx);
}
