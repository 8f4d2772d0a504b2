import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { abilityOfStaff } from '../access/grants.js';
import { type Condition, rowsIn, scopeOf } from '../access/rows.js';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { askIn, judge, readOpenVersion } from '../entry/entry.sql.js';
import { mayOwnFans } from '../staff/may-own.sql.js';
import { tellOfTags } from '../tag/tell-of-tags.js';
import type { FanAction, JobAction } from './fan-job.schemas.js';
import { mayGiveTo } from './fan-owner.sql.js';

/** What a job needs to do a part of its work. */
export interface Part {
  tx: Tx;
  jobId: string;
  shopId: string;
  staffId: string;
  /** What the person may do at this moment. */
  ability: Ability;
  now: Date;
  /** Roots whom the person may change. */
  fans: string[];
}

/** What became of a fan. Of those that are not named, nothing: they were so already. */
export type Outcome = { fan_id: string; before: unknown } | { fan_id: string; refused: string };

/** Does the action to those of the fans whom the person may change at this moment. */
export async function perform(
  tx: Tx,
  job: { id: string; shop_id: string; staff_id: string; undoes: string | null; action: JobAction },
  fans: readonly string[],
): Promise<Outcome[]> {
  const ability = await abilityOfStaff(tx, job.staff_id);
  const within = rowsIn(scopeOf(ability, 'update', 'fan'), 'fan_shop', 's');
  const allowed = new Set(await lockFans(tx, job.shop_id, fans, within));
  const refused = fans.flatMap((fan_id) => (allowed.has(fan_id) ? [] : [{ fan_id, refused: 'not_found' }]));
  const own = { tx, jobId: job.id, shopId: job.shop_id, staffId: job.staff_id, ability };
  const part = { ...own, now: await businessNow(tx), fans: [...allowed] };
  if (part.fans.length === 0) return refused;
  const { action } = job;
  const done = action.kind === 'undo' ? await undo(part, action.of, job.undoes) : await act(part, action);
  return [...refused, ...done];
}

function act(part: Part, action: FanAction): Promise<Outcome[]> {
  switch (action.kind) {
    case 'tag':
      return tag(part, action.tag_ids);
    case 'untag':
      return untag(part, action.tag_ids);
    case 'assign':
      return assign(part, action.owner_id);
    case 'enter':
      return enter(part, action.sop_id);
  }
}

/** Locked in the order of their ids, as everybody does who changes several. */
async function lockFans(tx: Tx, shopId: string, fans: readonly string[], within: Condition): Promise<string[]> {
  const { rows } = await sql<{ fan_id: string }>`
    select s.fan_id from fan_shop s
    where s.shop_id = ${shopId} and s.fan_id = any(${fans}::uuid[]) and ${within}
    order by s.fan_id for no key update`.execute(tx);
  return rows.map(({ fan_id }) => fan_id);
}

interface ChangedTags {
  fan_id: string;
  /** Each as the row was, or is. */
  tags: { tag_id: string; name: string; source: string; added_at: string }[];
}

/** Groups the changed rows of `fan_tag` by fan, and tells of them. */
async function tagsChanged(part: Part, type: 'tag.add' | 'tag.remove', changed: ReturnType<typeof sql>) {
  const { rows } = await sql<ChangedTags>`
    with changed as (${changed})
    select c.fan_id, jsonb_agg(jsonb_build_object(
      'tag_id', c.tag_id, 'name', t.name, 'source', c.source, 'added_at', c.added_at)) as tags
    from changed c join tag t on t.id = c.tag_id group by c.fan_id`.execute(part.tx);
  const told = rows.flatMap(({ fan_id, tags }) => tags.map(({ name }) => ({ fan_id, tag: name })));
  await tellOfTags(part.tx, { shopId: part.shopId, id: part.jobId, type, now: part.now }, told);
  return rows.map(({ fan_id, tags }): Outcome => ({ fan_id, before: tags }));
}

function tag(part: Part, tagIds: readonly string[]): Promise<Outcome[]> {
  return tagsChanged(
    part,
    'tag.add',
    sql`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select ${part.shopId}, fan, t.id, ${sourceOf(part)}, ${part.now}
    from unnest(${part.fans}::uuid[]) fan cross join tag t
    where t.shop_id = ${part.shopId} and t.id = any(${tagIds}::uuid[])
    on conflict do nothing returning fan_id, tag_id, source, added_at`,
  );
}

function untag(part: Part, tagIds: readonly string[]): Promise<Outcome[]> {
  return tagsChanged(
    part,
    'tag.remove',
    sql`
    delete from fan_tag where fan_id = any(${part.fans}::uuid[]) and tag_id = any(${tagIds}::uuid[])
      and shop_id = ${part.shopId}
    returning fan_id, tag_id, source, added_at`,
  );
}

function sourceOf({ staffId }: Part): string {
  return `staff:${staffId}`;
}

async function assign({ tx, shopId, ability, fans }: Part, ownerId: string | null): Promise<Outcome[]> {
  if (!(await mayGiveTo(tx, ability, shopId, ownerId)))
    return fans.map((fan_id) => ({ fan_id, refused: 'cannot_own' }));
  const { rows } = await sql<{ fan_id: string; before: unknown }>`
    update fan_shop s set owner_id = ${ownerId}, team_id = (select team_id from staff where id = ${ownerId})
    from fan_shop was
    where s.shop_id = ${shopId} and s.fan_id = any(${fans}::uuid[]) and s.owner_id is distinct from ${ownerId}
      and was.shop_id = s.shop_id and was.fan_id = s.fan_id
    returning s.fan_id, jsonb_build_object('owner_id', was.owner_id, 'team_id', was.team_id) as before`.execute(tx);
  return rows;
}

async function enter({ tx, jobId, fans, now }: Part, sopId: string): Promise<Outcome[]> {
  const version = await readOpenVersion(tx, sopId);
  if (!version) return fans.map((fan_id) => ({ fan_id, refused: 'not_open' }));
  const refusals = await judge(tx, version, fans, now);
  const outcomes = fans.map((fan_id): Outcome => {
    const refused = refusals.has(fan_id) ? refusals.get(fan_id) : 'not_found';
    return refused ? { fan_id, refused } : { fan_id, before: null };
  });
  const entering = outcomes.flatMap((outcome) => ('refused' in outcome ? [] : outcome.fan_id));
  await askIn(tx, version, entering, jobId);
  return outcomes;
}

/** Takes back what has not moved on since. */
async function undo(part: Part, action: FanAction, jobId: string | null): Promise<Outcome[]> {
  const { tx, fans, shopId } = part;
  switch (action.kind) {
    case 'tag':
      return tagsChanged(
        part,
        'tag.remove',
        sql`
        delete from fan_tag c using ${tagsBefore(jobId)} was
        where was.fan_id = any(${fans}::uuid[]) and c.fan_id = was.fan_id and c.tag_id = was.tag_id
          and c.source = was.source and c.added_at = was.added_at
        returning c.fan_id, c.tag_id, c.source, c.added_at`,
      );
    case 'untag':
      return tagsChanged(
        part,
        'tag.add',
        sql`
        insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
        select ${shopId}, was.fan_id, was.tag_id, was.source, was.added_at from ${tagsBefore(jobId)} was
        join tag t on t.id = was.tag_id
        where was.fan_id = any(${fans}::uuid[])
        on conflict do nothing returning fan_id, tag_id, source, added_at`,
      );
    case 'assign': {
      const { rows } = await sql<{ fan_id: string; before: unknown }>`
        update fan_shop s set owner_id = (was.before ->> 'owner_id')::uuid, team_id = case when was.before ->> 'owner_id' is null
            then (was.before ->> 'team_id')::uuid
            else (select team_id from staff where id = (was.before ->> 'owner_id')::uuid) end
        from fan_job_item was
        where was.job_id = ${jobId} and s.shop_id = ${shopId} and s.fan_id = any(${fans}::uuid[])
          and was.fan_id = s.fan_id and s.owner_id is not distinct from ${action.owner_id}
          and (was.before ->> 'owner_id' is null or ${mayOwnFans(sql`(was.before ->> 'owner_id')::uuid`, shopId)})
        returning s.fan_id, null as before`.execute(tx);
      return rows;
    }
    case 'enter':
      throw new Error('Who has entered an SOP is not taken out of it');
  }
}

/** The rows of `fan_tag` that a job put on or took off. */
function tagsBefore(jobId: string | null) {
  return sql`(
    select i.fan_id, tag.tag_id, tag.source, tag.added_at from fan_job_item i,
      jsonb_to_recordset(i.before) as tag (tag_id uuid, source text, added_at timestamptz)
    where i.job_id = ${jobId} and i.outcome = 'changed')`;
}
