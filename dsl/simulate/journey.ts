import { holdsSince, trueSince } from '../condition/since.js';
import { arrive, hold, type LaneTimes, type Place, stepAt, whenDue } from '../core/place.js';
import { ceilMinute } from '../core/zone.js';
import { END, type Step } from '../ir/program.js';
import { type Enrolment, newTimes } from './enrolment.js';
import type { Send } from './messenger.js';
import { heldUntil, performStep, sendNow, type Stage, took } from './perform-step.js';
import type { Scene } from './scene.js';
import { awaited, tillField } from './till.js';
import type { Timer } from './timer.js';

type At<P extends Place['phase']> = Extract<Place, { phase: P }>;

/** Takes a stay through the steps of its SOP, from one wait to the next. */
export class Journey {
  /** Messages of leave blocks that wait for the end of quiet hours. */
  private held: Timer[] = [];
  private readonly scene: Scene;

  constructor(
    private readonly stage: Stage,
    /** Is told when a stay is over. */
    private readonly ended: (enrolment: Enrolment) => void,
  ) {
    this.scene = stage.scene;
  }

  begin(enrolment: Enrolment, step: number): void {
    enrolment.state = 'active';
    enrolment.enteredAt = this.scene.now;
    this.scene.note(enrolment, { kind: 'entered' });
    this.goOn(enrolment, step, newTimes(ceilMinute(this.scene.now)), false);
  }

  timers(enrolments: readonly Enrolment[]): Timer[] {
    const waiting = enrolments.flatMap((enrolment): Timer[] => {
      const { place, state } = enrolment;
      if (state !== 'active' || place.phase !== 'waiting') return [];
      return [{ at: place.due, run: () => this.due(enrolment, place) }];
    });
    return [...this.held, ...waiting];
  }

  /** Something has changed: first those leave who must, then those go on who have waited for it. */
  lookAgain(enrolments: readonly Enrolment[]): void {
    const active = enrolments.filter(({ state }) => state === 'active');
    const staying = active.filter((enrolment) => !this.mustLeave(enrolment));
    for (const enrolment of staying) this.wake(enrolment);
  }

  private due(enrolment: Enrolment, place: At<'waiting'>): void {
    const step = this.stepAt(place.step);
    if (this.mustLeave(enrolment)) return;
    const next = whenDue(this.scene.program, place.step, place, place.due);
    switch (next.kind) {
      case 'expire':
        return this.expire(enrolment);
      case 'act':
        return this.walk(enrolment, { ...place, phase: 'active' }, false);
      case 'go':
        if (step.kind === 'until') took(this.scene, enrolment, step, 'unmet');
        return this.goOn(enrolment, next.next, { ...place, point: next.point }, false);
    }
  }

  private expire(enrolment: Enrolment): void {
    this.end(enrolment, 'expired');
    this.runBlock(enrolment, this.scene.program.expire?.start ?? END);
  }

  /** Ends the stay, and runs the block of the clause that came true first; of equal ones the first in the text. */
  private mustLeave(enrolment: Enrolment): boolean {
    const { program, fan } = this.scene;
    const { entry } = enrolment;
    const moment = this.scene.moment(entry);
    const since = program.leaves.map(({ condition }) => trueSince(condition, fan, moment, entry.happenedAt));
    const first = Math.min(...since.flatMap((at) => at ?? []));
    const clause = since.indexOf(first);
    const leave = program.leaves[clause];
    if (!leave) return false;
    this.withdraw(enrolment);
    this.scene.note(enrolment, { kind: 'left', clause });
    this.end(enrolment, null);
    this.runBlock(enrolment, leave.start);
    return true;
  }

  /** A message that is held when the fan leaves is never sent. */
  private withdraw(enrolment: Enrolment): void {
    const { place } = enrolment;
    const step = place.phase === 'waiting' ? this.stepAt(place.step) : null;
    if (step?.kind !== 'send') return;
    this.scene.note(enrolment, { kind: 'skipped', step: step.key, channel: step.channel, reason: 'withdrawn' });
  }

  /** Goes on when what the stay waits for has come true. */
  private wake(enrolment: Enrolment): void {
    const { place, entry, enteredAt } = enrolment;
    const step = place.phase === 'waiting' ? this.stepAt(place.step) : null;
    const wait = step && awaited(step);
    if (!step || !wait) return;
    const since = Math.max(place.arrived, enteredAt);
    if (!holdsSince(wait.condition, this.scene.fan, this.scene.moment(entry), since)) return;
    if (step.kind === 'until') took(this.scene, enrolment, step, 'met');
    const point = step.kind === 'until' ? place.point : this.scene.now;
    this.goOn(enrolment, wait.next, { ...place, point }, false);
  }

  private end(enrolment: Enrolment, how: 'finished' | 'expired' | null): void {
    if (how) this.scene.note(enrolment, { kind: how });
    enrolment.state = 'ended';
    this.ended(enrolment);
  }

  private runBlock(enrolment: Enrolment, start: number): void {
    this.goOn(enrolment, start, newTimes(ceilMinute(this.scene.now)), true);
  }

  private goOn(enrolment: Enrolment, to: number, times: LaneTimes, leaving: boolean): void {
    const { program, now, options } = this.scene;
    const next = this.pastReceipt(to);
    const place = arrive(program, next, times, now, options.zone);
    this.noteWay(enrolment, next, place);
    this.walk(enrolment, place, leaving);
  }

  /** Channels deliver at once, so nobody waits for a receipt. */
  private pastReceipt(index: number): number {
    const step = index === END ? null : this.stepAt(index);
    return step?.kind === 'receipt' ? this.pastReceipt(step.next) : index;
  }

  /** Notes the step where the stay stands now, and the time points it has passed on the way. */
  private noteWay(enrolment: Enrolment, from: number, place: Place): void {
    const last = place.phase === 'finished' ? END : place.step;
    for (let index = from; index !== END;) {
      const step = this.stepAt(index);
      this.scene.note(enrolment, { kind: 'reached', step: step.key });
      index = index !== last && 'next' in step ? step.next : END;
    }
  }

  /** Steps act one after the other until the stay waits or is over. The leave clauses come after each of them. */
  private walk(enrolment: Enrolment, place: Place, leaving: boolean): void {
    enrolment.place = place;
    if (!leaving && this.mustLeave(enrolment)) return;
    if (place.phase === 'active') {
      this.act(enrolment, place, leaving);
    } else if (!leaving) {
      if (place.phase === 'waiting') this.wait(enrolment, place);
      else this.end(enrolment, 'finished');
    }
  }

  private wait(enrolment: Enrolment, place: At<'waiting'>): void {
    const step = this.stepAt(place.step);
    if (step.kind !== 'send') this.scene.note(enrolment, { kind: 'waits', step: step.key, until: place.due });
    this.wake(enrolment);
  }

  private act(enrolment: Enrolment, place: At<'active'>, leaving: boolean): void {
    const step = this.stepAt(place.step);
    const until = step.kind === 'send' ? heldUntil(this.scene, step) : null;
    if (step.kind === 'till' && step.till.kind === 'field') {
      const due = tillField(this.scene, step.till, step.minute);
      if (due === null) this.goOn(enrolment, step.next, place, leaving);
      else this.walk(enrolment, hold(this.scene.program, place.step, place, due), leaving);
    } else if (step.kind !== 'send') {
      this.goOn(enrolment, performStep(this.stage, enrolment, step), place, leaving);
    } else if (until === null) {
      this.goOn(enrolment, sendNow(this.scene, this.stage.messenger, enrolment, place, step), place, leaving);
    } else {
      this.scene.note(enrolment, { kind: 'held', step: step.key, channel: step.channel, until });
      if (!leaving) return this.walk(enrolment, hold(this.scene.program, place.step, place, until), false);
      this.sendLater(enrolment, step, until);
      this.goOn(enrolment, step.next, place, true);
    }
  }

  /** Blocks never wait, so their messages do. */
  private sendLater(enrolment: Enrolment, step: Send, at: number): void {
    const timer: Timer = {
      at,
      run: () => {
        this.held = this.held.filter((other) => other !== timer);
        sendNow(this.scene, this.stage.messenger, enrolment, newTimes(at), step);
      },
    };
    this.held.push(timer);
  }

  private stepAt(index: number): Step {
    return stepAt(this.scene.program, index);
  }
}
