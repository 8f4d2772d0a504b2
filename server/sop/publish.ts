import { sql } from 'kysely';
import { listensOf, watchedBy } from '@fanloom/dsl/core/listens.js';
import { nextLook } from '@fanloom/dsl/core/trigger-time.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { businessNow, readClock } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { rememberForWhom } from './watched.sql.js';

export interface Publication {
  sopId: string;
  shopId: string;
  /** The text that was checked, tested and reviewed. */
  text: string;
  program: Program;
  authorId: string;
  /** Who has approved it; null where nobody had to. */
  approvedBy?: string | null;
  /** The author's data scope at this moment. */
  scope: object;
}

/**
 * Makes a program the SOP's live version: from now on it is the one that lets fans in. Fans in flight finish on theirs,
 * so what they listen to stays.
 */
export async function publish(tx: Tx, publication: Publication): Promise<{ versionId: string; number: number }> {
  const { sopId, shopId, text, program, authorId, approvedBy = null, scope } = publication;
  const now = await businessNow(tx);
  await sql`select from sop where id = ${sopId} for update`.execute(tx);
  const version = await tx
    .insertInto('sop_version')
    .values({
      sop_id: sopId,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from sop_version where sop_id = ${sopId})`,
      text,
      program: JSON.stringify(program),
      hash: program.hash,
      author_id: authorId,
      approved_by: approvedBy,
      scope: JSON.stringify(scope),
      published_at: now,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  await defineCoupons(tx, shopId, program);
  await defineLevels(tx, shopId, program);
  await listen(tx, publication, version.id);
  await lookAhead(tx, publication, version.id, now);
  await tx.updateTable('sop').set({ live_version: version.id }).where('id', '=', sopId).execute();
  return { versionId: version.id, number: version.number };
}

/** Coupons that the text defines are the shop's from now on; how many were issued stays. */
async function defineCoupons(tx: Tx, shopId: string, program: Program): Promise<void> {
  for (const [name, terms] of Object.entries(program.coupons)) {
    await sql`
      insert into coupon (shop_id, name, off_fen, off_percent, over_fen, valid_seconds, stock)
      values (${shopId}, ${name}, ${'fen' in terms.off ? terms.off.fen : null},
        ${'percent' in terms.off ? terms.off.percent : null}, ${terms.overFen}, ${terms.validSeconds}, ${terms.stock})
      on conflict (shop_id, name) do update set off_fen = excluded.off_fen, off_percent = excluded.off_percent,
        over_fen = excluded.over_fen, valid_seconds = excluded.valid_seconds,
        stock = case when excluded.stock is not null then greatest(excluded.stock, coupon.issued) end`.execute(tx);
  }
}

/** A level that the text names and the shop does not have becomes its highest. */
async function defineLevels(tx: Tx, shopId: string, program: Program): Promise<void> {
  const levels = new Set(program.steps.flatMap((step) => (step.kind === 'upgrade' ? step.level : [])));
  for (const level of levels) {
    await sql`
      update shop set levels = levels || ${level}::text where id = ${shopId} and not ${level}::text = any(levels)`.execute(
      tx,
    );
  }
}

async function listen(tx: Tx, { sopId, shopId, program }: Publication, versionId: string): Promise<void> {
  await tx.deleteFrom('listen').where('sop_id', '=', sopId).where('role', '=', 'enter').execute();
  const listens = listensOf(program).map(({ role, key }) => ({
    version_id: versionId,
    role,
    key,
    sop_id: sopId,
    shop_id: shopId,
  }));
  await tx.insertInto('listen').values(listens).execute();
}

/**
 * Opens the SOP to what comes from now on: a tick, a broadcast or the turn of a condition that it has missed so far lets
 * nobody in.
 */
export async function lookAhead(
  tx: Tx,
  sop: Pick<Publication, 'sopId' | 'shopId' | 'program'>,
  versionId: string,
  now: Date,
): Promise<void> {
  await tx.deleteFrom('broadcast_entrance').where('sop_id', '=', sop.sopId).execute();
  await plan(tx, sop, versionId, now);
  await rememberForWhom(tx, sop, versionId, now);
}

async function plan(
  tx: Tx,
  { sopId, shopId, program }: Pick<Publication, 'sopId' | 'shopId' | 'program'>,
  versionId: string,
  now: Date,
): Promise<void> {
  await tx.deleteFrom('schedule').where('sop_id', '=', sopId).execute();
  const { zone } = await tx.selectFrom('shop').select('zone').where('id', '=', shopId).executeTakeFirstOrThrow();
  const { speed } = await readClock(tx);
  for (const [index, trigger] of program.triggers.entries()) {
    const next = nextLook(trigger, program, now.getTime(), { zone, speed });
    // What time alone never turns may still follow the bounds of a score.
    if (next === null && watchedBy(trigger) === null) continue;
    await tx
      .insertInto('schedule')
      .values({
        version_id: versionId,
        trigger_no: index,
        sop_id: sopId,
        shop_id: shopId,
        next_at: next === null ? null : new Date(next),
      })
      .execute();
  }
}
