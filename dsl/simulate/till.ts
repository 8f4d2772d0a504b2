import { operandOf } from '../condition/expression.js';
import { fieldKind } from '../condition/kind.js';
import { whenFieldComes } from '../core/date-field.js';
import { dayAt, minuteAt } from '../core/zone.js';
import type { Condition } from '../ir/condition.js';
import type { Step, Till } from '../ir/program.js';
import type { Scene } from './scene.js';

/** Until when a fan waits for a day of their own; null when it has gone by, or there is none. */
export function tillField(scene: Scene, till: Extract<Till, { kind: 'field' }>, minute: number | null): number | null {
  const { field } = till;
  const {
    now,
    options: { zone },
  } = scene;
  const operand = operandOf({ kind: 'field', field }, { facts: scene.fan, at: scene.moment(undefined) });
  const isMoment = !field.custom && fieldKind(field.name) === 'moment';
  const value = operand.read(isMoment ? 'moment' : 'date');
  if (typeof value !== 'number') return null;
  const day = isMoment ? dayAt(value, zone) : value;
  const due = whenFieldComes(till, minute ?? minuteAt(now, zone), { day, now, zone });
  return due !== null && due > now ? due : null;
}

const LIVE: Condition = { kind: 'happens', events: [{ type: 'live.start', filters: [] }] };

/** What a waiting step waits for, and where it leads then; null for one that only waits for its time. */
export function awaited(step: Step): { condition: Condition; next: number } | null {
  if (step.kind === 'until') return { condition: step.condition, next: step.met };
  return step.kind === 'till' && step.till.kind === 'live-start' ? { condition: LIVE, next: step.next } : null;
}
