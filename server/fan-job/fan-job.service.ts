import { sql } from 'kysely';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { type ChosenFans, contextOfChosen } from '../fan/chosen-fans.js';
import { fanConditions } from '../fan/fan-filter.js';
import type { FanReader } from '../fan/filter-context.js';
import { notFound } from '../problem/common.js';
import { cannotOwn, cannotUndo, keptByRule, nobodyChosen } from './fan-job.problems.js';
import { type FanAction, type JobAction, jobAction } from './fan-job.schemas.js';
import { mayGiveTo } from './fan-owner.sql.js';

/**
 * Begins to do something to many fans: those who are found now, whatever changes meanwhile.
 * @throws Problem REQ404 for a foreign shop, tag or SOP, JOB422 when nobody is found, JOB423, JOB424
 */
export async function startJob(reader: FanReader, shopId: string, action: FanAction, wanted: ChosenFans) {
  await requireTarget(reader, shopId, action);
  const { filter, context } = await contextOfChosen(reader, shopId, wanted);
  const found = reader.db
    .selectFrom('fan_shop')
    .select('fan_shop.fan_id')
    .where((eb) => eb.and(fanConditions(eb, filter, context)));
  return reader.unbound.transaction().execute(async (tx) => {
    const id = await addJob(tx, { shopId, staffId: reader.actor.staffId, action, undoes: null });
    // Bound to what the reader sees already, so that it can stand in a query that is not.
    await sql`insert into fan_job_item (job_id, fan_id) select ${id}, found.fan_id from (${found}) found`.execute(tx);
    return settleTotal(tx, id);
  });
}

/** Throws a Problem (REQ404, JOB423, JOB424) unless the action may be done at all. */
export async function requireTarget(
  { db, unbound, actor }: FanReader,
  shopId: string,
  action: FanAction,
): Promise<void> {
  switch (action.kind) {
    case 'tag':
    case 'untag': {
      const tags = await db
        .selectFrom('tag')
        .leftJoin('rule_tag', 'rule_tag.tag_id', 'tag.id')
        .select(['tag.name', 'rule_tag.tag_id as rule'])
        .where('tag.shop_id', '=', shopId)
        .where('tag.id', 'in', action.tag_ids)
        .execute();
      if (tags.length < new Set(action.tag_ids).size) throw notFound();
      const kept = tags.filter(({ rule }) => rule !== null);
      if (kept.length > 0) throw keptByRule(kept.map(({ name }) => name).join('、'));
      return;
    }
    case 'assign':
      if (!(await mayGiveTo(unbound, actor.ability, shopId, action.owner_id))) throw cannotOwn();
      return;
    case 'enter':
      await db
        .selectFrom('sop')
        .select('id')
        .where('id', '=', action.sop_id)
        .where('shop_id', '=', shopId)
        .executeTakeFirstOrThrow(notFound);
  }
}

/**
 * Begins to take back what a job did, for those whom nothing has changed since.
 * @throws Problem REQ404 for somebody else's job, JOB409 for one that cannot be undone
 */
export async function undoJob(db: Db, staffId: string, id: string) {
  return db.transaction().execute(async (tx) => {
    const job = await tx
      .selectFrom('fan_job')
      .select(['shop_id', 'action', 'state'])
      .where('id', '=', id)
      .where('staff_id', '=', staffId)
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    const action = jobAction.parse(job.action);
    const undone = await tx.selectFrom('fan_job').select('id').where('undoes', '=', id).executeTakeFirst();
    if (action.kind === 'undo' || action.kind === 'enter' || job.state === 'running' || undone) throw cannotUndo();
    const undoing = { shopId: job.shop_id, staffId, action: { kind: 'undo' as const, of: action }, undoes: id };
    const undo = await addJob(tx, undoing);
    await sql`
      insert into fan_job_item (job_id, fan_id)
      select ${undo}, fan_id from fan_job_item where job_id = ${id} and outcome = 'changed'`.execute(tx);
    return settleTotal(tx, undo);
  });
}

interface NewJob {
  shopId: string;
  staffId: string;
  action: JobAction;
  undoes: string | null;
}

async function addJob(tx: Tx, { shopId, staffId, action, undoes }: NewJob): Promise<string> {
  const job = { shop_id: shopId, staff_id: staffId, action: JSON.stringify(action), total: 0, undoes };
  const { id } = await tx.insertInto('fan_job').values(job).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** Throws a Problem (JOB422) for a job without anybody. */
async function settleTotal(tx: Tx, id: string) {
  const job = await tx
    .updateTable('fan_job')
    .set((eb) => ({
      total: eb
        .selectFrom('fan_job_item')
        .select((item) => item.fn.countAll<number>().as('n'))
        .where('job_id', '=', id),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (job.total === 0) throw nobodyChosen();
  await appendAudit(tx, {
    actorId: job.staff_id,
    action: 'fan.bulk',
    subject: 'fan',
    subjectId: null,
    shopId: job.shop_id,
    detail: { job: id, total: job.total, action: job.action },
  });
  return { id };
}

/** Stops a job after the part on its way. Throws a Problem (REQ404) for somebody else's, or one that is over. */
export async function cancelJob(db: Db, staffId: string, id: string): Promise<void> {
  await db
    .updateTable('fan_job')
    .set({ state: 'cancelled', finished_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirstOrThrow(notFound);
}
