import { matches } from '../condition/expression.js';
import type { Entry, FanEvent } from '../condition/facts.js';
import { statesOf } from '../condition/since.js';
import { arrive, stepAt } from '../core/place.js';
import { nextTick } from '../core/schedule.js';
import { ceilMinute } from '../core/zone.js';
import type { Condition } from '../ir/condition.js';
import type { Trigger } from '../ir/program.js';
import { Doorway } from './doorway.js';
import { type Enrolment, newTimes } from './enrolment.js';
import type { Scene } from './scene.js';
import type { Timer } from './timer.js';

type TriggerOf<K extends Trigger['kind']> = Extract<Trigger, { kind: K }>;

/** Somebody who waits in the hidden first step of `X 后 D内 没有 Y`. */
interface Waiting {
  entry: Entry;
  thing: string;
  step: number;
  at: number;
}

/** Decides who comes in, by the ways in and the re-entry clause. Entering by hand or by another SOP happens elsewhere. */
export class Entrance {
  private readonly doorway: Doorway;
  private readonly ticks: { trigger: TriggerOf<'schedule'>; at: number | null }[];
  private waiting: Waiting[] = [];
  private stays = 0;

  constructor(
    private readonly scene: Scene,
    /** Is told who has come in, and at which step they begin. */
    private readonly entered: (enrolment: Enrolment, step: number) => void,
  ) {
    const { program, now, options } = scene;
    this.doorway = new Doorway(program.reentry);
    this.ticks = program.triggers
      .filter((trigger) => trigger.kind === 'schedule')
      .map((trigger) => ({ trigger, at: nextTick(trigger.schedule, now - 1, options.zone) }));
  }

  leave({ thing }: Enrolment): void {
    this.doorway.leave(thing);
  }

  /** Lets the fan in by the first way that the event opens. */
  enterBy(event: FanEvent): void {
    for (const trigger of this.scene.program.triggers) {
      if (trigger.kind !== 'event' && trigger.kind !== 'absent') continue;
      if (!this.opens(event, trigger)) continue;
      if (trigger.kind === 'absent') this.startTimer(event, trigger.step);
      else this.enter(event, this.scene.program.start);
      return;
    }
  }

  timers(): Timer[] {
    return this.waiting.map((waiting) => ({ at: waiting.at, run: () => this.timerEnds(waiting) }));
  }

  ticksToCome(): Timer[] {
    return this.ticks.flatMap((tick) => {
      const { at, trigger } = tick;
      if (at === null) return [];
      const run = () => {
        tick.at = nextTick(trigger.schedule, at, this.scene.options.zone);
        const entry: Entry = { happenedAt: at, properties: {} };
        if (this.passes(trigger.guard, entry)) this.enter(entry, this.scene.program.start);
      };
      return [{ at, run }];
    });
  }

  private opens(event: FanEvent, trigger: TriggerOf<'event' | 'absent'>): boolean {
    const { fan } = this.scene;
    const scope = { facts: fan, at: this.scene.moment(event, event) };
    if (!matches(event, trigger.event, scope)) return false;
    if (trigger.kind === 'absent') return true;
    const isFirst = !fan.events.some((earlier) => earlier !== event && matches(earlier, trigger.event, scope));
    return (isFirst || !trigger.first) && this.passes(trigger.guard, event, event);
  }

  private passes(guard: Condition | null, entry: Entry, event?: FanEvent): boolean {
    return guard === null || this.scene.holds(guard, entry, event);
  }

  private startTimer(entry: Entry, step: number): void {
    const { program, now, options } = this.scene;
    const thing = this.admit(entry, null);
    if (thing === null) return;
    const place = arrive(program, step, newTimes(ceilMinute(entry.happenedAt)), now, options.zone);
    this.waiting.push({ entry, thing, step, at: place.phase === 'waiting' ? place.due : now });
  }

  /** Whoever has not answered enters now; for the others nothing has happened. */
  private timerEnds(waiting: Waiting): void {
    const { entry, thing } = waiting;
    const step = stepAt(this.scene.program, waiting.step);
    this.waiting = this.waiting.filter((other) => other !== waiting);
    this.doorway.leave(thing);
    if (step.kind !== 'absent') return;
    const silent = { kind: 'count', events: step.without, window: { kind: 'since-entry' }, op: '=', count: 0 } as const;
    if (this.passes(silent, entry) && this.passes(step.guard, entry)) this.enter(entry, step.next);
  }

  private enter(entry: Entry, step: number): void {
    const { now } = this.scene;
    if (this.leavesAlready(entry)) return this.scene.record({ kind: 'refused', reason: 'leaves_already' });
    const anchor = ceilMinute(now);
    const thing = this.admit(entry, anchor);
    if (thing === null) return;
    const place = { ...newTimes(anchor), phase: 'active', step } as const;
    const no = ++this.stays;
    this.entered({ no, entry, thing, enteredAt: now, place, state: 'active', coupons: [], goal: false }, step);
  }

  /** What the fan is in the SOP for, or null when they are refused. */
  private admit(entry: Entry, anchor: number | null): string | null {
    const thing = this.doorway.thingOf(entry.properties);
    if (thing === null) return null;
    const reason = this.doorway.refusal(thing, this.scene.now);
    if (reason) {
      this.scene.record({ kind: 'refused', reason });
      return null;
    }
    this.doorway.enter(thing, anchor);
    return thing;
  }

  private leavesAlready(entry: Entry): boolean {
    return this.scene.program.leaves.some(({ condition }) => {
      const states = statesOf(condition);
      return states !== null && this.scene.holds(states, entry);
    });
  }
}
