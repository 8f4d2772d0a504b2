import { sql } from 'kysely';
import { advance, newRun, receive } from '@fanloom/dsl/core/advance.js';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { type Catalogue, UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { returnExpired } from '@fanloom/server/coupon-expiry/return-expired.sql.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { MasterKeys } from '@fanloom/server/crypto/master-keys.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { type IngestShop, readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { publish } from '@fanloom/server/sop/publish.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { runActivities } from '../activities/run-activities.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { sandbox } from '../channels/sandbox.js';
import { pendingShards } from '../dispatch/fact.sql.js';
import { takeLeases } from '../dispatch/lease.js';
import { tick } from '../dispatch/tick.js';
import { wake } from '../dispatch/wake.js';
import { escalate } from '../ladder/escalate.js';
import { deliver, recover } from './deliver.js';

/** Always the same, so that a recorded database can be read. */
export const MASTER_KEY = Buffer.alloc(32, 1);
export const KEYS = { masterKeys: MasterKeys.of(MASTER_KEY), lookupKey: Buffer.alloc(32, 2) };

/** The zone of the shop under test; wall-clock times in tests are in it. */
export const ZONE = 'Asia/Shanghai';

/** `2026-11-23 10:00` on the shop's clock. */
export function at(local: string): Date {
  return new Date(`${local.replace(' ', 'T')}+08:00`);
}

/** Compiles a text that is right; SOPs by name. */
export function programs(text: string, catalogue: Catalogue = UNKNOWN_CATALOGUE): Map<string, Program> {
  const { file, problems } = parse(text);
  const context = createContext([file], catalogue);
  const compiled = [...context.definitions.sops.values()].map((node) => ({ node, ...compile(node, context) }));
  const errors = [...problems, ...compiled.flatMap((one) => one.problems)].filter((p) => p.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => `${error.code} ${error.message.zh}`).join('\n'));
  return new Map(compiled.flatMap(({ node, program }) => (program ? [[node.name.value, program]] : [])));
}

/** Run `r`: nothing of it happens, however long it has been due. */
const isPaused = sql`(r.gate = 'paused' or exists (select from sop p where p.id = r.sop_id and p.gate = 'paused'))`;

/** Something that a fan, known by nick, did now or at `when`. */
export interface ToldEvent {
  nick: string;
  type: string;
  /** The sender's idempotency key. */
  key: string;
  properties?: object;
  when?: Date | undefined;
}

/**
 * A shop with the whole engine on a real database, without Temporal: runs are driven by the same pure scheduler, and the
 * clock stands still until a test moves it.
 */
export class EngineKit {
  #event = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly db: Db,
    readonly shop: IngestShop,
    readonly authorId: string,
  ) {}

  /** @param own a migrated, empty database to use instead of one of the run's server */
  static async create(now: Date, own?: TestDatabase): Promise<EngineKit> {
    const database = own ?? (await createTestDatabase());
    const db = openDatabase(database.url, { connections: 6 });
    await sql`update clock set simulated = true, running = false, business_at = ${now}`.execute(db);
    const { id } = await db
      .insertInto('shop')
      .values({
        name: '小鱼旗舰店',
        links: JSON.stringify({ 'live.link': 'https://live.example/1', 'coupon.link': 'https://shop.example/c/' }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const author = await db
      .insertInto('staff')
      .values({ login: 'lin', name: '林' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await ensurePackagedRoles(db);
    await db.transaction().execute((tx) => giveRole(tx, author.id, 'operator', id));
    const shop = await readIngestShop(db, id);
    if (!shop) throw new Error('The shop has just been made');
    return new EngineKit(database, db, shop, author.id);
  }

  /** Goes on with the shop of an earlier kit, in a copy of its database. Its clock stands where it stood. */
  static async reopen(database: TestDatabase): Promise<EngineKit> {
    const db = openDatabase(database.url, { connections: 6 });
    const { id } = await db.selectFrom('shop').select('id').executeTakeFirstOrThrow();
    const author = await db.selectFrom('staff').select('id').where('login', '=', 'lin').executeTakeFirstOrThrow();
    const shop = await readIngestShop(db, id);
    if (!shop) throw new Error('The copy has no shop');
    return new EngineKit(database, db, shop, author.id);
  }

  async dispose(): Promise<void> {
    await this.db.destroy();
    await this.database.drop();
  }

  get url(): string {
    return this.database.url;
  }

  /** @returns ids of the SOPs by name */
  async publish(text: string, catalogue?: Catalogue): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const [name, program] of programs(text, catalogue)) ids.set(name, await this.publishProgram(program, text));
    return ids;
  }

  /** @returns id of the SOP */
  async publishProgram(program: Program, text: string): Promise<string> {
    return this.db.transaction().execute(async (tx) => {
      const sop = await tx
        .insertInto('sop')
        .values({ shop_id: this.shop.id, name: program.name, draft: text })
        .onConflict((conflict) => conflict.columns(['shop_id', 'name']).doUpdateSet({ draft: text }))
        .returning('id')
        .executeTakeFirstOrThrow();
      const publication = {
        sopId: sop.id,
        shopId: this.shop.id,
        text,
        program,
        authorId: this.authorId,
        scope: { rows: [{}] },
      };
      await publish(tx, publication);
      return sop.id;
    });
  }

  /** Something happens now, or at `when`, to a fan known by nick. @returns the fan's id */
  async happen(nick: string, type: string, properties: object = {}, when?: Date): Promise<string> {
    const [fan] = await this.happenTo([nick], type, properties, when);
    if (fan === undefined) throw new Error('One fan was asked for');
    return fan;
  }

  async happenTo(nicks: readonly string[], type: string, properties: object = {}, when?: Date): Promise<string[]> {
    return this.tell(nicks.map((nick) => ({ nick, type, key: String(++this.#event), properties, when })));
  }

  /** Hands in events, each under its sender's key. @returns the fans' ids */
  async tell(events: readonly ToldEvent[]): Promise<string[]> {
    const now = await businessNow(this.db);
    const results = await this.db.transaction().execute((tx) =>
      ingest(
        tx,
        this.shop,
        KEYS,
        events.map(({ nick, type, key, properties, when }) => ({
          type,
          happenedAt: (when ?? now).getTime(),
          source: 'test',
          key,
          person: { nick },
          properties: { ...properties },
        })),
      ),
    );
    return results.map((result) => {
      if (result.status !== 'accepted' || result.fanId === null)
        throw new Error(`Not accepted: ${JSON.stringify(result)}`);
      return result.fanId;
    });
  }

  /** Lets everything that is due now happen, to the end. */
  async settle(providers?: ProviderDirectory): Promise<void> {
    for (;;) {
      const moved = [await this.dispatch(), await this.driveRuns(), await this.deliver(providers)];
      if (!moved.includes(true)) return;
    }
  }

  async dispatch(): Promise<boolean> {
    let moved = false;
    while (await tick(this.db)) moved = true;
    while (await escalate(this.db)) moved = true;
    while (await returnExpired(this.db)) moved = true;
    return (await this.hear()) || moved;
  }

  /** Handles the facts that are known, and nothing that is due by the clock. */
  async hear(): Promise<boolean> {
    if ((await pendingShards(this.db)).size === 0) return false;
    const leases = await takeLeases(this.db, 'test', SHOP_SHARD + 1);
    let moved = false;
    while ((await wake(this.db, leases)) > 0) moved = true;
    return moved;
  }

  async deliver(providers: ProviderDirectory = { of: async () => sandbox(this.db) }): Promise<boolean> {
    let moved = false;
    while (await deliver(this.db, providers)) moved = true;
    while (await recover(this.db, providers)) moved = true;
    return moved;
  }

  /** Drives every run with something to do until it sleeps. */
  async driveRuns(): Promise<boolean> {
    const now = await businessNow(this.db);
    const { rows } = await sql<{ id: string }>`
      select id from run r where not ${isPaused} and (rung or exists (select from lane l where l.run_id = r.id
        and (l.phase in ('entering', 'active') or l.due_at <= ${now}) and l.phase <> 'parked')) order by id`.execute(
      this.db,
    );
    let moved = false;
    for (const { id } of rows) if (await this.driveRun(id)) moved = true;
    return moved;
  }

  /** What the workflow does, in this process. @returns whether it did more than look */
  async driveRun(run: string): Promise<boolean> {
    const ref = { run, generation: 1 };
    const activities = runActivities(this.db);
    let state = receive(newRun, { kind: 'changed', ...(await activities.load(ref)) });
    for (let given = 0; ; given++) {
      const { state: next, command } = advance(state, (await businessNow(this.db)).getTime());
      if (command.kind !== 'act') return given > 0;
      state = receive(next, { kind: 'changed', ...(await activities.act({ ...ref, ...command })) });
    }
  }

  /** Moves the clock, stopping at everything that falls due on the way. */
  async goTo(target: Date): Promise<void> {
    await this.settle();
    for (;;) {
      const { rows } = await sql<{ next: Date | null }>`
        select least(
          (select min(l.due_at) from lane l join run r on r.id = l.run_id where l.phase <> 'parked' and not ${isPaused}),
          (select min(greatest(c.next_at, c.retry_at)) from schedule c join sop p on p.id = c.sop_id and p.gate = 'open'),
          (select min(escalate_at) from task where state = 'open'),
          (select min(expires_at) from coupon_issue where used_at is null and returned_at is null),
          (select min(x.send_at) from effect x join run r on r.id = x.run_id
            where x.status = 'planned' and not ${isPaused})
        ) as next`.execute(this.db);
      const next = rows[0]?.next;
      if (!next || next > target) break;
      await this.setClock(next);
      await this.settle();
    }
    await this.setClock(target);
    await this.settle();
  }

  async setClock(now: Date): Promise<void> {
    await sql`update clock set business_at = greatest(business_at, ${now})`.execute(this.db);
  }

  /** Messages that went out, oldest first. */
  async sent(): Promise<{ fan: string; channel: string; body: string; at: Date }[]> {
    const { rows } = await sql<{ fan: string; channel: string; body: string; at: Date }>`
      select fan_id as fan, channel, body, at from sandbox_message order by at, provider_key`.execute(this.db);
    return rows;
  }

  async tagsOf(fan: string): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select t.name from fan_tag c join tag t on t.id = c.tag_id where c.fan_id = ${fan} order by t.name`.execute(
      this.db,
    );
    return rows.map((row) => row.name);
  }

  /** States of the fan's enrolments, oldest first. */
  async enrolments(fan: string): Promise<{ sop: string; state: string; reason: string | null }[]> {
    const { rows } = await sql<{ sop: string; state: string; reason: string | null }>`
      select p.name as sop, e.state, e.reason from enrolment e join sop p on p.id = e.sop_id
      where e.fan_id = ${fan} order by e.id`.execute(this.db);
    return rows;
  }
}
