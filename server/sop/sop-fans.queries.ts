import { z } from '@hono/zod-openapi';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';

export const fanStates = ['active', 'finished', 'left', 'expired', 'stopped', 'parked'] as const;

export interface SopFansRequest {
  /** Key of a step: those who stand there now. */
  step?: string | undefined;
  state?: (typeof fanStates)[number] | undefined;
  cursor?: string | undefined;
  limit: number;
}

/**
 * Fans of an SOP whom the reader may see, newest entry first: those in it at a step, or those who ended in a state.
 * Throws a Problem (REQ404) for a foreign or missing SOP.
 */
export async function listSopFans(db: ScopedDb, unbound: Db, sopId: string, request: SopFansRequest) {
  const sop = await db
    .selectFrom('sop')
    .select(['id', 'shop_id'])
    .where('id', '=', sopId)
    .executeTakeFirstOrThrow(notFound);
  const places = request.step === undefined ? null : await placesOf(unbound, sopId, request.step);
  if (places?.length === 0) return { items: [], next_cursor: null };
  const after = request.cursor === undefined ? undefined : readCursor(z.uuid(), request.cursor);
  const state = request.state ?? (places === null ? undefined : 'active');
  const rows = await db
    .selectFrom('run')
    .innerJoin('enrolment', 'enrolment.run_id', 'run.id')
    .innerJoin('fan as entered', 'entered.id', 'enrolment.fan_id')
    .innerJoin('fan', 'fan.id', 'entered.root_id')
    .innerJoin('fan_shop', (join) =>
      join.onRef('fan_shop.fan_id', '=', 'fan.id').onRef('fan_shop.shop_id', '=', 'enrolment.shop_id'),
    )
    .leftJoin('lane', (join) =>
      join.onRef('lane.run_id', '=', 'enrolment.run_id').onRef('lane.no', '=', 'enrolment.lane_no'),
    )
    .select(['enrolment.id as enrolment_id', 'fan.id', 'fan_shop.nick', 'fan.phone_mask', 'enrolment.state'])
    .select(['enrolment.reason', 'enrolment.entered_at', 'enrolment.ended_at', 'lane.due_at'])
    .where('run.sop_id', '=', sop.id)
    .$if(state !== undefined, (query) => query.where('enrolment.state', '=', state ?? ''))
    .$if(state === undefined, (query) => query.where('enrolment.state', 'not in', ['void', 'merged']))
    .$if(places !== null, (query) =>
      query.where((eb) =>
        eb.or(
          (places ?? []).map(({ version, step }) =>
            eb.and([eb('run.version_id', '=', version), eb('lane.step', '=', step)]),
          ),
        ),
      ),
    )
    .$if(after !== undefined, (query) => query.where('enrolment.id', '<', after ?? ''))
    .orderBy('enrolment.id', 'desc')
    .limit(request.limit + 1)
    .execute();
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > request.limit && last ? writeCursor(last.enrolment_id) : null };
}

/** Where the step stands in each version that has it; its receipt is a part of it. */
async function placesOf(unbound: Db, sopId: string, key: string): Promise<{ version: string; step: number }[]> {
  const versions = await unbound
    .selectFrom('sop_version')
    .select('id')
    .select((eb) => eb.ref('program').$castTo<Program>().as('program'))
    .where('sop_id', '=', sopId)
    .execute();
  return versions.flatMap(({ id, program }) =>
    program.steps.flatMap((step, index) =>
      step.key === key || (step.kind === 'receipt' && step.send === key) ? [{ version: id, step: index }] : [],
    ),
  );
}
