import { evaluate } from '../condition/evaluate.js';
import type { Entry, FanEvent, Moment } from '../condition/facts.js';
import type { Condition } from '../ir/condition.js';
import type { Program } from '../ir/program.js';
import type { Enrolment } from './enrolment.js';
import type { FanState } from './fan-state.js';
import type { SimulationOptions } from './options.js';
import type { Trace, TraceEntry } from './trace.js';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
type WithoutStay<T> = T extends { enrolment: number } ? Omit<T, 'at' | 'enrolment'> : never;

/** What every part of a simulation shares: the fan as they are now, the virtual time, and the trace. */
export class Scene {
  readonly trace: Trace = [];

  constructor(
    readonly program: Program,
    readonly options: SimulationOptions,
    public fan: FanState,
    public now: number,
  ) {}

  moment(entry: Entry | undefined, event?: FanEvent): Moment {
    const { segments } = this.program;
    const { zone, scores } = this.options;
    return { now: this.now, zone, entry, event, segments, scores };
  }

  holds(condition: Condition, entry: Entry | undefined, event?: FanEvent): boolean {
    return evaluate(condition, this.fan, this.moment(entry, event));
  }

  record(entry: WithoutTime<TraceEntry>): void {
    this.trace.push({ at: this.now, ...entry });
  }

  note({ no }: Enrolment, entry: WithoutStay<TraceEntry>): void {
    this.record({ enrolment: no, ...entry });
  }
}
