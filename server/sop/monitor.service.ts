import type { Program, Step } from '@fanloom/dsl/ir/program.js';
import { z } from 'zod';
import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { countsNameless, withoutSmallGroups } from '../access/small-groups.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import {
  countFans,
  countMessages,
  countRefusals,
  countSteps,
  type FanCount,
  type MessageCount,
  parkedLanes,
  type StepCount,
} from './monitor.sql.js';
import { versionScopeWords } from './scope-words.js';

/**
 * How a version is doing, in counts of the whole shop for everyone who may see the SOP.
 *
 * @param number which version; undefined: the live one
 * @throws Problem REQ404 for a foreign or missing SOP or version
 */
export async function monitor(db: ScopedDb, unbound: Db, sopId: string, number: number | undefined) {
  const version = await chosenVersion(db, sopId, number);
  if (!version) return notRunning;
  const program = await readProgram(unbound, version.id);
  const [fans, steps, messages, refused, parked] = await Promise.all([
    countFans(unbound, version.id),
    countSteps(unbound, version.id),
    countMessages(unbound, version.id),
    countRefusals(unbound, sopId),
    parkedLanes(unbound, version.id),
  ]);
  const inside = fans.filter((count) => isInside(count, program));
  return {
    // The text is null where it is not shown; steps then have no words.
    version: {
      number: version.number,
      published_at: version.published_at,
      text: version.text ?? '',
      scope: await versionScopeWords(unbound, version.shop_id, version.id),
    },
    ...figures(inside, program),
    refused,
    left_by: leftBy(inside, program),
    steps: program.steps.flatMap((step, index) => stepView(step, index, { program, fans, steps, messages })),
    parked_lanes: parked.map(({ step, problem, ...lane }) => ({
      ...lane,
      step_key: program.steps[step]?.key ?? null,
      ...publicProblem.parse(problem ?? {}),
    })),
  };
}

/** What in the answer counts fans or what they got. */
export const monitorCounts: ReadonlySet<string> = new Set([
  ...[
    'entered',
    'entered_today',
    'in_flight',
    'left',
    'finished',
    'expired',
    'stopped',
    'parked',
    'goal',
    'fans',
    'now',
  ],
  ...['arrived', 'undelivered', 'skipped', 'messages', 'planned', 'sent', 'failed', 'unknown', 'cancelled'],
]);

type Monitor = Awaited<ReturnType<typeof monitor>>;

/** For a reader who sees numbers only: the first and the last of several fans to be due are single ones. */
export function monitorFor(ability: Ability, figures: Monitor): Monitor {
  if (!countsNameless(ability) || figures.version === null) return figures;
  const steps = figures.steps.map((step) => ({ ...step, due_from: null, due_to: null }));
  return withoutSmallGroups(ability, { ...figures, steps, parked_lanes: [] }, monitorCounts);
}

/** What may be told of a failed step: never PostgreSQL's own words. */
const publicProblem = z.object({
  code: z.string().nullable().default(null),
  sqlstate: z.string().nullable().default(null),
});

const notRunning = {
  version: null,
  entered: 0,
  in_flight: 0,
  left: 0,
  finished: 0,
  expired: 0,
  stopped: 0,
  parked: 0,
  goal: null,
  refused: [],
  left_by: [],
  steps: [],
  parked_lanes: [],
};

async function chosenVersion(db: ScopedDb, sopId: string, number: number | undefined) {
  const sop = await db
    .selectFrom('sop')
    .select(['shop_id', 'live_version'])
    .where('id', '=', sopId)
    .executeTakeFirstOrThrow(notFound);
  if (number === undefined && sop.live_version === null) return undefined;
  const version = await db
    .selectFrom('sop_version')
    .select(['id', 'number', 'published_at', 'text'])
    .where('sop_id', '=', sopId)
    .where((eb) => (number === undefined ? eb('id', '=', sop.live_version) : eb('number', '=', number)))
    .executeTakeFirstOrThrow(notFound);
  return { ...version, shop_id: sop.shop_id };
}

/** Programs are written by the compiler only, so their shape is known. */
export async function readProgram(unbound: Db, versionId: string): Promise<Program> {
  const { program } = await unbound
    .selectFrom('sop_version')
    .select((eb) => eb.ref('program').$castTo<Program>().as('program'))
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow();
  return program;
}

/** Whoever waits in the timer of a missing event, or answered in time, has not come in. */
function isInside({ state, step }: FanCount, { steps }: Program): boolean {
  return state !== 'void' && (step === null || steps[step]?.kind !== 'absent');
}

function figures(inside: readonly FanCount[], program: Program) {
  const inState = (state: string) => sum(inside.filter((count) => count.state === state));
  return {
    entered: sum(inside),
    in_flight: inState('active'),
    left: inState('left'),
    finished: inState('finished'),
    expired: inState('expired'),
    stopped: inState('stopped'),
    parked: inState('parked'),
    goal: program.goal ? inside.reduce((total, { goals }) => total + goals, 0) : null,
  };
}

function sum(counts: readonly { fans: number }[]): number {
  return counts.reduce((total, { fans }) => total + fans, 0);
}

/** By clause of `一旦 … 就离开`, from 1 in the order of the text. */
function leftBy(inside: readonly FanCount[], { leaves }: Program) {
  return leaves.map((_, index) => ({
    clause: index + 1,
    fans: sum(inside.filter(({ state, reason }) => state === 'left' && reason === `leave.${String(index + 1)}`)),
  }));
}

interface Counts {
  program: Program;
  fans: readonly FanCount[];
  steps: readonly StepCount[];
  messages: readonly MessageCount[];
}

/** Whoever waits for a receipt stands at the send that it belongs to. */
function stepView(step: Step, index: number, { program, fans, steps, messages }: Counts) {
  if (step.kind === 'receipt') return [];
  const isReceipt = (at: number) => {
    const other = program.steps[at];
    return other?.kind === 'receipt' && other.send === step.key;
  };
  const here = fans.filter(({ step: at }) => at === index || (at !== null && isReceipt(at)));
  const own = steps.find(({ step_key }) => step_key === step.key);
  const sent = messages.filter(({ step_key }) => step_key === step.key);
  const times = (which: 'due_from' | 'due_to') => here.flatMap((count) => count[which]?.getTime() ?? []);
  const [from, to] = [times('due_from'), times('due_to')];
  return [
    {
      key: step.key,
      kind: step.kind,
      range: step.range,
      arrived: own?.arrived ?? 0,
      undelivered: own?.undelivered ?? 0,
      skipped: own?.skipped ?? 0,
      skipped_by: sent.flatMap(({ status, reason, messages: n }) =>
        status === 'skipped' && reason !== null ? [{ reason, messages: n }] : [],
      ),
      now: sum(here),
      due_from: from.length === 0 ? null : new Date(Math.min(...from)),
      due_to: to.length === 0 ? null : new Date(Math.max(...to)),
      messages: messagesBy(sent),
    },
  ];
}

function messagesBy(counts: readonly MessageCount[]) {
  const of = (...states: string[]) =>
    counts.reduce((total, { status, messages }) => total + (states.includes(status) ? messages : 0), 0);
  return {
    planned: of('planned', 'sending'),
    sent: of('sent'),
    failed: of('failed'),
    unknown: of('unknown'),
    cancelled: of('cancelled'),
  };
}
