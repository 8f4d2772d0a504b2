import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Problem } from '../problem/problem.js';
import { clientAddress } from '../request/client-address.js';
import type { BaseEnv } from '../request/context.js';
import { Gate } from './gate.js';
import type { Metrics } from './metrics.js';

/** Routes that programs call, as fast as they can. */
const OF_PROGRAMS = new Set(['/v1/events', '/v1/fans/identify']);

/** What a program sends in more bytes than this is a batch, and so is what does not say how long it is. */
const MOST_OF_SINGLE = 16 * 1024;

/**
 * What a process takes on. Programs hold fewer places than it has database connections, so that whatever they send,
 * people still get one; what they send singly does not wait behind batches; health has no limit.
 */
const LIMITS = {
  people: { atOnce: 32, waiting: 256, each: 64 },
  programs: { atOnce: 4, waiting: 96, each: 50 },
  batches: { atOnce: 2, waiting: 98, each: 50 },
};

/**
 * Turns requests away that this process could not answer soon, before their bodies are read: nothing of them is done,
 * and whoever repeats them later loses nothing.
 */
export function shedLoad({ shed, waiting }: Metrics) {
  const gates = {
    people: new Gate(LIMITS.people),
    programs: new Gate(LIMITS.programs),
    batches: new Gate(LIMITS.batches),
  };
  return createMiddleware<BaseEnv>(async (c, next) => {
    const of = gateOf(c);
    const gate = gates[of];
    const entering = gate.enter(callerOf(c));
    waiting.set({ of }, gate.waiting);
    const leave = await entering.catch((problem: unknown) => {
      if (problem instanceof Problem) shed.inc({ of, status: problem.status });
      throw problem;
    });
    try {
      await next();
    } finally {
      leave();
      waiting.set({ of }, gate.waiting);
    }
  });
}

function gateOf(c: Context<BaseEnv>): keyof typeof LIMITS {
  if (!OF_PROGRAMS.has(c.req.path)) return 'people';
  return Number(c.req.header('content-length') ?? Infinity) <= MOST_OF_SINGLE ? 'programs' : 'batches';
}

function callerOf(c: Context<BaseEnv>): string {
  const { trustedProxies } = c.var.deps.settings;
  return c.req.header('authorization') ?? c.req.header('cookie') ?? clientAddress(c, trustedProxies);
}
