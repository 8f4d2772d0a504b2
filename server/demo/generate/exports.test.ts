import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '@fanloom/dsl/core/zone.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalNick, normalPhone, normalText } from '../../identity/normal-form.js';
import { detectHeader } from '../../import/layout/detect-header.js';
import type { FileFormat, RawRow } from '../../import/format.js';
import { inspectFile } from '../../import/file/inspect-file.js';
import { isLayoutLine } from '../../import/layout/layout-lines.js';
import { readRows } from '../../import/file/read-rows.js';
import { USUAL } from '../../import/notation.js';
import { readRow } from '../../import/rows/read-row.js';
import { writeExports, type ExportFile } from './exports.js';
import { fanAt, presenceOf } from './fan.js';
import { orderAt } from './order.js';
import { localTime, type World } from './world.js';

const world: World = { seed: 1, fans: 1_000, orders: 3_000, days: 120, endsAt: Date.parse('2026-03-05T02:00:00Z') };
const options = { orderFiles: 2, owners: ['周敏', '陈晨'] as const, broadcasts: [1] };

interface Reading {
  format: FileFormat;
  kind: string | null | undefined;
  rows: RawRow[];
  layout: RawRow[];
  problems: string[];
}

let folder: string;
let files: ExportFile[];
const read: Partial<Record<string, Reading>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-exports-'));
  files = await writeExports(world, join(folder, 'one'), options);
  for (const file of files) read[file.path] = await readAsImport(file);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the importer makes of the file, told nothing about it. */
async function readAsImport({ path, kind }: ExportFile): Promise<Reading> {
  const format = await inspectFile(path);
  const all: RawRow[] = [];
  for await (const step of readRows(path, format)) all.push(...step.rows);
  const header = detectHeader(all);
  if (!header) throw new Error(`no header in ${path}`);
  const columns = new Map(header.columns.flatMap((column) => (column.field ? [[column.field, column]] : [])));
  const settings = {
    columns,
    ownFields: new Map(),
    notation: USUAL,
    events: {},
    zone: 'Asia/Shanghai',
    latest: world.endsAt,
  };
  const isLayout = (row: RawRow) => isLayoutLine(row, header.row, header.columns);
  const rows = all.filter((row) => !isLayout(row));
  const problems = rows
    .map((row) => readRow(kind, row.cells, settings))
    .flatMap((one) => ('problem' in one ? [one.problem.code] : []));
  return { format, kind: header.kind, rows, layout: all.filter(isLayout), problems };
}

function readingsOf(kind: ExportFile['kind']): Reading[] {
  return files.filter((file) => file.kind === kind).flatMap((file) => read[file.path] ?? []);
}

async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

it('writes the same files for the same seed, and others for another', async () => {
  const again = await writeExports(world, join(folder, 'again'), options);
  const other = await writeExports({ ...world, seed: 2 }, join(folder, 'other'), options);
  for (const [i, file] of files.entries()) {
    expect(await digestOf(again[i]?.path ?? '')).toBe(await digestOf(file.path));
    expect(await digestOf(other[i]?.path ?? '')).not.toBe(await digestOf(file.path));
  }
});

it('writes files whose kind and encoding the importer recognises', () => {
  for (const file of files) expect(read[file.path]?.kind).toBe(file.kind);
  expect(readingsOf('orders')[0]?.format).toMatchObject({ encoding: 'gb18030', delimiter: ',' });
  expect(readingsOf('items')[0]?.format).toMatchObject({ encoding: 'gb18030' });
  expect(readingsOf('followers')[0]?.format).toMatchObject({ encoding: 'utf-8' });
  expect(readingsOf('live')[0]?.format).toMatchObject({ type: 'xlsx' });
});

describe('the order lists', () => {
  const rows = () => readingsOf('orders').flatMap((reading) => reading.rows);

  it('have every quirk of the real ones', () => {
    const column = (index: number) => rows().map((row) => row.cells[index] ?? '');
    expect(column(0).filter((cell) => /^="2417\d+"$/.test(cell)).length).toBeGreaterThan(rows().length * 0.98);
    expect(column(9).some((cell) => /^'1\d{10}$/.test(cell))).toBe(true);
    expect(column(9).some((cell) => /^1\d\d\*{4}\d{4}$/.test(cell))).toBe(true);
    expect(column(2).some((cell) => /^¥\d,\d{3}\./.test(cell))).toBe(true);
    expect(new Set(column(4)).size).toBe(5);
    expect(column(5).some((cell) => cell.includes('\n'))).toBe(true);
    expect(column(5).some((cell) => cell.startsWith('='))).toBe(true);
    expect(column(11)).toContain('');
    expect(column(1).some((cell) => cell.includes('**'))).toBe(true);
    expect(column(1).some((cell) => normalText(cell) !== cell)).toBe(true);
  });

  it('repeat the header and end with totals', () => {
    for (const { layout } of readingsOf('orders')) expect(layout.at(-1)?.cells[0]).toBe('合计');
    expect(readingsOf('orders').reduce((sum, { layout }) => sum + layout.length, 0)).toBeGreaterThan(4);
  });

  it('tell of some orders in two months, with a later status in the second', () => {
    const [first, second] = readingsOf('orders').map(
      ({ rows: ofFile }) => new Map(ofFile.map(({ cells }) => [cells[0], cells[4]])),
    );
    const shared = [...(first ?? [])].filter(([number]) => number !== '' && second?.has(number));
    expect(shared.length).toBeGreaterThan(50);
    expect(shared.some(([number, status]) => second?.get(number) !== status)).toBe(true);
  });

  it('have few rows that nobody can load, of more than one kind', () => {
    const problems = readingsOf('orders').flatMap((reading) => reading.problems);
    expect(problems.length).toBeLessThan(rows().length * 0.01);
    expect(new Set(problems).size).toBeGreaterThan(1);
  });
});

it('writes durations in three spellings, and dates both as text and as numbers', () => {
  const rows = readingsOf('live')[0]?.rows ?? [];
  const spellings = [/^\d+:\d\d:\d\d$/, /^(?:\d+分)?\d+秒$/, /^\d+$/];
  for (const spelling of spellings) expect(rows.some(({ cells }) => spelling.test(cells[1] ?? ''))).toBe(true);
  expect(readingsOf('live')[0]?.problems).toEqual([]);
});

it('spells the nick of one fan differently in different files, alike once normalised', () => {
  const nicks = new Set(Array.from({ length: world.fans }, (_, index) => normalText(fanAt(world, index).nick)));
  const written = readingsOf('followers').flatMap(({ rows }) => rows.map(({ cells }) => cells[1] ?? ''));
  expect(written.some((nick) => !nicks.has(nick))).toBe(true);
  for (const nick of written) expect(nick.includes('*') || nicks.has(normalText(nick))).toBe(true);
});

it('gives every fan a nick and a phone of their own', () => {
  const fans = Array.from({ length: 50_000 }, (_, index) => fanAt(world, index));
  expect(new Set(fans.map((fan) => normalNick(fan.nick))).size).toBe(fans.length);
  expect(new Set(fans.map((fan) => normalPhone(fan.phone))).size).toBe(fans.length);
});

it('orders by time, only while the buyer is there', () => {
  const orders = Array.from({ length: world.orders }, (_, index) => orderAt(world, index));
  const times = orders.map((order) => order.createdAt);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const indexOf = new Map(Array.from({ length: world.fans }, (_, index) => [fanAt(world, index).nick, index]));
  const silent = orders.filter((order) => {
    const index = indexOf.get(order.fan.nick) ?? 0;
    return index !== 0 && order.createdAt >= presenceOf(world, index).until;
  });
  expect(silent).toEqual([]);
  expect(new Set(orders.map((order) => order.number)).size).toBe(orders.length);
  expect(Math.max(...times)).toBeLessThan(world.endsAt);
  expect(Math.min(...times)).toBeGreaterThan(world.endsAt - (world.days + 1) * DAY);
});

it('tells time on the shop’s clock', () => {
  expect(localTime(Date.parse('2026-03-04T16:00:01Z'))).toBe('2026-03-05 00:00:01');
});
