const id = '0193f7a2-5b1c-7000-8000-0000000000d1';
const columns = [
  { index: 0, name: '订单编号', field: 'order_number' as const, unit: null },
  { index: 1, name: '买家会员名', field: 'nick' as const, unit: null },
  { index: 2, name: '买家实际支付金额', field: 'paid' as const, unit: 'yuan' as const },
];
const options = { mode: 'history' as const, session: null, owner_id: null, consent: ['private_message' as const] };
const notation = { dates: 'month_first' as const, decimal: '.' as const };
const scan = { rows: 3, layout: 1, accepted: 2, rejected: 0, complete: true, reasons: [] };

/** For the API's description: what is sent and answered. */
export const startedImport = { id };
export const plannedImport = { upload_id: id, kind: 'orders' as const, header_row: 1, columns, notation, options };
export const otherReading = { choice: { encoding: 'gb18030' as const, header_row: 1 }, columns };
export const correctedCells = { cells: [{ row: 2, column: 2, text: '129.00' }], choice: {} };

export const previewedImport = {
  upload_id: id,
  remembered: null,
  format: { type: 'csv' as const, encoding: 'gb18030' as const, delimiter: ',' as const },
  kind: 'orders' as const,
  confidence: 1,
  header_row: 1,
  notation,
  events: {},
  words: [],
  columns: columns.map((column) => ({ ...column, type: 'text' as const })),
  rows: [
    {
      no: 2,
      layout: false,
      cells: ['="2417001"', '小鹿', '129.00'],
      values: { order_number: '2417001', nick: '小鹿', paid: 12_900 },
      problem: null,
    },
  ],
  scan,
  problems: [],
  cautions: [],
};

export const triedImport = {
  rows: 3,
  complete: true,
  new_fans: 1,
  layout: 1,
  loaded: 1,
  merged: 1,
  unchanged: 0,
  rejected: 0,
  reasons: [],
  cautions: [],
};

export const oneImport = {
  id,
  kind: 'orders' as const,
  state: 'done' as const,
  file_name: 'ExportOrderList202611.csv',
  file_bytes: 20_480,
  read_bytes: 20_480,
  options,
  layout: 1,
  loaded: 180,
  merged: 12,
  unchanged: 4,
  rejected: 2,
  problem: null,
  undo: null,
  undo_expired: false,
  warnings: {},
  cautions: [],
  created_by: { id: '0193f7a2-5b1c-7000-8000-0000000000e1', name: '林' },
  created_at: '2026-11-22T12:00:00.000Z',
  started_at: '2026-11-22T12:00:01.000Z',
  finished_at: '2026-11-22T12:00:03.000Z',
};
