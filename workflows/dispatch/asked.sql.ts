import { type RawBuilder, sql } from 'kysely';
import { overFan } from '../engine/condition.sql.js';
import { inScope } from '../engine/scope.sql.js';
import type { StepContext } from '../engine/step-context.js';
import type { Candidate } from './enrol.sql.js';
import { statesThatEnd } from './entrant.sql.js';
import type { Fact } from './fact.sql.js';
import { refuse } from './refusal.sql.js';

/** Facts that ask for fans to enter an SOP past its `当`: by a step of another SOP, or by hand. */
export function asksFor({ kind, detail }: Fact, sop: string): boolean {
  return (kind === 'start' || kind === 'hand') && detail.sop === sop;
}

interface Row {
  id: string;
  fan: string;
  event_id: string | null;
  properties: object | null;
  thing: string;
  within: boolean;
  leaves: boolean;
}

/** Those who are asked in, past `当` and past nothing else. The event that caused it, if there is one, is theirs too. */
export async function entrantsByAsking(context: StepContext, facts: readonly Fact[]): Promise<Candidate[]> {
  const started = facts.filter((fact) => fact.kind === 'start').map((fact) => fact.id);
  const added = facts.filter((fact) => fact.kind === 'hand').map((fact) => fact.id);
  const rows = [
    ...(await read(
      context,
      sql`select e.id, e.fan_id, e.event_id, e.event_properties from enrolment e where e.id = any(${started}::uuid[])`,
    )),
    ...(await read(
      context,
      sql`select fan_id as id, fan_id, null::uuid as event_id, null::jsonb as event_properties
        from unnest(${added}::uuid[]) fan_id`,
    )),
  ];
  const identities = new Map(facts.map((fact) => [fact.id, fact.identity]));
  const asked = rows.flatMap(({ id, fan, event_id: eventId, properties, thing, within, leaves }) => {
    const factKey = identities.get(id) ?? null;
    const candidate = { fan, factKey: factKey ?? '', happenedAt: context.now, eventId, properties, thing };
    return factKey === null ? [] : [{ candidate, within, leaves }];
  });
  const outside = asked.filter(({ within }) => !within);
  const leaving = asked.filter(({ within, leaves }) => within && leaves);
  await refuse(context, outside.map(candidateIn), 'out_of_scope');
  await refuse(context, leaving.map(candidateIn), 'leaves_already');
  const admitted = asked.filter(({ within, leaves }) => within && !leaves).map(candidateIn);
  return [...new Map(admitted.map((candidate) => [`${candidate.fan}/${candidate.thing}`, candidate])).values()];
}

function candidateIn({ candidate }: { candidate: Candidate }): Candidate {
  return candidate;
}

/** @param asked rows (id, fan_id, event_id, event_properties) */
async function read(context: StepContext, asked: RawBuilder<unknown>): Promise<Row[]> {
  const { tx, version, now } = context;
  const { per } = version.program.reentry;
  const states = statesThatEnd(context);
  const entry = { happenedAt: sql`${now}::timestamptz`, properties: sql`a.event_properties` };
  const { rows } = await sql<Row>`
    select a.id, f.root_id as fan, a.event_id, a.event_properties as properties,
      ${per === null ? sql`''` : sql`coalesce(a.event_properties ->> ${per}, '')`} as thing,
      ${inScope(version, sql`f.root_id`)} as within,
      ${states ? overFan(states, context, sql`f.root_id`, { entry }) : sql`false`} as leaves
    from (${asked}) a join fan f on f.id = a.fan_id`.execute(tx);
  return rows;
}
