import type { FanEvent } from '@fanloom/dsl/condition/facts.js';
import type { FanState } from '@fanloom/dsl/simulate/fan-state.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Tx } from '../db/database.js';
import { mentionsOf } from './mentions.js';
import { type Audience, type FanRow, readEvents, readFans } from './past-fans.sql.js';
import { stateAt } from './past-state.js';

/** A fan as they were when the period began, and what they did in it. */
export interface PastFan {
  row: FanRow;
  state: FanState;
  events: FanEvent[];
}

/** Milliseconds; `now` is later than both. */
export interface Period {
  from: number;
  until: number;
  now: number;
}

/**
 * Fans with what a program looks at of their past, a page at a time: two streams by rising fan id, brought together.
 * Holds a page of each at once, however many fans there are.
 */
export async function* readPast(tx: Tx, audience: Audience, program: Program, period: Period) {
  const { events: types, reach, driven } = mentionsOf(program);
  const { from, until, now } = period;
  const since = reach === null ? null : from - reach * 1000;
  const events = new EventsByFan(
    ahead(readEvents(tx, audience, { types: [...types], since, until: driven ? now : until })),
  );
  for await (const rows of ahead(readFans(tx, audience))) {
    const fans: PastFan[] = [];
    for (const row of rows) {
      const all = await events.of(row.id);
      const state = stateAt(row, all, from, driven);
      fans.push({ row, state, events: all.filter(({ happenedAt }) => happenedAt >= from && happenedAt <= until) });
    }
    yield fans;
  }
}

/** Hands out the events of one fan after the other. Fans must be asked for by rising id. */
class EventsByFan {
  private page: { fan: string; event: FanEvent }[] = [];
  private position = 0;
  private isOver = false;

  constructor(private readonly pages: AsyncGenerator<{ fan: string; event: FanEvent }[], void>) {}

  async of(fan: string): Promise<FanEvent[]> {
    const own: FanEvent[] = [];
    for (;;) {
      for (; this.position < this.page.length; this.position++) {
        const next = this.page[this.position];
        if (!next || next.fan > fan) return own;
        if (next.fan === fan) own.push(next.event);
      }
      if (this.isOver) return own;
      const next = await this.pages.next();
      this.isOver = next.done === true;
      this.page = next.done === true ? [] : next.value;
      this.position = 0;
    }
  }
}

/** Asks for the next part while the last one is worked on. */
async function* ahead<T>(parts: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  for (let next = ask(parts); ;) {
    const part = await next;
    if (part.done) return;
    next = ask(parts);
    yield part.value;
  }
}

/** A failure is told where the answer is awaited; nobody may be left to do so. */
function ask<T>(parts: AsyncGenerator<T, void>): Promise<IteratorResult<T, void>> {
  const next = parts.next();
  next.catch(() => undefined);
  return next;
}
