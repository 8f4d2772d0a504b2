import { evaluate } from '../condition/evaluate.js';
import { matches } from '../condition/expression.js';
import type { Entry, FanEvent, Json, Moment } from '../condition/facts.js';
import { holdsSince, statesOf } from '../condition/since.js';
import { holdUntil } from '../core/hold.js';
import { arrive, hold, type LaneTimes, type Place, stepAt, whenDue } from '../core/place.js';
import { nextTick } from '../core/schedule.js';
import { armOf } from '../core/split.js';
import { ceilMinute } from '../core/zone.js';
import type { Condition, FieldRef } from '../ir/condition.js';
import { END, type Program, type Step, type Trigger } from '../ir/program.js';
import { Doorway } from './doorway.js';
import { type Enrolment, newTimes } from './enrolment.js';
import { type FanState, withEvent, withField, withTags } from './fan-state.js';
import { Messenger, type Send } from './messenger.js';
import type { SimulationOptions } from './options.js';
import { type Trace, type TraceEntry, UNDELIVERABLE } from './trace.js';

/** In-session channels: the fan is in the room, whatever the hour. */
const UNHELD_CHANNELS = new Set(['live_popup']);

type ScheduleTrigger = Extract<Trigger, { kind: 'schedule' }>;

/** What is to happen at an instant of virtual time. */
interface Timer {
  at: number;
  run: () => void;
}

/**
 * One fan and one SOP in virtual time, by the same core that runs the SOP in earnest. Time goes on only when told to.
 * Of one event, data comes first, then stays in flight leave, then those that wait go on, then somebody enters.
 */
export class Simulation {
  readonly trace: Trace = [];
  private now: number;
  private enrolments: Enrolment[] = [];
  /** Messages of leave blocks that wait for the end of quiet hours. */
  private pending: Timer[] = [];
  private stays = 0;
  private readonly doorway: Doorway;
  private readonly messenger: Messenger;
  private readonly ticks: { trigger: ScheduleTrigger; at: number | null }[];

  constructor(
    private readonly program: Program,
    private fan: FanState,
    from: number,
    private readonly options: SimulationOptions,
  ) {
    this.now = from;
    this.doorway = new Doorway(program.reentry);
    this.messenger = new Messenger(program, options);
    this.ticks = program.triggers
      .filter((trigger) => trigger.kind === 'schedule')
      .map((trigger) => ({ trigger, at: nextTick(trigger.schedule, from - 1, options.zone) }));
  }

  /** Lets everything happen that is due before `until`, and what is due at it unless an event comes first then. */
  advance(until: number, inclusive = true): void {
    for (;;) {
      const timer = this.nextTimer(true);
      if (!timer || timer.at > until || (timer.at === until && !inclusive)) break;
      this.fire(timer);
    }
    this.now = Math.max(this.now, until);
  }

  /** Lets every stay come to its end; nobody enters by schedule any more. */
  finish(): void {
    for (let timer = this.nextTimer(false); timer; timer = this.nextTimer(false)) this.fire(timer);
  }

  /** The fan does something now. */
  happen(event: FanEvent): void {
    this.advance(event.happenedAt, false);
    this.fan = withEvent(this.fan, event, this.options.followGrants);
    this.recordGoals(event);
    this.lookAgain();
    this.enterBy(event);
  }

  /** A field of the fan changes. */
  set(field: FieldRef, value: Json, at: number): void {
    this.advance(at, false);
    this.fan = withField(this.fan, field, value);
    this.lookAgain();
  }

  /** Whether a condition holds for the fan now, seen from their latest stay. */
  holds(condition: Condition): boolean {
    return evaluate(condition, this.fan, this.moment(this.enrolments.findLast(({ no }) => no > 0)?.entry));
  }

  state(): FanState {
    return this.fan;
  }

  private fire(timer: Timer): void {
    this.now = Math.max(this.now, timer.at);
    timer.run();
  }

  private nextTimer(schedules: boolean): Timer | null {
    const timers = [
      ...this.pending,
      ...this.enrolments.flatMap((enrolment) => this.timerOf(enrolment)),
      ...(schedules ? this.ticks.flatMap((tick) => this.tickTimer(tick)) : []),
    ];
    return timers.reduce<Timer | null>((first, timer) => (first && first.at <= timer.at ? first : timer), null);
  }

  private timerOf(enrolment: Enrolment): Timer[] {
    const { place, state } = enrolment;
    if (state === 'ended' || place.phase !== 'waiting') return [];
    return [{ at: place.due, run: () => this.due(enrolment, place) }];
  }

  private tickTimer(tick: { trigger: ScheduleTrigger; at: number | null }): Timer[] {
    const { at } = tick;
    if (at === null) return [];
    const run = () => {
      tick.at = nextTick(tick.trigger.schedule, at, this.options.zone);
      const entry: Entry = { happenedAt: at, properties: {} };
      if (this.passes(tick.trigger.guard, entry)) this.enter(entry, this.program.start);
    };
    return [{ at, run }];
  }

  private moment(entry: Entry | undefined, event?: FanEvent): Moment {
    return {
      now: this.now,
      zone: this.options.zone,
      ...(entry && { entry }),
      ...(event && { event }),
      segments: this.program.segments,
      scores: this.options.scores,
    };
  }

  private passes(guard: Condition | null, entry: Entry, event?: FanEvent): boolean {
    return guard === null || evaluate(guard, this.fan, this.moment(entry, event));
  }

  // Ways in

  private enterBy(event: FanEvent): void {
    const entry: Entry = event;
    for (const trigger of this.program.triggers) {
      if (trigger.kind !== 'event' && trigger.kind !== 'absent') continue;
      if (!this.matches(event, trigger, entry)) continue;
      if (trigger.kind === 'absent') return this.startTimer(entry, trigger.step);
      if (this.passes(trigger.guard, entry, event)) return this.enter(entry, this.program.start);
    }
  }

  private matches(event: FanEvent, trigger: Extract<Trigger, { kind: 'event' | 'absent' }>, entry: Entry): boolean {
    const scope = { facts: this.fan, at: this.moment(entry, event) };
    if (!matches(event, trigger.event, scope)) return false;
    if (trigger.kind === 'absent' || !trigger.first) return true;
    return !this.fan.events.some((earlier) => earlier !== event && matches(earlier, trigger.event, scope));
  }

  /** `X 后 D内 没有 Y`: the fan is not in the SOP until the time has passed. */
  private startTimer(entry: Entry, step: number): void {
    const thing = this.admit(entry, null);
    if (thing === null) return;
    const place = this.arriveAt(step, newTimes(ceilMinute(entry.happenedAt)));
    this.enrolments.push(this.newEnrolment(entry, thing, place, 'hidden'));
  }

  private enter(entry: Entry, step: number): void {
    if (this.leavesAlready(entry)) return this.record({ kind: 'refused', reason: 'leaves_already' });
    const anchor = ceilMinute(this.now);
    const thing = this.admit(entry, anchor);
    if (thing === null) return;
    const enrolment = this.newEnrolment(entry, thing, { ...newTimes(anchor), phase: 'active', step }, 'active');
    this.enrolments.push(enrolment);
    this.begin(enrolment, step, anchor);
  }

  /** What the fan is in the SOP for, or null when they are refused. */
  private admit(entry: Entry, anchor: number | null): string | null {
    const thing = this.doorway.thingOf(entry.properties);
    if (thing === null) return null;
    const reason = this.doorway.refusal(thing, this.now);
    if (reason) {
      this.record({ kind: 'refused', reason });
      return null;
    }
    this.doorway.enter(thing, anchor);
    return thing;
  }

  private leavesAlready(entry: Entry): boolean {
    return this.program.leaves.some(({ condition }) => {
      const states = statesOf(condition);
      return states !== null && evaluate(states, this.fan, this.moment(entry));
    });
  }

  private newEnrolment(entry: Entry, thing: string, place: Place, state: Enrolment['state']): Enrolment {
    return { no: 0, entry, thing, enteredAt: this.now, place, state, coupons: [], goal: false };
  }

  private begin(enrolment: Enrolment, step: number, anchor: number): void {
    enrolment.no = ++this.stays;
    enrolment.state = 'active';
    enrolment.enteredAt = this.now;
    this.note(enrolment, { kind: 'entered' });
    this.goOn(enrolment, step, newTimes(anchor), false);
  }

  // Time

  private due(enrolment: Enrolment, place: Extract<Place, { phase: 'waiting' }>): void {
    const step = stepAt(this.program, place.step);
    if (enrolment.state === 'hidden') return this.timerEnds(enrolment, step);
    if (this.mustLeave(enrolment)) return;
    const next = whenDue(this.program, place.step, place, place.due);
    switch (next.kind) {
      case 'expire':
        return this.expire(enrolment);
      case 'act':
        return this.walk(enrolment, { ...place, phase: 'active' }, false);
      case 'go':
        if (step.kind === 'until') this.took(enrolment, step, 'unmet');
        return this.goOn(enrolment, next.next, { ...place, point: next.point }, false);
    }
  }

  private timerEnds(enrolment: Enrolment, step: Step): void {
    if (step.kind !== 'absent') return;
    const { entry } = enrolment;
    const count = { kind: 'count', events: step.without, window: { kind: 'since-entry' }, op: '=', count: 0 } as const;
    const enters = this.passes(count, entry) && this.passes(step.guard, entry) && !this.leavesAlready(entry);
    if (!enters) return this.end(enrolment);
    const anchor = ceilMinute(this.now);
    this.doorway.enter(enrolment.thing, anchor);
    this.begin(enrolment, step.next, anchor);
  }

  private expire(enrolment: Enrolment): void {
    this.note(enrolment, { kind: 'expired' });
    this.end(enrolment);
    this.goOn(enrolment, this.program.expire?.start ?? END, newTimes(ceilMinute(this.now)), true);
  }

  private end(enrolment: Enrolment): void {
    enrolment.state = 'ended';
    this.doorway.leave(enrolment.thing);
  }

  // What events do to stays in flight

  private recordGoals(event: FanEvent): void {
    const { goal } = this.program;
    const enrolment = this.enrolments.findLast(({ no }) => no > 0);
    if (!goal || !enrolment || enrolment.goal) return;
    const { entry } = enrolment;
    const since = event.happenedAt - entry.happenedAt;
    const scope = { facts: this.fan, at: this.moment(entry, event) };
    if (since <= 0 || since > goal.seconds * 1000 || !goal.events.some((match) => matches(event, match, scope))) return;
    enrolment.goal = true;
    this.note(enrolment, { kind: 'goal' });
  }

  /** Something has changed: first those leave who must, then those go on who have waited for it. */
  private lookAgain(): void {
    const active = this.enrolments.filter(({ state }) => state === 'active');
    const staying = active.filter((enrolment) => !this.mustLeave(enrolment));
    for (const enrolment of staying) this.wake(enrolment);
  }

  /** Ends the stay, and runs the block of the first clause that holds. */
  private mustLeave(enrolment: Enrolment): boolean {
    const { entry, place } = enrolment;
    const clause = this.program.leaves.findIndex(({ condition }) =>
      holdsSince(condition, this.fan, this.moment(entry), entry.happenedAt),
    );
    const leave = this.program.leaves[clause];
    if (!leave) return false;
    if (place.phase === 'waiting') this.withdraw(enrolment, stepAt(this.program, place.step));
    this.note(enrolment, { kind: 'left', clause });
    this.end(enrolment);
    this.goOn(enrolment, leave.start, newTimes(ceilMinute(this.now)), true);
    return true;
  }

  private withdraw(enrolment: Enrolment, step: Step): void {
    if (step.kind !== 'send') return;
    this.note(enrolment, { kind: 'skipped', step: step.key, channel: step.channel, reason: 'withdrawn' });
  }

  /** Goes on when what the stay waits for has come true. */
  private wake(enrolment: Enrolment): void {
    const { place, entry, enteredAt } = enrolment;
    if (place.phase !== 'waiting') return;
    const step = stepAt(this.program, place.step);
    if (step.kind !== 'until') return;
    const since = Math.max(place.arrived, enteredAt);
    if (!holdsSince(step.condition, this.fan, this.moment(entry), since)) return;
    this.took(enrolment, step, 'met');
    this.goOn(enrolment, step.met, place, false);
  }

  // Steps

  private arriveAt(step: number, times: LaneTimes): Place {
    return arrive(this.program, step, times, this.now, this.options.zone);
  }

  private goOn(enrolment: Enrolment, to: number, times: LaneTimes, leaving: boolean): void {
    const next = this.pastReceipt(to);
    const place = this.arriveAt(next, times);
    this.reach(enrolment, next, place);
    this.walk(enrolment, place, leaving);
  }

  /** Channels deliver at once, so nobody waits for a receipt. */
  private pastReceipt(index: number): number {
    const step = index === END ? null : stepAt(this.program, index);
    return step?.kind === 'receipt' ? this.pastReceipt(step.next) : index;
  }

  /** Notes the step where the stay stands now, and the time points it has passed on the way. */
  private reach(enrolment: Enrolment, from: number, place: Place): void {
    const last = place.phase === 'finished' ? END : place.step;
    for (let index = from; index !== END;) {
      const step = stepAt(this.program, index);
      this.note(enrolment, { kind: 'reached', step: step.key });
      if (index === last) break;
      index = 'next' in step ? step.next : END;
    }
  }

  /** Steps act one after the other until the stay waits or is over. Every one is preceded by the leave clauses. */
  private walk(enrolment: Enrolment, place: Place, leaving: boolean): void {
    enrolment.place = place;
    if (place.phase === 'waiting') {
      if (!leaving) this.wait(enrolment, place);
    } else if (place.phase === 'finished') {
      if (!leaving) this.complete(enrolment);
    } else if (leaving || !this.mustLeave(enrolment)) {
      this.act(enrolment, place, stepAt(this.program, place.step), leaving);
    }
  }

  private wait(enrolment: Enrolment, place: Extract<Place, { phase: 'waiting' }>): void {
    const step = stepAt(this.program, place.step);
    if (step.kind !== 'send') this.note(enrolment, { kind: 'waits', step: step.key, until: place.due });
    this.wake(enrolment);
  }

  private complete(enrolment: Enrolment): void {
    this.note(enrolment, { kind: 'finished' });
    this.end(enrolment);
  }

  private act(enrolment: Enrolment, place: Extract<Place, { phase: 'active' }>, step: Step, leaving: boolean): void {
    const goOn = (next: number) => this.goOn(enrolment, next, place, leaving);
    const { key } = step;
    switch (step.kind) {
      case 'send':
        return this.send(enrolment, place, step, leaving);
      case 'tag':
        return goOn(this.tag(enrolment, step));
      case 'untag':
        return goOn(this.untag(enrolment, step));
      case 'task':
        this.note(enrolment, { kind: 'task', step: key, title: step.title, to: step.to });
        return goOn(step.next);
      case 'start':
        this.note(enrolment, { kind: 'started', step: key, sop: step.sop });
        return goOn(step.next);
      case 'if':
        return goOn(this.choose(enrolment, step));
      case 'split':
        return goOn(this.split(enrolment, step));
      case 'end':
        return goOn(END);
      default:
        throw new RangeError(`The simulation cannot run step ${key} (${step.kind}) yet`);
    }
  }

  private send(enrolment: Enrolment, place: Extract<Place, { phase: 'active' }>, step: Send, leaving: boolean): void {
    const until = this.heldUntil(step.channel);
    if (until === null) return this.goOn(enrolment, this.handOver(enrolment, place, step), place, leaving);
    this.note(enrolment, { kind: 'held', step: step.key, channel: step.channel, until });
    if (!leaving) return this.walk(enrolment, hold(this.program, place.step, place, until), false);
    const timer: Timer = {
      at: until,
      run: () => {
        this.pending = this.pending.filter((other) => other !== timer);
        this.handOver(enrolment, newTimes(until), step);
      },
    };
    this.pending.push(timer);
    this.goOn(enrolment, step.next, place, true);
  }

  private heldUntil(channel: string): number | null {
    const { quiet, only } = this.program;
    const { shopQuiet, zone } = this.options;
    return UNHELD_CHANNELS.has(channel) ? null : holdUntil(this.now, { quiet, only, shopQuiet, zone });
  }

  /** @returns the next step */
  private handOver(enrolment: Enrolment, times: LaneTimes, step: Send): number {
    const { key, channel } = step;
    const result = this.messenger.handOver({ step, fan: this.fan, enrolment, times, now: this.now });
    if ('text' in result) this.note(enrolment, { kind: 'sent', step: key, channel, ...result });
    else this.note(enrolment, { kind: 'skipped', step: key, channel, reason: result.reason });
    const unreached = 'reason' in result && UNDELIVERABLE.includes(result.reason);
    if (step.undelivered === null) return step.next;
    this.took(enrolment, step, unreached ? 'undelivered' : 'delivered');
    return unreached ? step.undelivered : step.next;
  }

  private tag(enrolment: Enrolment, { key, names, next }: Extract<Step, { kind: 'tag' }>): number {
    const added = names.filter((name) => !this.fan.tags.has(name));
    if (added.length > 0) this.note(enrolment, { kind: 'tagged', step: key, names: added });
    this.fan = withTags(this.fan, added, []);
    return next;
  }

  private untag(enrolment: Enrolment, { key, names, next }: Extract<Step, { kind: 'untag' }>): number {
    const removed = names.filter((name) => this.fan.tags.has(name));
    if (removed.length > 0) this.note(enrolment, { kind: 'untagged', step: key, names: removed });
    this.fan = withTags(this.fan, [], removed);
    return next;
  }

  private choose(enrolment: Enrolment, step: Extract<Step, { kind: 'if' }>): number {
    const moment = this.moment(enrolment.entry);
    const index = step.arms.findIndex((arm) => evaluate(arm.condition, this.fan, moment));
    this.took(enrolment, step, index === -1 ? 'else' : String(index + 1));
    return step.arms[index]?.next ?? step.otherwise;
  }

  private split(enrolment: Enrolment, step: Extract<Step, { kind: 'split' }>): number {
    const weights = step.arms.map(({ weight }) => weight);
    const chosen = step.arms.find(({ name }) => name === this.options.arms[step.name]);
    const arm = chosen ?? step.arms[armOf(this.program.name, step.name, this.fan.id, weights)];
    if (!arm) return END;
    this.took(enrolment, step, arm.name);
    return arm.next;
  }

  private took(enrolment: Enrolment, { key }: Step, way: string): void {
    this.note(enrolment, { kind: 'took', step: key, way });
  }

  private note(enrolment: Enrolment, entry: NoteOf<TraceEntry>): void {
    this.record({ enrolment: enrolment.no, ...entry });
  }

  private record(entry: RecordOf<TraceEntry>): void {
    this.trace.push({ at: this.now, ...entry });
  }
}

type RecordOf<T> = T extends unknown ? Omit<T, 'at'> : never;
type NoteOf<T> = T extends { enrolment: number } ? Omit<T, 'at' | 'enrolment'> : never;
