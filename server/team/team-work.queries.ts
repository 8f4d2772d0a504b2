import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { toldCount } from '../access/small-groups.js';

const week = 7 * 86_400_000;

/**
 * Who has how much to do in a shop: its people with the fans and tasks of theirs that the reader may see, whoever is
 * most behind first.
 */
export async function teamWork(db: ScopedDb, ability: Ability, shopId: string, now: Date) {
  const [people, fans, tasks] = await Promise.all([peopleOf(db), fansByOwner(db, shopId), tasksBy(db, shopId, now)]);
  const fansOf = new Map(fans.map((row) => [row.owner_id, row.fans]));
  const tasksOf = new Map(tasks.map(({ assignee_id, ...counts }) => [assignee_id, counts]));
  return people
    .map((person) => ({
      ...person,
      fans: toldCount(ability, fansOf.get(person.id) ?? 0),
      ...(tasksOf.get(person.id) ?? { open: 0, overdue: 0, done_in_week: 0 }),
    }))
    .filter(({ active, fans: had, open, done_in_week }) => active || had > 0 || open > 0 || done_in_week > 0)
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open || a.name.localeCompare(b.name, 'zh'));
}

function peopleOf(db: ScopedDb) {
  return db
    .selectFrom('staff')
    .leftJoin('team', 'team.id', 'staff.team_id')
    .select(['staff.id', 'staff.name', 'staff.active', 'team.name as team_name'])
    .execute();
}

function fansByOwner(db: ScopedDb, shopId: string) {
  return db
    .selectFrom('fan_shop')
    .innerJoin('fan', 'fan.id', 'fan_shop.fan_id')
    .select('fan_shop.owner_id')
    .select((eb) => eb.fn.countAll<number>().as('fans'))
    .where('fan_shop.shop_id', '=', shopId)
    .where('fan_shop.owner_id', 'is not', null)
    .whereRef('fan.root_id', '=', 'fan.id')
    .groupBy('fan_shop.owner_id')
    .execute();
}

function tasksBy(db: ScopedDb, shopId: string, now: Date) {
  return db
    .selectFrom('task')
    .select('assignee_id')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('state', '=', 'open').as('open'),
      fn.countAll<number>().filterWhere('state', '=', 'open').filterWhere('due_at', '<', now).as('overdue'),
      fn
        .countAll<number>()
        .filterWhere('state', '=', 'done')
        .filterWhere('done_at', '>=', new Date(now.getTime() - week))
        .as('done_in_week'),
    ])
    .where('shop_id', '=', shopId)
    .groupBy('assignee_id')
    .execute();
}
