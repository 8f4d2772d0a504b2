import { z } from '@hono/zod-openapi';
import type { ScopedDb } from '../access/scoped-db.js';
import { instantText, readCursor, writeCursor } from '../request/cursor.js';
import { withNoteFacts } from './note-facts.js';
import { renderNote } from './task-note.js';

export const taskStates = ['open', 'done', 'cancelled'] as const;

export interface TaskRequest {
  state: (typeof taskStates)[number];
  shop?: string | undefined;
  /** Root id of the fan that the task is about. */
  fan?: string | undefined;
  /** Only what is assigned to the reader. */
  mine: boolean;
  assignee?: string | undefined;
  /** Only what should have been done before this instant. */
  dueBefore?: Date | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Tasks that the reader may see: open ones by their deadline, the others from the latest one back. */
export async function listTasks(db: ScopedDb, staffId: string, request: TaskRequest) {
  const { state, shop, fan, mine, assignee, dueBefore, cursor, limit } = request;
  const after = cursor === undefined ? undefined : readCursor(position, cursor);
  const [direction, beyond] = state === 'open' ? (['asc', '>'] as const) : (['desc', '<'] as const);
  const rows = await tasks(db)
    .where('task.state', '=', state)
    .$if(shop !== undefined, (query) => query.where('task.shop_id', '=', shop ?? ''))
    .$if(fan !== undefined, (query) => query.where('fan.root_id', '=', fan ?? ''))
    .$if(mine, (query) => query.where('task.assignee_id', '=', staffId))
    .$if(assignee !== undefined, (query) => query.where('task.assignee_id', '=', assignee ?? ''))
    .$if(dueBefore !== undefined, (query) => query.where('task.due_at', '<', dueBefore ?? new Date()))
    .$if(after !== undefined, (query) =>
      query.where((eb) => {
        const due = eb.cast<Date>(eb.val(after?.[0]), 'timestamptz');
        const sameDue = eb.and([eb('task.due_at', '=', due), eb('task.id', beyond, after?.[1] ?? '')]);
        return eb.or([eb('task.due_at', beyond, due), sameDue]);
      }),
    )
    .orderBy('task.due_at', direction)
    .orderBy('task.id', direction)
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await viewsOf(db, page),
    next_cursor: rows.length > limit && last ? writeCursor([last.due_text, last.id]) : null,
  };
}

const position = z.tuple([instantText, z.uuid()]);

function tasks(db: ScopedDb) {
  return db
    .selectFrom('task')
    .leftJoin('staff', 'staff.id', 'task.assignee_id')
    .leftJoin('staff as maker', 'maker.id', 'task.created_by')
    .leftJoin('fan', 'fan.id', 'task.fan_id')
    .leftJoin('enrolment', 'enrolment.id', 'task.enrolment_id')
    .leftJoin('sop', 'sop.id', 'enrolment.sop_id')
    .select(['task.id', 'task.shop_id', 'task.title', 'task.note', 'task.assignee_id', 'task.assignee_role'])
    .select(['task.due_at', 'task.state', 'task.state_reason', 'task.created_at', 'task.done_at', 'task.fan_id'])
    .select(['fan.root_id', 'staff.name as assignee_name', 'sop.id as sop_id', 'sop.name as sop_name'])
    .select(['task.result', 'task.created_by', 'maker.name as maker_name', 'enrolment.event_properties'])
    .select((eb) => eb.cast<string>('task.due_at', 'text').as('due_text'));
}

type TaskRow = Awaited<ReturnType<ReturnType<typeof tasks>['execute']>>[number];

async function viewsOf(db: ScopedDb, rows: readonly TaskRow[]) {
  const written = await withNoteFacts(db, rows);
  return written.map(({ facts, nick, ...row }) => {
    // A fan who is somebody else's now is only an id, and what people wrote about them is not shown: a title holds names.
    const isSeen = row.fan_id === null || facts.fan !== null;
    const isToldOf = isSeen || row.created_by === null;
    return {
      id: row.id,
      shop_id: row.shop_id,
      title: isToldOf ? row.title : null,
      note: isToldOf ? renderNote(row.note, facts) : null,
      result: isSeen ? row.result : null,
      fan: row.fan_id === null ? null : { id: row.root_id ?? row.fan_id, nick },
      assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name },
      assignee_role: row.assignee_role,
      sop: row.sop_id === null ? null : { id: row.sop_id, name: row.sop_name },
      due_at: row.due_at,
      state: row.state,
      state_reason: row.state_reason,
      created_at: row.created_at,
      done_at: row.done_at,
      created_by: row.created_by === null ? null : { id: row.created_by, name: row.maker_name },
    };
  });
}
