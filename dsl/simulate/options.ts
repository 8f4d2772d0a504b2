import { NEW_SCORES, type ScoreThresholds } from '../condition/facts.js';
import { type DutyHours, OFFICE_HOURS } from '../core/duty.js';
import type { MinuteRange } from '../ir/program.js';

/** What a simulation needs of the shop and its operator. */
export interface SimulationOptions {
  zone: string;
  scores: ScoreThresholds;
  /** The shop's own quiet hours. */
  shopQuiet: MinuteRange | null;
  /** Channels on which whoever follows agrees to be written to. */
  followGrants: readonly string[];
  /** Values of merge fields such as `live.link`; one that is not here is shown by its name. */
  links: Readonly<Record<string, string>>;
  /** Member levels of the shop, lowest first. */
  levels: readonly string[];
  duty: DutyHours;
  /** The arm to take, by name of the split; without one the fan's own is drawn. */
  arms: Readonly<Record<string, string>>;
}

/** A shop as it is when it is new. */
export const NEW_SHOP: SimulationOptions = {
  zone: 'Asia/Shanghai',
  scores: NEW_SCORES,
  shopQuiet: null,
  followGrants: ['private_message'],
  links: {},
  levels: [],
  duty: OFFICE_HOURS,
  arms: {},
};
