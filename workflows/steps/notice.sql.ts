import { sql } from 'kysely';
import type { Template, Who } from '@fanloom/dsl/ir/program.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Member } from './member.sql.js';
import { peopleOf } from './people.sql.js';
import { type Person, peopleFor } from './spread.js';

/** What is written on a notice: an operator's text, or that a task has found nobody. */
export type NoticeText = Template | { code: 'task_unclaimed'; title: string };

/** Where a notice is about to be put up. */
export interface Noticeboard {
  tx: Tx;
  shopId: string;
  now: Date;
  /** Key of the step: nobody hears of one step of a stay twice. */
  step: string;
}

/**
 * Tells people of fans, in the product. Where such a person is missing the managers are told, and where there is no
 * manager either it stays with the shop.
 *
 * @param textOf what is said of a root fan
 */
export async function tell(
  board: Noticeboard,
  to: Who,
  members: readonly Member[],
  textOf: (fan: string) => NoticeText,
): Promise<void> {
  if (members.length === 0) return;
  const people = to.kind === 'owner' ? [] : await peopleOf(board.tx, board.shopId, to);
  const named = (member: Member) =>
    to.kind === 'owner' ? ownerOf(member) : peopleFor(people, member.team).map((person) => person.id);
  const unheard = members.filter((member) => named(member).length === 0);
  const managers = unheard.length > 0 ? await peopleOf(board.tx, board.shopId, { kind: 'manager' }) : [];
  await write(
    board,
    members.flatMap((member) => addressed(member, named(member), managers)),
    textOf,
  );
}

function ownerOf({ owner }: Member): string[] {
  return owner === null ? [] : [owner];
}

function addressed(member: Member, named: readonly string[], managers: readonly Person[]) {
  const ids = named.length > 0 ? named : peopleFor(managers, member.team).map((person) => person.id);
  return (ids.length > 0 ? ids : [null]).map((staff) => ({ ...member, staff }));
}

async function write(
  { tx, shopId, now, step }: Noticeboard,
  notices: readonly (Member & { staff: string | null })[],
  textOf: (fan: string) => NoticeText,
): Promise<void> {
  await sql`
    insert into notice (shop_id, staff_id, fan_id, text, enrolment_id, step_key, created_at)
    select ${shopId}, n.staff, n.fan, n.text, n.enrolment, ${step}, ${now}
    from unnest(${notices.map(({ staff }) => staff)}::uuid[], ${notices.map(({ fan }) => fan)}::uuid[],
      ${notices.map(({ enrolment }) => enrolment)}::uuid[],
      ${notices.map(({ fan }) => JSON.stringify(textOf(fan)))}::jsonb[]) n(staff, fan, enrolment, text)
    on conflict do nothing`.execute(tx);
}
