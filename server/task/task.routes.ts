import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { businessNow } from '../clock/clock.js';
import { plainLines, plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { assignTask } from './assign-task.js';
import { cancelTask } from './cancel-task.js';
import { changeTask } from './change-task.js';
import { createTask } from './create-task.js';
import { finishTask } from './finish-task.js';
import { listTasks, taskStates } from './task.queries.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const named = z.object({ id: z.uuid(), name: z.string().nullable() });

const task = z
  .object({
    id: z.uuid(),
    shop_id: z.uuid(),
    title: z.string().nullable(),
    note: z.string().nullable(),
    result: z.string().nullable().openapi({ description: 'What came of it, as whoever did it says' }),
    fan: z.object({ id: z.uuid(), nick: z.string().nullable() }).nullable(),
    assignee: named.nullable(),
    assignee_role: z.string().nullable(),
    sop: named.nullable(),
    due_at: instant,
    state: z.string().nullable(),
    state_reason: z.string().nullable(),
    created_at: instant,
    done_at: instant.nullable(),
    created_by: named.nullable().openapi({ description: 'Whoever made it; null for an SOP' }),
  })
  .openapi('Task');

const taskTitle = plainText.trim().min(1).max(100);
const taskNote = plainLines.trim().min(1).max(1000);
const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).default(false);

const list = createRoute({
  method: 'get',
  path: '/v1/tasks',
  summary: 'Tasks, open ones by their deadline',
  middleware: may('read', 'task'),
  request: {
    query: z.strictObject({
      state: z.enum(taskStates).default('open'),
      shop: z.uuid().optional(),
      fan: z.uuid().optional(),
      mine: flag,
      assignee: z.uuid().optional(),
      overdue: flag,
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(task), next_cursor: z.string().nullable() }), 'A page'),
    ...problems,
  },
});

const create = createRoute({
  method: 'post',
  path: '/v1/tasks',
  summary: 'Make a task, for oneself or for a colleague',
  middleware: may('create', 'task'),
  request: {
    body: jsonBody(
      z.strictObject({
        shop_id: z.uuid(),
        title: taskTitle,
        note: taskNote.optional(),
        fan_id: z.uuid().optional(),
        assignee_id: z.uuid().optional().openapi({ description: 'Whoever asks, where nobody is named' }),
        due_at: z.iso.datetime({ offset: true }),
      }),
    ),
  },
  responses: { 201: json(z.object({ id: z.uuid() }), 'Made: whoever may read it finds it on the list'), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/tasks/{id}',
  summary: 'Change what a task says that somebody has made',
  middleware: may('update', 'task'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(
      z.strictObject({
        title: taskTitle,
        note: taskNote.nullable(),
        due_at: z.iso.datetime({ offset: true }),
      }),
    ),
  },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const done = createRoute({
  method: 'post',
  path: '/v1/tasks/{id}/done',
  summary: 'Mark a task as done, and say what came of it',
  middleware: may('update', 'task'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: { ...jsonBody(z.strictObject({ result: plainLines.trim().min(1).max(500).optional() })), required: false },
  },
  responses: { 204: { description: 'Done' }, ...problems },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/tasks/{id}/cancel',
  summary: 'Take back a task that one has made',
  middleware: may('update', 'task'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Cancelled' }, ...problems },
});

const assign = createRoute({
  method: 'patch',
  path: '/v1/tasks/{id}',
  summary: 'Give an open task to a colleague',
  middleware: may('update', 'task'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(z.strictObject({ assignee_id: z.uuid() })),
  },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const taskRoutes = createRouter()
  .openapi(list, async (c) => {
    const { overdue, ...query } = c.req.valid('query');
    const dueBefore = overdue ? await businessNow(c.var.deps.db) : undefined;
    return c.json(await listTasks(c.var.db, c.var.actor.staffId, { ...query, dueBefore }), 200);
  })
  .openapi(create, async (c) => {
    const { deps, actor } = c.var;
    const { due_at, ...wanted } = c.req.valid('json');
    return c.json({ id: await createTask(deps.db, actor, { ...wanted, due_at: new Date(due_at) }) }, 201);
  })
  .openapi(change, async (c) => {
    const { deps, actor } = c.var;
    const { due_at, ...words } = c.req.valid('json');
    await changeTask(deps.db, actor, c.req.valid('param').id, { ...words, due_at: new Date(due_at) });
    return c.body(null, 204);
  })
  .openapi(done, async (c) => {
    const { deps, actor } = c.var;
    await finishTask(deps.db, actor, c.req.valid('param').id, c.req.valid('json').result);
    return c.body(null, 204);
  })
  .openapi(cancel, async (c) => {
    const { deps, actor } = c.var;
    await cancelTask(deps.db, actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(assign, async (c) => {
    const { deps, actor } = c.var;
    await assignTask(deps.db, actor, c.req.valid('param').id, c.req.valid('json').assignee_id);
    return c.body(null, 204);
  });
