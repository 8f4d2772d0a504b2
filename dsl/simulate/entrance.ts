import { matches } from '../condition/expression.js';
import type { Entry, FanEvent } from '../condition/facts.js';
import { statesOf } from '../condition/since.js';
import { fallsOn, isAnnual, meantDay } from '../core/date-field.js';
import { watchedBy } from '../core/listens.js';
import { arrive, stepAt } from '../core/place.js';
import { nextLook } from '../core/trigger-time.js';
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
  private readonly ticks: { trigger: Trigger; at: number | null }[];
  /** Watching triggers whose condition holds. */
  private readonly holding = new Set<Trigger>();
  private waiting: Waiting[] = [];
  private stays = 0;

  constructor(
    private readonly scene: Scene,
    /** Is told who has come in, and at which step they begin. */
    private readonly entered: (enrolment: Enrolment, step: number) => void,
  ) {
    const { program, now } = scene;
    this.doorway = new Doorway(program.reentry);
    this.ticks = program.triggers.map((trigger) => ({ trigger, at: this.nextLook(trigger, now - 1) }));
    for (const trigger of program.triggers) this.turns(trigger);
  }

  leave({ thing }: Enrolment): void {
    this.doorway.leave(thing);
  }

  /** Lets the fan in by the first way that the event opens. */
  enterBy(event: FanEvent): void {
    const open = this.scene.program.triggers.filter((trigger) =>
      trigger.kind === 'event' || trigger.kind === 'absent' ? this.opens(event, trigger) : this.opensByTurn(trigger),
    );
    for (const trigger of open.slice(0, 1)) {
      if (trigger.kind === 'absent') this.startTimer(event, trigger.step);
      else this.enter(trigger.kind === 'event' ? event : this.momentOfEntry(), this.scene.program.start);
    }
  }

  /** Lets the fan in by the first condition that has turned. */
  enterByTurn(): void {
    const open = this.scene.program.triggers.filter((trigger) => this.opensByTurn(trigger));
    if (open.length > 0) this.enter(this.momentOfEntry(), this.scene.program.start);
  }

  timers(): Timer[] {
    return this.waiting.map((waiting) => ({ at: waiting.at, run: () => this.timerEnds(waiting) }));
  }

  ticksToCome(): Timer[] {
    return this.ticks.flatMap((tick) => {
      const { at, trigger } = tick;
      if (at === null) return [];
      const run = () => {
        tick.at = this.nextLook(trigger, at);
        if (this.opensByClock(trigger, at)) this.enter(this.momentOfEntry(), this.scene.program.start);
      };
      return [{ at, run }];
    });
  }

  private nextLook(trigger: Trigger, after: number): number | null {
    const { program, options } = this.scene;
    return nextLook(trigger, program, after, { zone: options.zone, speed: 1 });
  }

  /** What is not entered by an event is entered as of now. */
  private momentOfEntry(): Entry {
    return { happenedAt: this.scene.now, properties: {} };
  }

  private opensByClock(trigger: Trigger, at: number): boolean {
    switch (trigger.kind) {
      case 'schedule':
        return this.passes(trigger.guard, this.momentOfEntry());
      case 'date-field':
        return this.falls(trigger, at) && this.passes(trigger.guard, this.momentOfEntry());
      default:
        return this.opensByTurn(trigger);
    }
  }

  private falls(trigger: TriggerOf<'date-field'>, at: number): boolean {
    const meant = meantDay(trigger, at, this.scene.options.zone);
    const { birthday } = this.scene.fan.fields;
    if (!isAnnual(trigger.field)) return this.scene.holds(fallsOn(trigger.field, meant), undefined);
    return typeof birthday === 'string' && meant.monthDays.includes(birthday.slice(5));
  }

  private opensByTurn(trigger: Trigger): boolean {
    const turned = this.turns(trigger);
    if (turned === null) return false;
    if (trigger.kind === 'becomes') return turned;
    return (
      trigger.kind === 'segment' &&
      turned === (trigger.change === 'enters') &&
      this.passes(trigger.guard, this.momentOfEntry())
    );
  }

  /** Looks at the condition that a trigger watches. @returns what it has turned to; null when it is as it was */
  private turns(trigger: Trigger): boolean | null {
    const watched = watchedBy(trigger);
    const holds = watched !== null && this.scene.holds(watched, undefined);
    if (holds === this.holding.has(trigger)) return null;
    if (holds) this.holding.add(trigger);
    else this.holding.delete(trigger);
    return holds;
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
    const reason = thing === null ? 'nothing_to_count' : this.doorway.refusal(thing, this.scene.now);
    if (thing === null || reason !== null) {
      this.scene.record({ kind: 'refused', reason: reason ?? 'nothing_to_count' });
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
