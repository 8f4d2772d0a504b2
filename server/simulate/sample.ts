import type { Trace, TraceEntry } from '@fanloom/dsl/simulate/trace.js';

/** A fan whose story is told as an example. */
export interface Example {
  fanId: string;
  nick: string | null;
  trace: Trace;
}

const MOST = 8;

/** Keeps a few fans whose stories differ, the longer ones if there are too many. */
export class Sample {
  private readonly byStory = new Map<string, Example>();

  offer(example: Example): void {
    const story = storyOf(example.trace);
    if (story === null || this.byStory.has(story)) return;
    this.byStory.set(story, example);
    if (this.byStory.size > MOST) this.dropPlainest();
  }

  examples(): Example[] {
    return [...this.byStory.values()];
  }

  private dropPlainest(): void {
    const [plainest] = [...this.byStory.keys()].sort((a, b) => a.length - b.length);
    if (plainest !== undefined) this.byStory.delete(plainest);
  }
}

/** What happened, without when and how often; null for somebody who never came in. */
function storyOf(trace: Trace): string | null {
  if (!trace.some(({ kind }) => kind === 'entered')) return null;
  const parts: string[] = [];
  for (const entry of trace) {
    const part = partOf(entry);
    if (part !== null && !parts.includes(part)) parts.push(part);
  }
  return parts.join(', ');
}

function partOf(entry: TraceEntry): string | null {
  switch (entry.kind) {
    case 'sent':
      return entry.step;
    case 'skipped':
      return entry.reason;
    case 'held':
    case 'goal':
    case 'left':
    case 'finished':
    case 'expired':
      return entry.kind;
    default:
      return null;
  }
}
