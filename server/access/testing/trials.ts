import fc from 'fast-check';
import { type Db, openDatabase } from '../../db/database.js';
import { createTestDatabase } from '../../testing/database.js';
import { type Ability, sharedView } from '../ability.js';
import { abilityOfStaff, parseGrant, staffGrants } from '../grants.js';
import { type ScopedDb, scopedDb } from '../scoped-db.js';
import { holders } from './random-roles.js';
import { type Person, type Rights, rightsOf, sharedRights } from './rule-oracle.js';
import {
  buildWorld,
  byKey,
  employ,
  people as staff,
  type Row,
  shown,
  store,
  type World,
  worlds,
} from './small-world.js';

/** Random rows, somebody with random roles, and what that person is to see. */
export interface Trial {
  world: World;
  rights: Rights<Row>;
  /** What is to be seen of fans in shops, in the order of their keys. */
  seen: Row[];
  /** The real database, bound to the ability that the product makes of the stored roles. */
  scoped: ScopedDb;
}

export interface Trials {
  db: Db;
  /** Runs the check with random rows and roles on the real database. */
  hold(check: (trial: Trial) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const [me = '', other = ''] = staff;

export async function openTrials(): Promise<Trials> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url);
  await buildWorld(db);
  return {
    db,
    hold: (check) =>
      fc.assert(
        fc.asyncProperty(worlds, viewers, async (world, people) => {
          await store(db, world);
          const { rights, ability } = await enter(db, people);
          const seen = world.rows.flatMap((row) => shown(rights, row) ?? []).sort(byKey);
          await check({ world, rights, seen, scoped: scopedDb(db, ability) });
        }),
        { numRuns: Number(process.env['ACCESS_RUNS'] ?? 100) },
      ),
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}

interface Viewer {
  rights: Rights<Row>;
  ability: Ability;
}

/** A person, or one who looks over the shoulder of another. */
const viewers: fc.Arbitrary<Person<Row>[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(holders(me)) },
  { weight: 1, arbitrary: fc.tuple(active(holders(me)), active(holders(other))) },
);

/** Whether the two are active is asked before. */
function active(person: fc.Arbitrary<Person<Row>>): fc.Arbitrary<Person<Row>> {
  return person.map((one) => ({ ...one, active: true }));
}

/** Stores the roles and asks the product what they come to. */
async function enter(db: Db, people: Person<Row>[]): Promise<Viewer> {
  for (const person of people) await employ(db, person);
  const [one, two] = people;
  if (one === undefined) throw new Error('Nobody is there');
  if (two === undefined) return { rights: rightsOf(one), ability: await abilityOfStaff(db, one.id) };
  const grants = async ({ id }: Person<Row>) => (await staffGrants(db, id)).map((grant) => parseGrant(id, grant));
  return {
    rights: sharedRights(rightsOf(one), rightsOf(two)),
    ability: sharedView(await grants(one), await grants(two)),
  };
}
