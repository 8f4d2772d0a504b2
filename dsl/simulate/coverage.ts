import type { Program, Step } from '../ir/program.js';
import type { Trace } from './trace.js';

/** How much of an SOP a set of traces has been through. */
export interface Coverage {
  steps: Covered;
  branches: Covered;
}

export interface Covered {
  covered: number;
  total: number;
  /** Keys of steps, or `key/way` of branches, that no trace has come to. */
  missing: string[];
}

export function coverageOf(program: Program, traces: readonly Trace[]): Coverage {
  const entries = traces.flat();
  const reached = new Set(entries.flatMap((entry) => (entry.kind === 'reached' ? entry.step : [])));
  const taken = new Set(entries.flatMap((entry) => (entry.kind === 'took' ? `${entry.step}/${entry.way}` : [])));
  for (const entry of entries) if (entry.kind === 'left') taken.add(`leave/${String(entry.clause + 1)}`);
  if (entries.some(({ kind }) => kind === 'expired')) taken.add('expire');
  return { steps: covered(stepsOf(program), reached), branches: covered(branchesOf(program), taken) };
}

function covered(all: string[], hit: ReadonlySet<string>): Covered {
  const missing = all.filter((key) => !hit.has(key));
  return { covered: all.length - missing.length, total: all.length, missing };
}

/** Hidden steps have no place in the text of their own. */
function stepsOf({ steps }: Program): string[] {
  return steps.filter(({ kind }) => kind !== 'receipt' && kind !== 'absent').map(({ key }) => key);
}

function branchesOf({ steps, leaves, expire }: Program): string[] {
  return [
    ...leaves.map((_, index) => `leave/${String(index + 1)}`),
    ...(expire ? ['expire'] : []),
    ...steps.flatMap((step) => waysOf(step).map((way) => `${step.key}/${way}`)),
  ];
}

/** The ways that lead on from a step, where there are several. */
export function waysOf(step: Step): string[] {
  switch (step.kind) {
    case 'until':
      return ['met', 'unmet'];
    case 'if':
      return [...step.arms.map((_, index) => String(index + 1)), 'else'];
    case 'split':
      return step.arms.map(({ name }) => name);
    case 'send':
      return step.undelivered === null ? [] : ['delivered', 'undelivered'];
    default:
      return [];
  }
}
