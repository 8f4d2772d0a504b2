import { field, key, type Registrations } from './registration.js';

/** Work given to people. */
export const taskTables = {
  task: {
    subject: 'task',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'assignee_id', team_id: 'team_id' },
    columns: {
      id: key,
      shop_id: key,
      fan_id: key,
      title: field,
      note: field,
      assignee_id: field,
      assignee_role: field,
      team_id: field,
      due_at: field,
      state: field,
      state_reason: field,
      enrolment_id: key,
      step_key: key,
      overdue: field,
      rung: field,
      escalate_at: field,
      created_at: key,
      done_at: field,
      done_by: field,
      result: field,
      created_by: key,
    },
  },
  // Whoever reads a notice sees no more of its fan than elsewhere: it is put into words for them.
  notice: 'closed',
} satisfies Registrations;
