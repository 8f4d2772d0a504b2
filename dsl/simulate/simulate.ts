import type { FanEvent } from '../condition/facts.js';
import type { Program } from '../ir/program.js';
import type { FanState } from './fan-state.js';
import type { SimulationOptions } from './options.js';
import { Simulation } from './simulation.js';
import type { Trace } from './trace.js';

export interface Span {
  /** Schedules tick from here on; milliseconds. */
  from: number;
  /** Until then; stays that last longer come to their end all the same. */
  until: number;
}

/**
 * What one fan would get from an SOP, when, and why, in virtual time.
 *
 * @param fan as they are at the start, history included
 * @param events in the order of their time
 */
export function simulate(
  program: Program,
  fan: FanState,
  events: readonly FanEvent[],
  span: Span,
  options: SimulationOptions,
): Trace {
  const simulation = new Simulation(program, fan, span.from, options);
  for (const event of events) simulation.happen(event);
  simulation.advance(span.until);
  simulation.finish();
  return simulation.trace;
}
