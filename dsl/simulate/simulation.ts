import { matches } from '../condition/expression.js';
import type { FanEvent, Json } from '../condition/facts.js';
import type { Condition, FieldRef } from '../ir/condition.js';
import type { Program } from '../ir/program.js';
import type { Enrolment } from './enrolment.js';
import { Entrance } from './entrance.js';
import { type FanState, withEvent, withField } from './fan-state.js';
import { Journey } from './journey.js';
import { Messenger } from './messenger.js';
import type { SimulationOptions } from './options.js';
import { Scene } from './scene.js';
import { TaskDesk } from './task-desk.js';
import type { Timer } from './timer.js';
import type { Trace } from './trace.js';

/**
 * One fan and one SOP in virtual time, by the same core that runs the SOP in earnest. Time goes on only when told to.
 * Of one event, data comes first, then stays in flight leave, then those that wait go on, then somebody enters.
 */
export class Simulation {
  private readonly scene: Scene;
  private readonly desk: TaskDesk;
  private readonly messenger: Messenger;
  private readonly journey: Journey;
  private readonly entrance: Entrance;
  private readonly enrolments: Enrolment[] = [];

  /** @param from when schedules begin to tick; milliseconds */
  constructor(program: Program, fan: FanState, from: number, options: SimulationOptions) {
    this.scene = new Scene(program, options, fan, from);
    this.desk = new TaskDesk(this.scene);
    this.messenger = new Messenger(program, options);
    const stage = { scene: this.scene, messenger: this.messenger, desk: this.desk };
    this.journey = new Journey(stage, (stay) => this.entrance.leave(stay));
    this.entrance = new Entrance(this.scene, (enrolment, step) => {
      this.enrolments.push(enrolment);
      this.journey.begin(enrolment, step);
    });
  }

  get trace(): Trace {
    return this.scene.trace;
  }

  get fan(): FanState {
    return this.scene.fan;
  }

  /** Lets everything happen that is due up to and including this instant. */
  advance(until: number): void {
    this.runTimers((at) => at <= until, true);
    this.scene.now = Math.max(this.scene.now, until);
  }

  /** Lets every stay come to its end; nobody enters by schedule any more. */
  finish(): void {
    this.runTimers(() => true, false);
  }

  /**
   * The fan does something, or several things of which one learns at once. It comes before whatever is due at the instant
   * of the last of them.
   */
  happen(...events: FanEvent[]): void {
    this.goTo(Math.max(...events.map((event) => event.happenedAt)));
    this.take(events);
    for (const event of events) this.entrance.enterBy(event);
  }

  private take(events: readonly FanEvent[]): void {
    for (const event of events) this.scene.fan = withEvent(this.fan, event, this.scene.options.followGrants);
    for (const event of events) this.messenger.wallet.hear(event);
    for (const event of events) this.desk.hear(event);
    for (const event of events) this.recordGoal(event);
    this.journey.lookAgain(this.enrolments);
  }

  /** A field of the fan changes. */
  set(field: FieldRef, value: Json, at: number): void {
    this.goTo(at);
    this.scene.fan = withField(this.fan, field, value);
    this.journey.lookAgain(this.enrolments);
    this.entrance.enterByTurn();
  }

  /** Whether a condition holds for the fan now, seen from their latest stay. */
  holds(condition: Condition): boolean {
    return this.scene.holds(condition, this.enrolments.at(-1)?.entry);
  }

  private goTo(instant: number): void {
    this.runTimers((at) => at < instant, true);
    this.scene.now = Math.max(this.scene.now, instant);
  }

  private runTimers(isDue: (at: number) => boolean, schedules: boolean): void {
    for (let timer = this.nextTimer(schedules); timer && isDue(timer.at); timer = this.nextTimer(schedules)) {
      this.scene.now = Math.max(this.scene.now, timer.at);
      const before = this.fan;
      timer.run();
      if (this.fan === before) continue;
      this.journey.lookAgain(this.enrolments);
      this.entrance.enterByTurn();
    }
  }

  /** A coupon that runs out unused, which lets nobody in once the end is awaited. */
  private expiry(enters: boolean): Timer[] {
    const { wallet } = this.messenger;
    const at = wallet.expiresAt;
    const run = () => {
      const events = wallet.expire();
      this.take(events);
      if (enters) for (const event of events) this.entrance.enterBy(event);
    };
    return at === null ? [] : [{ at, run }];
  }

  private nextTimer(schedules: boolean): Timer | null {
    const timers = [
      ...this.expiry(schedules),
      ...this.journey.timers(this.enrolments),
      ...this.desk.timers(),
      ...this.entrance.timers(),
      ...(schedules ? this.entrance.ticksToCome() : []),
    ];
    return timers.reduce<Timer | null>((first, timer) => (first && first.at <= timer.at ? first : timer), null);
  }

  /** An event counts for the latest stay only, whether it is over or not. */
  private recordGoal(event: FanEvent): void {
    const { goal } = this.scene.program;
    const enrolment = this.enrolments.at(-1);
    if (!goal || !enrolment || enrolment.goal) return;
    const since = event.happenedAt - enrolment.entry.happenedAt;
    const scope = { facts: this.fan, at: this.scene.moment(enrolment.entry, event) };
    if (since <= 0 || since > goal.seconds * 1000 || !goal.events.some((match) => matches(event, match, scope))) return;
    enrolment.goal = true;
    this.scene.note(enrolment, { kind: 'goal' });
  }
}
