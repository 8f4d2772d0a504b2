import { HOUR, MINUTE } from '@fanloom/dsl/core/zone.js';
import { fanAt, presenceOf } from '../generate/fan.js';
import { randomFor } from '../generate/random.js';
import { midnightBefore, type World } from '../generate/world.js';
import { LONGEST_JOURNEY, newcomer, returning, type Visitor } from './journey.js';
import type { PlannedEvent } from './planned-event.js';
import { arrivalsIn, eveningAfter, sessionAt } from './timetable.js';

/** More people than come in any hour. */
const MOST_ARRIVALS = 1_000;
/** Of the people who come, how many the shop knows already. */
const KNOWN_SHARE = 0.2;
/** Of the silent fans, how many come back within the first days. */
const RECALLED_SHARE = 0.35;

const ARRIVAL = 10;
const RECALL = 11;

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
    const arrivals = Array.from({ length: arrivalsIn(this.startsAt, hour) }, (_, i) => this.#arrival(hour, i));
    return [...this.#start(hour), ...arrivals.flat()];
  }

  /** The start of a broadcast, if one begins in this hour. */
  #start(hour: number): PlannedEvent[] {
    const at = this.startsAt + hour * HOUR;
    const session = sessionAt(this.startsAt, at);
    if (session === null || session === sessionAt(this.startsAt, at - HOUR)) return [];
    return [{ at, type: 'live.start', key: `start-${hour}`, person: null, properties: { session } }];
  }

  #arrival(hour: number, i: number): PlannedEvent[] {
    const { seed, fans } = this.world;
    const number = hour * MOST_ARRIVALS + i;
    const random = randomFor(seed, ARRIVAL, number);
    // The opening draws most people in its first minutes.
    const at = this.startsAt + (hour + random.next() ** (hour === 0 ? 2 : 1)) * HOUR;
    const known = random.int(0, fans - 1);
    const isKnown = random.chance(KNOWN_SHARE) && !isSilent(this.world, known);
    const visitor: Visitor = {
      fan: fanAt(this.world, isKnown ? known : fans + number),
      id: String(number).padStart(9, '0'),
      sessionAt: (instant) => sessionAt(this.startsAt, instant),
    };
    return (isKnown ? returning : newcomer)(visitor, at, random);
  }
}

/** Visits of fans who had been away, as if the recall had moved them. */
function recallsOf(world: World, startsAt: number): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  for (let index = 0; index < world.fans; index++) {
    const random = randomFor(world.seed, RECALL, index);
    if (!isSilent(world, index) || !random.chance(RECALLED_SHARE)) continue;
    const at = eveningAfter(startsAt, random.int(0, 5)) + random.int(0, 170) * MINUTE;
    const visitor = {
      fan: fanAt(world, index),
      id: `9${String(index).padStart(8, '0')}`,
      sessionAt: (instant: number) => sessionAt(startsAt, instant),
    };
    events.push(...returning(visitor, at, random));
  }
  return events;
}

function isSilent(world: World, index: number): boolean {
  return presenceOf(world, index).until < midnightBefore(world.endsAt);
}
