import { DAY } from '@fanloom/dsl/core/zone.js';
import { randomFor } from './random.js';
import { CITIES, EMOJI, GIVEN, NICK_BACK, NICK_FRONT, SOURCES, STREETS, SURNAMES } from './words.js';
import { midnightBefore, type World } from './world.js';

export interface DemoFan {
  nick: string;
  /** From number ranges that no operator uses. */
  phone: string;
  /** The platform shows the shop a part of the phone only, so that nobody can be called or sent an SMS. */
  hidesPhone: boolean;
  name: string;
  address: string;
  source: string;
}

const UNUSED_RANGES = ['154', '160', '161', '164'] as const;
const SUBSCRIBERS = 100_000_000;

/** What draws are for, so that they do not depend on each other. */
const PERSON = 1;
const HABITS = 2;

/** The person of this number. Numbers from `world.fans` on are people who come later, to a broadcast. */
export function fanAt({ seed }: Pick<World, 'seed'>, index: number): DemoFan {
  const random = randomFor(seed, PERSON, index);
  const [province = '', city = '', district = ''] = random.pick(CITIES);
  return {
    nick: nickAt(index) + (random.chance(0.06) ? random.pick(EMOJI) : ''),
    phone: phoneAt(seed, index),
    hidesPhone: random.chance(0.1),
    name: random.pick(SURNAMES) + random.pick(GIVEN),
    address: `${province} ${city} ${district} ${random.pick(STREETS)}${random.int(1, 299)}号${random.int(1, 30)}幢${random.int(101, 2804)}室`,
    source: random.pick(SOURCES),
  };
}

/** No two people share one: the index in digits of mixed base, the last of which is a plain number. */
function nickAt(index: number): string {
  const [fronts, backs] = [NICK_FRONT.length, NICK_BACK.length];
  const inRound = (index * 347) % (fronts * backs);
  const round = Math.floor(index / (fronts * backs));
  const front = NICK_FRONT[inRound % fronts] ?? '';
  const back = NICK_BACK[Math.floor(inRound / fronts)] ?? '';
  return front + back + (round === 0 ? '' : String(round + 1));
}

/** No two people share one: the multiplier has no factor in common with the size of the range. */
function phoneAt(seed: number, index: number): string {
  const range = UNUSED_RANGES[index % UNUSED_RANGES.length] ?? UNUSED_RANGES[0];
  const subscriber = (Math.floor(index / UNUSED_RANGES.length) * 7_368_787 + (seed % 1_000) * 7_919) % SUBSCRIBERS;
  return range + String(subscriber).padStart(8, '0');
}

/** When somebody is there: from following until they fall silent, which most have not done yet. */
export interface Presence {
  from: number;
  until: number;
}

const SILENT_SHARE = 0.24;

export function presenceOf(world: World, index: number): Presence {
  const random = randomFor(world.seed, HABITS, index);
  const today = midnightBefore(world.endsAt);
  const until = random.chance(SILENT_SHARE) ? today - random.int(33, 110) * DAY : today;
  const evening = (18 + random.next() * 5) / 24;
  // Heavy buyers have been there for long: their numbers are low.
  const youngest = index < world.fans * 0.1 ? 150 : 1;
  const from = Math.min(today - random.int(youngest, 400) * DAY, until - DAY) + Math.floor(evening * DAY);
  return { from, until };
}
