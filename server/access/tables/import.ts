import { field, key, secret, type Registrations } from './registration.js';

/** Imports of files. */
export const importTables = {
  import: {
    subject: 'import',
    primaryKey: ['id'],
    belongs: { by: 'column', shop_id: 'shop_id', owner_id: 'created_by' },
    columns: {
      id: key,
      shop_id: key,
      kind: field,
      state: field,
      file_name: field,
      file_sha256: field,
      file_bytes: field,
      format: field,
      mapping: field,
      options: field,
      layout: field,
      loaded: field,
      merged: field,
      unchanged: field,
      rejected: field,
      read_bytes: field,
      problem: field,
      lease_until: secret,
      lease_owner: secret,
      warnings: field,
      undo: field,
      undo_expired: field,
      created_by: field,
      created_at: key,
      started_at: field,
      finished_at: field,
    },
  },
  import_batch: {
    subject: 'import',
    primaryKey: ['import_id', 'no'],
    belongs: { by: 'parent', column: 'import_id', table: 'import', key: 'id' },
    columns: { import_id: key, no: key, first_row: field, last_row: field, outcomes: field, written_at: field },
  },
  import_earlier: {
    subject: 'import',
    primaryKey: ['import_id', 'kind', 'key', 'no'],
    belongs: { by: 'parent', column: 'import_id', table: 'import', key: 'id' },
    columns: { import_id: key, no: key, kind: key, key: secret, before: secret, after: secret },
  },
  // Of the shop as a whole: were it asked for by rights, imports could no longer be given person by person.
  import_mapping: 'closed',
  import_reject: {
    subject: 'import',
    primaryKey: ['import_id', 'row_no'],
    belongs: { by: 'parent', column: 'import_id', table: 'import', key: 'id' },
    columns: { import_id: key, row_no: key, reason: field, detail: field, cells: field },
  },
} satisfies Registrations;
