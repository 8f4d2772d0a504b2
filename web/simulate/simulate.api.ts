import type { simulationView } from '@fanloom/server/simulate/simulate.view.js';
import type { JSONParsed } from 'hono/utils/types';
import { stream } from '../api/client.js';

export interface SimulationRequest {
  shop_id: string;
  text: string;
  /** Business days, both included. */
  from: string;
  to: string;
}

export type Simulation = JSONParsed<ReturnType<typeof simulationView>>;

/** A moment of a fan's story. */
export interface Moment {
  at: string;
  kind: string;
  /** In the text, from 1. */
  line: number | null;
  words: { zh: string; en: string };
  /** It has not come yet. */
  future?: boolean;
}

export interface Progress {
  done: number;
  fans: number;
}

type Line =
  { progress: Progress } | { result: Simulation } | { problem: { code: string; text: { zh: string; en: string } } };

/** Runs past fans through a text; ending the signal ends it on the server, too. */
export const simulate = (json: SimulationRequest, signal: AbortSignal) =>
  stream<Line>('/v1/sops/simulate', json, signal);
