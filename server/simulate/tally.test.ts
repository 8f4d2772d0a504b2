import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import { expect, it } from 'vitest';
import { Tally } from './tally.js';

const DAY = 86_400_000;
const ZONE = 'UTC';
const program: Program = {
  ir: 1,
  hash: '',
  name: 'a',
  note: null,
  triggers: [],
  reentry: { per: null, everySeconds: null },
  quiet: null,
  only: null,
  limits: [],
  budget: { fen: 1500, every: { kind: 'month' } },
  goal: { events: [], seconds: 2 * 86_400 },
  leaves: [],
  expire: null,
  start: -1,
  steps: [],
  segments: {},
  coupons: {
    十元: { off: { fen: 1000 }, overFen: 0, validSeconds: 1, stock: 2 },
    九折: { off: { percent: 10 }, overFen: 0, validSeconds: 1, stock: null },
  },
};

function story(day: number, coupon: string | null, more: Trace = []): Trace {
  const at = day * DAY;
  return [
    { at, enrolment: 1, kind: 'entered' },
    { at, enrolment: 1, kind: 'sent', step: 'send:1', channel: 'sms', text: '', coupon },
    ...more,
  ];
}

it('adds up coupons day by day, given with or without a message, and says when stock and budget end', () => {
  const tally = new Tally(program, ZONE, 20 * DAY);
  tally.add(story(3, '十元'));
  tally.add(story(1, '十元'));
  tally.add(story(2, '九折', [{ at: 4 * DAY, enrolment: 1, kind: 'granted', step: 'grant:1', coupon: '十元' }]));
  const { coupons, budget } = tally.figures();
  expect(coupons).toEqual([
    { name: '十元', issued: 3, cost_fen: 3000, stock: 2, runs_out_on: '1970-01-05' },
    { name: '九折', issued: 1, cost_fen: null, stock: null, runs_out_on: null },
  ]);
  expect(budget).toEqual({ fen: 1500, used_up_on: '1970-01-04' });
});

it('begins a budget anew with each month', () => {
  const tally = new Tally(program, ZONE, 90 * DAY);
  tally.add(story(30, '十元'));
  tally.add(story(31, '十元'));
  expect(tally.figures().budget?.used_up_on).toBeNull();
});

it('tells stays that may still reach the goal from those that have missed it', () => {
  const tally = new Tally(program, ZONE, 10 * DAY);
  tally.add(story(1, null));
  tally.add(story(9, null));
  tally.add(story(9, null, [{ at: 9.5 * DAY, enrolment: 1, kind: 'goal' }]));
  expect(tally.figures()).toMatchObject({ stays: 3, in_flight: 3, goal: { converted: 1, open: 1 } });
});

it('counts fans who never came in, and why', () => {
  const tally = new Tally(program, ZONE, DAY);
  tally.add([]);
  tally.add([{ at: 0, kind: 'refused', reason: 'leaves_already' }]);
  expect(tally.figures()).toMatchObject({
    fans: 2,
    entered_fans: 0,
    refused: [{ reason: 'leaves_already', count: 1 }],
  });
});
