import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import type { TestLine } from '@fanloom/dsl/ir/test-case.js';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import { identifyFan } from '@fanloom/server/event/identify-fan.js';
import { publishTexts, type TextsPublished } from '@fanloom/server/sop/publish-texts.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import { ringForgotten } from '@fanloom/workflows/dispatch/ringer.js';
import { sweepTags } from '@fanloom/workflows/dispatch/upkeep.js';
import type { Engine } from '@fanloom/workflows/engine-process.js';
import { startTestEngine } from '@fanloom/workflows/testing/start-engine.js';
import { EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';
import { giveTags, grant, writeField } from '@fanloom/workflows/testing/play/fan-given.js';
import { instantOf, nameLinks, propertiesOf, valueOf } from '@fanloom/workflows/testing/play/told.js';
import { bundleWorkflows } from '@fanloom/workflows/workflow/bundle.js';
import { type Fate, said, type Story } from './story.js';

/** Whether the engine has anything to do at this moment of the shop's clock. */
const IS_AT_WORK = sql`
  exists (select from fact_outbox where problem is null)
  or exists (select from run where rung)
  or exists (select from lane where phase in ('entering', 'active')
    or phase = 'waiting' and (not told or due_at <= clock.at))
  or exists (select from schedule where next_at <= clock.at)
  or exists (select from task where state = 'open' and escalate_at <= clock.at)
  or exists (select from effect where status = 'sending' or status = 'planned' and send_at <= clock.at)`;

/** The next moment at which it has. Watched conditions, which are looked at every few minutes, need none of their own. */
const NEXT_DUE = sql`least(
  (select min(due_at) from lane where phase = 'waiting'),
  (select min(s.next_at) from schedule s join sop_version v on v.id = s.version_id
    where v.program -> 'triggers' -> s.trigger_no ->> 'kind' not in ('becomes', 'segment')),
  (select min(escalate_at) from task where state = 'open'),
  (select min(send_at) from effect where status = 'planned'))`;

/** In seconds: a lane whose moment is now counts as forgotten as well. */
const NO_GRACE = -0.001;

interface Fan {
  id: string;
  nick: string;
}

/**
 * A shop on the whole engine, with a Temporal server and a worker. Its clock stands still while the engine is at work and
 * is set forward to when something is due, so that everything happens at its minute however slow the machine is.
 */
export class TemporalShop {
  #fans = 0;
  #events = 0;

  private constructor(
    private readonly kit: EngineKit,
    private readonly temporal: TestTemporal,
    private readonly engine: Engine,
  ) {}

  static async open(): Promise<TemporalShop> {
    const [kit, temporal, code] = await Promise.all([
      EngineKit.create(new Date(instantOf(0))),
      startTestTemporal(),
      bundleWorkflows(),
    ]);
    await nameLinks(kit);
    const engine = await startTestEngine(kit, temporal, code, 1);
    return new TemporalShop(kit, temporal, engine);
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.kit.dispose();
    await this.temporal.stop();
  }

  /** Publishes texts as their author does, when the engine has taken in all that came before. */
  async publish(texts: readonly string[]): Promise<TextsPublished> {
    const { db, authorId, shop } = this.kit;
    await this.#settle();
    const author = { staffId: authorId, ability: await abilityOfStaff(db, authorId) };
    const outcome = await publishTexts(db, author, shop.id, texts);
    while (await sweepTags(db));
    return outcome;
  }

  /** Makes the fan whom a story is about, as they are when day 0 begins, history included. */
  async admit({ test }: Story): Promise<Fan> {
    const { kit } = this;
    const no = String(this.#fans++);
    const nick = `粉丝${no}`;
    const person = { nick, phone: `138${no.padStart(8, '0')}`, email: `${no}@example.com`, wecom: no, open_id: no };
    const { rootId: id } = await kit.db.transaction().execute((tx) => identifyFan(tx, kit.shop, KEYS, person));
    const fan = { id, nick };
    const begin = instantOf(0);
    for (const line of test.lines) if (line.minute < 0) await this.do(fan, line, instantOf(line.minute));
    for (const { field, value } of test.fan.fields) await writeField(kit, id, field, valueOf(field, value, begin));
    await grant(kit, id, test.fan.consents, new Date(begin));
    await giveTags(kit, id, test.fan.tags, new Date(begin));
    return fan;
  }

  /** The fan takes these arms of an SOP that is published. */
  async steer(fan: Fan, { test, arms }: Story): Promise<void> {
    const { db } = this.kit;
    const { id } = await db.selectFrom('sop').select('id').where('name', '=', test.sop).executeTakeFirstOrThrow();
    const at = new Date(instantOf(0));
    const chosen = Object.entries(arms).map(([split, arm]) => ({ sop_id: id, fan_id: fan.id, split, arm, at }));
    if (chosen.length > 0) await db.insertInto('fan_arm').values(chosen).execute();
  }

  /** What a line of a test says happens to the fan, at `at`. */
  async do(fan: Fan, line: TestLine, at: number): Promise<void> {
    const { kit } = this;
    if (line.kind === 'set') await writeField(kit, fan.id, line.field, valueOf(line.field, line.value, at));
    if (line.kind !== 'event') return;
    const { type } = line.event;
    const properties = propertiesOf(line.event, at);
    await kit.tell([{ nick: fan.nick, type, key: String(++this.#events), properties, when: new Date(at) }]);
    if (type === 'task.done') await this.#finishTasks(fan, line.event.subject ?? null);
  }

  /** Sets the clock forward, stopping at everything that falls due on the way. */
  async goTo(target: number): Promise<void> {
    await this.#goUpTo(target);
    await this.kit.setClock(new Date(target));
  }

  /** Lets every stay come to its end; nobody enters by a schedule any more. */
  async finish(): Promise<void> {
    await sql`update schedule set next_at = null`.execute(this.kit.db);
    await this.#goUpTo(Number.POSITIVE_INFINITY);
  }

  async fateOf(fan: Fan): Promise<Fate> {
    const { kit } = this;
    const { rows: tasks } = await sql<{ created_at: Date; title: string }>`
      select created_at, title from task where fan_id = ${fan.id}`.execute(kit.db);
    const { rows: tags } = await sql<{ name: string }>`
      select t.name from fan_tag c join tag t on t.id = c.tag_id
      where c.fan_id = ${fan.id} and c.source <> 'rule'`.execute(kit.db);
    const messages = (await kit.sent()).filter((message) => message.fan === fan.id);
    const stays = await kit.enrolments(fan.id);
    return {
      sent: messages.map((message) => said(message.at.getTime(), message.channel)).sort(),
      tasks: tasks.map((task) => said(task.created_at.getTime(), task.title)).sort(),
      ends: stays.flatMap(({ sop, state }) => (state === 'void' ? [] : `${sop} ${state}`)).sort(),
      tags: tags.map(({ name }) => name).sort(),
    };
  }

  async #goUpTo(target: number): Promise<void> {
    for (;;) {
      await this.#settle();
      const { rows } = await sql<{ next: Date | null }>`select ${NEXT_DUE} as next`.execute(this.kit.db);
      const next = rows[0]?.next;
      if (!next || next.getTime() > target) return;
      await this.kit.setClock(next);
    }
  }

  /** Waits until the engine has nothing to do at this moment. */
  async #settle(): Promise<void> {
    const { db } = this.kit;
    // Workflows sleep by the real clock and are told that the shop's was set.
    await ringForgotten(db, NO_GRACE);
    const isAtWork = async () => {
      const { rows } = await sql<{ is: boolean }>`
        select ${IS_AT_WORK} as is from (select business_now() as at) clock`.execute(db);
      return rows[0]?.is;
    };
    await vi.waitFor(async () => expect(await isAtWork()).toBe(false), { timeout: 30_000, interval: 10 });
  }

  /** `完成任务` is done for the fan's tasks of that title, or for all of them. */
  async #finishTasks({ id }: Fan, title: string | null): Promise<void> {
    await sql`
      update task set state = 'done', done_at = business_now()
      where fan_id = ${id} and state = 'open' and (${title}::text is null or title = ${title})`.execute(this.kit.db);
  }
}
