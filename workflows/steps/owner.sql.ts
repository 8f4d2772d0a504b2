import { sql } from 'kysely';
import type { Who } from '@fanloom/dsl/ir/program.js';
import type { Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitFieldFacts } from './facts.sql.js';
import { type Member, membersOf } from './member.sql.js';
import { peopleOf } from './people.sql.js';
import { type Person, spread } from './spread.js';

/** `分配给`: fans without an owner get one. Where there is nobody they stay in the shop's pool. */
export async function assign(context: StepContext, group: Group, step: StepOf<'assign'>): Promise<void> {
  const members = await membersOf(context, group);
  await giveTo(
    context,
    step.to,
    members.filter(({ owner }) => owner === null),
  );
}

/** `转交`: fans get another owner. Where there is nobody they keep the one they have. */
export async function handOver(context: StepContext, group: Group, step: StepOf<'handover'>): Promise<void> {
  await giveTo(context, step.to, await membersOf(context, group));
}

async function giveTo(context: StepContext, to: Who, members: readonly Member[]): Promise<void> {
  if (to.kind === 'owner' || members.length === 0) return;
  const fans = [...new Map(members.map((member) => [member.fan, member])).values()];
  const people = await peopleOf(context.tx, context.version.shopId, to);
  const chosen = spread(
    people,
    fans.map(({ team }) => team),
  );
  const given = fans.flatMap(({ fan }, i) => {
    const person = chosen[i];
    return person ? [{ fan, person }] : [];
  });
  await writeOwners(context, given);
}

async function writeOwners(context: StepContext, given: readonly { fan: string; person: Person }[]): Promise<void> {
  const { tx, version } = context;
  const { rows } = await sql<{ fan_id: string }>`
    insert into fan_shop as s (shop_id, fan_id, owner_id, team_id)
    select ${version.shopId}, g.fan, g.owner, g.team
    from unnest(${given.map(({ fan }) => fan)}::uuid[], ${given.map(({ person }) => person.id)}::uuid[],
      ${given.map(({ person }) => person.team)}::uuid[]) g(fan, owner, team)
    order by g.fan
    on conflict (shop_id, fan_id) do update set owner_id = excluded.owner_id, team_id = excluded.team_id
      where s.owner_id is distinct from excluded.owner_id
    returning fan_id`.execute(tx);
  await emitFieldFacts(
    context,
    rows.map((row) => row.fan_id),
  );
}
