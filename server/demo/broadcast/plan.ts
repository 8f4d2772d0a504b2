import { HOUR, MINUTE } from '@fanloom/dsl/core/zone.js';
import { fanAt, presenceOf } from '../generate/fan.js';
import { randomFor } from '../generate/random.js';
import { midnightBefore, type World } from '../generate/world.js';
import { LONGEST_JOURNEY, newcomer, returning, type Visitor } from './journey.js';
import type { PlannedEvent } from './planned-event.js';
import { eveningAfter, newcomersIn, regularsIn, sessionAt } from './timetable.js';

/** More people than come in any hour. */
const MOST_ARRIVALS = 1_000;
/** Of the silent fans, how many come back within the first days. */
const RECALLED_SHARE = 0.35;

const NEWCOMER = 10;
const REGULAR = 11;
const RECALL = 12;

/**
 * Everything that will ever happen live in the demo shop. It follows from the seed and the beginning alone, hour by hour,
 * so that a restart needs to know only until when it has been played.
 */
export class Plan {
  /** Events of the journeys that begin in an hour, by its number. */
  readonly #hours = new Map<number, PlannedEvent[]>();
  readonly #recalls: PlannedEvent[];

  constructor(
    private readonly world: World,
    private readonly startsAt: number,
  ) {
    this.#recalls = recallsOf(world, startsAt);
  }

  /** What happens after `from` and until `to`, in order. */
  between(from: number, to: number): PlannedEvent[] {
    const first = Math.max(0, this.#hourOf(from - LONGEST_JOURNEY));
    for (const hour of this.#hours.keys()) if (hour < first) this.#hours.delete(hour);
    const events = this.#recalls.filter((event) => event.at > from && event.at <= to);
    for (let hour = first; hour <= this.#hourOf(to); hour++) {
      for (const event of this.#eventsOf(hour)) if (event.at > from && event.at <= to) events.push(event);
    }
    return events.sort((a, b) => a.at - b.at);
  }

  #hourOf(at: number): number {
    return Math.floor((at - this.startsAt) / HOUR);
  }

  #eventsOf(hour: number): PlannedEvent[] {
    let events = this.#hours.get(hour);
    if (!events) this.#hours.set(hour, (events = this.#plan(hour)));
    return events;
  }

  #plan(hour: number): PlannedEvent[] {
    const of = (count: number, visit: (number: number) => PlannedEvent[]) =>
      Array.from({ length: count }, (_, i) => visit(hour * MOST_ARRIVALS + i)).flat();
    return [
      ...this.#start(hour),
      ...of(newcomersIn(this.startsAt, hour), (number) => this.#newcomer(hour, number)),
      ...of(regularsIn(this.startsAt, hour), (number) => this.#regular(hour, number)),
    ];
  }

  /** The start of a broadcast, if one begins in this hour. */
  #start(hour: number): PlannedEvent[] {
    const at = this.startsAt + hour * HOUR;
    const session = sessionAt(this.startsAt, at);
    if (session === null || session === sessionAt(this.startsAt, at - HOUR)) return [];
    return [{ at, type: 'live.start', key: `start-${hour}`, person: null, properties: { session } }];
  }

  #newcomer(hour: number, number: number): PlannedEvent[] {
    const random = randomFor(this.world.seed, NEWCOMER, number);
    // The opening draws most people in its first minutes.
    const at = this.startsAt + (hour + random.next() ** (hour === 0 ? 2 : 1)) * HOUR;
    return newcomer(this.#visitor(this.world.fans + number, '1', number), at, random);
  }

  #regular(hour: number, number: number): PlannedEvent[] {
    const random = randomFor(this.world.seed, REGULAR, number);
    // Low numbers buy most: these are customers, and no newcomers to any SOP.
    const index = Math.floor(random.next() ** 2 * this.world.fans * 0.3);
    if (isSilent(this.world, index)) return [];
    return returning(this.#visitor(index, '2', number), this.startsAt + (hour + random.next()) * HOUR, random);
  }

  #visitor(fan: number, kind: string, number: number): Visitor {
    return visitorOf(this.world, this.startsAt, fan, kind + String(number).padStart(9, '0'));
  }
}

function visitorOf(world: World, startsAt: number, fan: number, id: string): Visitor {
  return { fan: fanAt(world, fan), id, sessionAt: (instant) => sessionAt(startsAt, instant) };
}

/** Visits of fans who had been away, as if the recall had moved them. */
function recallsOf(world: World, startsAt: number): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  for (let index = 0; index < world.fans; index++) {
    const random = randomFor(world.seed, RECALL, index);
    if (!isSilent(world, index) || !random.chance(RECALLED_SHARE)) continue;
    const at = eveningAfter(startsAt, random.int(0, 5)) + random.int(0, 110) * MINUTE;
    events.push(...returning(visitorOf(world, startsAt, index, `3${String(index).padStart(9, '0')}`), at, random));
  }
  return events;
}

function isSilent(world: World, index: number): boolean {
  return presenceOf(world, index).until < midnightBefore(world.endsAt);
}
