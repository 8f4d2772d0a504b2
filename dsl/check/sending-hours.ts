import type { SopNode, SpanNode } from '../ast/file.js';
import type { MinuteRange } from '../ir/program.js';

const DAY_MINUTES = 1440;

/** When messages of an SOP may go out: its own quiet hours, the shop's, and 仅在, together. */
export class SendingHours {
  /** 1 for each minute of the day in which messages are held; null: in none. */
  private readonly closed: Uint8Array | null;
  /** Longest stretch of days on which nothing may go out at all, in minutes. */
  private readonly closedDays: number;
  private longestHold: number | null = null;

  constructor(sop: SopNode, shop: MinuteRange | null) {
    const quiet = sop.heads.find((head) => head.kind === 'quiet');
    const only = sop.heads.find((head) => head.kind === 'only');
    const spans = [...(quiet ? [spanOf(quiet.span)] : []), ...(shop ? [shop] : [])];
    this.closed = spans.length > 0 || only ? new Uint8Array(DAY_MINUTES) : null;
    for (const span of spans) if (span.from % DAY_MINUTES !== span.to % DAY_MINUTES) this.close(span);
    if (only) this.close({ from: only.span.to.minute, to: only.span.from.minute });
    this.closedDays = only?.days ? longestGap(only.days) * DAY_MINUTES : 0;
  }

  private close({ from, to }: MinuteRange): void {
    if (from < to) this.closed?.fill(1, from, to);
    else this.closed?.fill(1, from).fill(1, 0, to);
  }

  /** Minutes of the day in which messages may go out. */
  get free(): number {
    return this.closed?.reduce((sum, closed) => sum - closed, DAY_MINUTES) ?? DAY_MINUTES;
  }

  isClosed(minute: number): boolean {
    return this.closed?.[minute % DAY_MINUTES] === 1;
  }

  /** Longest time in minutes that a message may be held which is due at this minute of the day; null: at any. */
  hold(minute: number | null): number {
    if (minute === null) return (this.longestHold ??= this.longestRun() + this.closedDays);
    let held = 0;
    while (held < DAY_MINUTES && this.isClosed(minute + held)) held++;
    return held + this.closedDays;
  }

  private longestRun(): number {
    let longest = 0;
    let run = 0;
    for (let minute = 0; this.closed && minute < 2 * DAY_MINUTES && run < DAY_MINUTES; minute++) {
      run = this.isClosed(minute) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}

export function spanOf(span: SpanNode): MinuteRange {
  return { from: span.from.minute, to: span.to.minute };
}

/** Half-open; `from` after `to` wraps past midnight. */
export function isWithin(minute: number, { from, to }: MinuteRange): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Days in a row that are not among these weekdays (1 = Monday). */
function longestGap(days: readonly number[]): number {
  const sorted = [...days].sort((a, b) => a - b);
  const gaps = sorted.map((day, i) => ((sorted[(i + 1) % sorted.length] ?? day) - day + 7) % 7 || 7);
  return Math.max(0, ...gaps.map((gap) => gap - 1));
}
