import { ApiProblem } from '../api/problem.js';
import { simulate, type Progress, type Simulation, type SimulationRequest } from './simulate.api.js';

/** A simulation over past fans: one at a time, kept while one looks at other things. */
export class PastSimulation {
  /** Null while none is running. */
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<unknown>(null);
  result = $state.raw<Simulation | null>(null);
  /** The text that the result is of. */
  text = $state<string | null>(null);
  #gone: AbortController | null = null;

  async start(request: SimulationRequest): Promise<void> {
    this.cancel();
    const gone = (this.#gone = new AbortController());
    this.failure = null;
    this.progress = { done: 0, fans: 0 };
    try {
      for await (const line of simulate(request, gone.signal)) {
        if ('progress' in line) this.progress = line.progress;
        else if ('problem' in line) throw new ApiProblem(500, line.problem.code, line.problem.text);
        else {
          this.result = line.result;
          this.text = request.text;
        }
      }
    } catch (error) {
      if (!gone.signal.aborted) this.failure = error;
    } finally {
      if (this.#gone === gone) this.cancel();
    }
  }

  /** Ends what is running; the last result stays. */
  cancel(): void {
    this.#gone?.abort();
    this.#gone = null;
    this.progress = null;
  }
}
