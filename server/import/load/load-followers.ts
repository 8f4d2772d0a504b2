import type { Tx } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { addToFans, claimKeys } from '../../event/event.sql.js';
import type { Fact } from '../../event/fact.js';
import { emptyDelta, sumFans } from '../../event/fan-projection.js';
import { recordFacts } from '../../event/record-facts.js';
import type { GivenValues } from '../../field/given-field.js';
import { type GivenOfFan, writeGiven } from '../../field/given-field.sql.js';
import type { ResolvedFan } from '../../identity/resolve-fans.js';
import type { FollowerRow } from '../rows/follower-row.js';
import {
  isHistory,
  nobody,
  type ImportContext,
  type Loader,
  type Outcome,
  type PreparedRow,
} from './import-context.js';
import { keepingFans } from './earlier.sql.js';
import { factKey } from './fact-key.js';
import { resolveRows, settlePeople } from './people.js';
import { grantConsent, knownFans } from './people.sql.js';

interface Follower {
  row: FollowerRow;
  nick: string | null;
  fan: ResolvedFan;
}

/** Follower lists: who follows since when, and what else the file knows of them. */
export const loadFollowers: Loader<FollowerRow> = async (tx, context, batch) => {
  const { rows } = batch;
  const fans = await resolveRows(tx, context, batch);
  const followers = rows.map((prepared, i) => follower(prepared, fans[i]));
  const told = followers.filter((one) => one !== undefined);
  const known = await knownFans(
    tx,
    context.shop.id,
    told.map((one) => one.fan.rootId),
  );
  const changed = await recordFollows(tx, context, told);
  await introduce(tx, context, told, known);
  const owners = new Map(told.map((one) => [one.fan.rootId, one.row.owner]));
  for (const rootId of await settlePeople(tx, context, batch, fans, owners)) changed.add(rootId);
  const { importId, shop } = context;
  const written = await keepingFans(
    tx,
    { importId, no: batch.no },
    shop.id,
    { rootIds: [...owners.keys()], whom: 'known' },
    () => writeGiven(tx, shop.id, fieldsOf(told), 'stays'),
  );
  for (const rootId of written) changed.add(rootId);
  return followers.map((one) => (one ? outcomeOf(one, known, changed) : nobody));
};

function follower({ row, identities }: PreparedRow<FollowerRow>, fan: ResolvedFan | undefined): Follower | undefined {
  const nick = identities.find((identity) => identity.kind === 'nick')?.value ?? null;
  return fan && { row, nick, fan };
}

/** @returns fans of whom a follow is new */
async function recordFollows(tx: Tx, context: ImportContext, followers: Follower[]): Promise<Set<string>> {
  const facts = new Map<string, Fact>();
  for (const { row, nick, fan } of followers) {
    if (row.followedAt === null) continue;
    const about = {
      type: 'follow',
      happenedAt: row.followedAt,
      properties: {},
      fan: { fanId: fan.fanId, rootId: fan.rootId, nick },
    };
    const key = factKey(context.shop.id, about);
    facts.set(key, {
      ...about,
      id: uuid7(),
      key,
      source: `import:${context.importId}`,
      history: isHistory(context, row.followedAt),
    });
  }
  const claimed = await claimKeys(tx, [...facts.keys()]);
  const fresh = Array.from(facts).flatMap(([key, fact]) => (claimed.has(key) ? [fact] : []));
  await recordFacts(tx, context.shop, fresh, context.startedAt);
  return new Set(fresh.flatMap((fact) => (fact.fan ? [fact.fan.rootId] : [])));
}

/** Who follows since an unknown time is known from now on, and has consented by following. */
async function introduce(tx: Tx, context: ImportContext, followers: Follower[], known: Set<string>): Promise<void> {
  const { shop, startedAt } = context;
  const unknown = followers.filter((one) => one.row.followedAt === null && !known.has(one.fan.rootId));
  await addToFans(
    tx,
    shop.id,
    sumFans(unknown.map((one) => emptyDelta(one.fan.rootId, startedAt.getTime(), one.nick))),
  );
  const rootIds = [...new Set(unknown.map((one) => one.fan.rootId))];
  await grantConsent(tx, shop.id, rootIds, shop.followGrants, { source: 'follow', at: startedAt });
}

/** Of several rows about one fan the later one tells, and the first that names a source; an empty cell tells nothing. */
function fieldsOf(followers: Follower[]): GivenOfFan[] {
  const told = new Map<string, GivenValues>();
  for (const { row, fan } of followers) {
    const earlier = told.get(fan.rootId);
    const { birthday, memberLevel, points, fanLevel } = row;
    const source = earlier?.source ?? row.source;
    const values = Object.entries({ birthday, source, member_level: memberLevel, points, fan_level: fanLevel });
    told.set(fan.rootId, { ...earlier, ...Object.fromEntries(values.filter(([, value]) => value !== null)) });
  }
  return Array.from(told, ([rootId, values]) => ({ rootId, values }));
}

/** Of several rows about one fan the first gets the credit for what is new. */
function outcomeOf({ fan }: Follower, known: Set<string>, changed: Set<string>): Outcome {
  const isChanged = changed.delete(fan.rootId) || fan.identified;
  if (!known.has(fan.rootId)) {
    known.add(fan.rootId);
    return 'loaded';
  }
  return isChanged ? 'merged' : 'unchanged';
}
