import { expect, it } from 'vitest';
import { cleanLog } from './clean-log.js';

const lines = (text: string) =>
  cleanLog(text, 100)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('keeps what tells how the product is, and nothing that somebody wrote', () => {
  const request = { level: 30, time: 1, process: 'server', route: '/v1/fans/:id', status: 200, ms: 4, msg: 'request' };
  const failed = { level: 40, time: 2, loop: 'wake', failures: 3, msg: 'pass failed' };
  const log = [
    JSON.stringify({ ...request, query: '13800138000' }),
    JSON.stringify({ ...failed, err: { name: 'DatabaseError', code: '57014', message: 'Key (nick)=(小鱼)' } }),
    JSON.stringify({ level: 50, msg: '小鱼 could not be written to' }),
  ].join('\n');
  expect(lines(log)).toEqual([
    request,
    { ...failed, err: { name: 'DatabaseError', code: '57014' } },
    { level: 50 },
    { left_out: 0 },
  ]);
});

it('leaves out what other programs have written, and what is older', () => {
  const log = 'ERROR: duplicate key (nick)=(小鱼)\n"text"\nnull\n{"level":30,"time":1}\n{"level":30,"time":2}\n';
  expect(cleanLog(log, 1)).toBe('{"level":30,"time":2}\n{"left_out":4}\n');
  expect(lines(log)).toEqual([{ level: 30, time: 1 }, { level: 30, time: 2 }, { left_out: 3 }]);
});
