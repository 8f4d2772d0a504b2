import type { Json } from '../condition/facts.js';
import { raises } from '../core/level.js';
import type { Step, Who } from '../ir/program.js';
import { fieldWord } from '../vocabulary/field.js';
import type { Enrolment } from './enrolment.js';
import { withEvent, withField } from './fan-state.js';
import { fieldValue } from './json-value.js';
import type { Scene } from './scene.js';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** The most that a whole number of the database holds, and the least. */
const GREATEST_INT = 2_147_483_647;
const LEAST_INT = -2_147_483_648;

export function setField(scene: Scene, enrolment: Enrolment, { key, field, value }: StepOf<'set'>): void {
  const moment = scene.moment(enrolment.entry);
  const written = field.custom
    ? fieldValue(field, value, scene.fan, moment)
    : asColumn(field.name, fieldValue(field, value, scene.fan, moment));
  scene.note(enrolment, { kind: 'set', step: key, field: field.name });
  const before = scene.fan;
  scene.fan = withField(before, field, written);
  if (field.name === 'member_level' && !field.custom && before.fields[field.name] !== written) changeLevel(scene, {});
}

/** Numbers of built-in fields are whole, and what everybody has is never missing. */
function asColumn(name: string, value: Json): Json {
  if (typeof value === 'number') return Math.min(Math.max(Math.floor(value + 0.5), LEAST_INT), GREATEST_INT);
  return value === null && fieldWord(name)?.always ? 0 : value;
}

export function upgrade(scene: Scene, enrolment: Enrolment, { key, level }: StepOf<'upgrade'>): void {
  const from = scene.fan.fields['member_level'];
  if (!raises(typeof from === 'string' ? from : null, level, scene.options.levels)) return;
  scene.note(enrolment, { kind: 'upgraded', step: key, level });
  scene.fan = withField(scene.fan, { name: 'member_level' }, level);
  changeLevel(scene, { level });
}

/** What happens to a fan's level is an event of theirs. */
function changeLevel(scene: Scene, properties: Record<string, Json>): void {
  scene.fan = withEvent(scene.fan, { type: 'level.change', happenedAt: scene.now, properties }, []);
}

export function addPoints(scene: Scene, enrolment: Enrolment, { key, points }: StepOf<'points'>): void {
  const { points: before } = scene.fan.fields;
  scene.note(enrolment, { kind: 'points', step: key, points });
  const sum = (typeof before === 'number' ? before : 0) + points;
  scene.fan = withField(scene.fan, { name: 'points' }, Math.min(sum, GREATEST_INT));
}

/** Who the people of a shop are is not known here: a fan's owner is the post by its name. */
export function assign(scene: Scene, enrolment: Enrolment, { key, to }: StepOf<'assign'>): void {
  if (to.kind === 'owner' || typeof scene.fan.fields['owner'] === 'string') return;
  scene.note(enrolment, { kind: 'assigned', step: key, to });
  scene.fan = withField(scene.fan, { name: 'owner' }, nameOf(to));
}

export function handOver(scene: Scene, enrolment: Enrolment, { key, to }: StepOf<'handover'>): void {
  if (to.kind === 'owner') return;
  scene.note(enrolment, { kind: 'handed_over', step: key, to });
  scene.fan = withField(scene.fan, { name: 'owner' }, nameOf(to));
}

function nameOf(who: Who): string {
  return who.kind === 'group' ? who.name : who.kind;
}
