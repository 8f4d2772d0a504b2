import type { Counts } from '../import-job.js';
import type { Outcome } from '../load/import-context.js';
import type { PreparedLine } from '../prepare-batches.js';

/** What became of each line of a batch. @param loaded what became of its rows, in their order */
export function outcomesOf(lines: PreparedLine[], loaded: Outcome[]): (Outcome | 'layout')[] {
  const next = loaded.values();
  return lines.map((line) => {
    if (line.is === 'layout') return 'layout';
    return line.is === 'rejected' ? line.problem : (next.next().value ?? 'unchanged');
  });
}

export function wordOf(outcome: Outcome | 'layout'): keyof Counts {
  return typeof outcome === 'string' ? outcome : 'rejected';
}

export function countOf(outcomes: (Outcome | 'layout')[]): Counts {
  const counts: Counts = { layout: 0, loaded: 0, merged: 0, unchanged: 0, rejected: 0 };
  for (const outcome of outcomes) counts[wordOf(outcome)] += 1;
  return counts;
}

export function addCounts(sum: Counts, counts: Counts): void {
  for (const word of Object.keys(counts) as (keyof Counts)[]) sum[word] += counts[word];
}
