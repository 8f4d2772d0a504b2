import { sql } from 'kysely';
import type { Json } from '@fanloom/dsl/condition/facts.js';
import { MINUTE } from '@fanloom/dsl/core/zone.js';
import type { Condition, Expression, FieldRef } from '@fanloom/dsl/ir/condition.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Expectation, TestCase, TestEvent, TestLine } from '@fanloom/dsl/ir/test-case.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import type { CompiledRuleTag } from '@fanloom/server/tag/compile-rule-tag.js';
import { storeRuleTags } from '@fanloom/server/tag/store-rule-tags.js';
import { at, EngineKit, KEYS, programs } from '../engine-kit.js';
import { sweepTags } from '../../dispatch/upkeep.js';
import { giveTags, grant, makeFan, writeField } from './fan-given.js';
import { isMet, type Subject } from './judge.js';
import { instantOf, nameLinks, propertiesOf, valueOf } from './told.js';

/** Later than any stay lasts. */
const THE_END = at('2035-01-01 00:00');

/** What came of a test on the real engine. Times in milliseconds. */
export interface Played {
  /** Lines, counted from 0, that did not come true. */
  failed: number[];
  /** Messages that went out: when, on which channel. */
  sent: [number, string][];
  /** When which task was made. */
  tasks: [number, string][];
  /** How the stays ended, in order. */
  ends: string[];
}

/**
 * Plays a test of the file on the real engine, in lanes: a database of its own, a clock that stands still until the
 * test's next line. It judges what the runner in memory judges.
 *
 * @param arms the arm to take, by name of the split
 */
export async function playTest(
  test: TestCase,
  program: Program,
  arms: Readonly<Record<string, string>> = test.arms,
): Promise<Played> {
  const kit = await EngineKit.create(new Date(instantOf(0)));
  try {
    const play = new Play(kit, test);
    await play.prepare(program, arms);
    return await play.run();
  } finally {
    await kit.dispose();
  }
}

/** A minute of a test, as an instant; milliseconds. */
export class Play {
  #lastEvent = Number.NEGATIVE_INFINITY;
  #events = 0;
  #subject: Subject = { fan: '', sopId: '' };

  constructor(
    private readonly kit: EngineKit,
    private readonly test: TestCase,
  ) {}

  /** History comes before the SOP is published, and what the test says of the fan comes after all history. */
  async prepare(program: Program, arms: Readonly<Record<string, string>>): Promise<void> {
    const { kit, test } = this;
    await nameLinks(kit);
    const fan = await makeFan(kit);
    const begin = new Date(instantOf(0));
    for (const line of this.#lines((minute) => minute < 0)) await this.#remember(line, fan);
    for (const { field, value } of test.fan.fields) await this.#write(fan, field, value, 0);
    await grant(kit, fan, test.fan.consents, begin);
    await giveTags(kit, fan, test.fan.tags, begin);
    await kit.hear();
    await keepTags(kit, program);
    for (const name of startedBy(program)) await publishStandIn(kit, name);
    const sopId = await kit.publishProgram(program, '');
    this.#subject = { fan, sopId };
    const chosen = Object.entries(arms).map(([split, arm]) => ({ sop_id: sopId, fan_id: fan, split, arm, at: begin }));
    if (chosen.length > 0) await kit.db.insertInto('fan_arm').values(chosen).execute();
  }

  async run(): Promise<Played> {
    const { kit, test } = this;
    const failed: number[] = [];
    for (const line of this.#lines((minute) => minute >= 0)) {
      if (!(await this.#play(line))) failed.push(test.lines.indexOf(line));
    }
    // Stays come to their ends, but nobody enters by a schedule any more.
    await sql`update schedule set next_at = null`.execute(kit.db);
    await kit.goTo(THE_END);
    for (const [no, line] of test.lines.entries()) {
      if (line.kind === 'expect' && isOnwards(line.expect) && !(await this.#isMet(line.expect, line.minute)))
        failed.push(no);
    }
    return { failed, ...(await this.#fate()) };
  }

  #lines(wanted: (minute: number) => boolean): TestLine[] {
    return this.test.lines.filter(({ minute }) => wanted(minute)).sort((a, b) => a.minute - b.minute);
  }

  async #remember(line: TestLine, fan: string): Promise<void> {
    if (line.kind === 'event') await this.#ingest(line.event, instantOf(line.minute));
    if (line.kind === 'set') await this.#write(fan, line.field, line.value, line.minute);
  }

  /** @returns false for an expectation that has not come true */
  async #play(line: TestLine): Promise<boolean> {
    const instant = instantOf(line.minute);
    switch (line.kind) {
      case 'event':
        // Of two events in one minute the second comes after the first.
        this.#lastEvent =
          this.#lastEvent >= instant && this.#lastEvent < instant + MINUTE ? this.#lastEvent + 1 : instant;
        await this.#reach(this.#lastEvent);
        await this.#ingest(line.event, this.#lastEvent);
        break;
      case 'set':
        await this.#reach(instant);
        await this.#write(this.#subject.fan, line.field, line.value, line.minute);
        break;
      case 'expect':
        if (isOnwards(line.expect)) return true;
        await this.kit.goTo(new Date(instant));
        return this.#isMet(line.expect, null);
    }
    await this.kit.hear();
    await this.kit.settle();
    return true;
  }

  /** What happens comes before whatever is due at that instant. */
  async #reach(instant: number): Promise<void> {
    await this.kit.goTo(new Date(instant - 1));
    await this.kit.setClock(new Date(instant));
  }

  async #ingest(happened: TestEvent, happenedAt: number): Promise<void> {
    const { kit } = this;
    const { type } = happened;
    const told = propertiesOf(happened, happenedAt);
    const person = type === 'live.start' ? null : { nick: '小鱼' };
    const event = { type, happenedAt, source: 'test', key: String(++this.#events), person, properties: told };
    const [result] = await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [event]));
    if (result?.status !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(result)}`);
    if (type === 'task.done') await this.#finishTasks(told['task'] ?? null);
  }

  /** `完成任务` is done for the tasks of that name, or for all of them. */
  async #finishTasks(title: Json): Promise<void> {
    await sql`
      update task set state = 'done', done_at = business_now()
      where state = 'open' and (${title}::text is null or title = ${title})`.execute(this.kit.db);
  }

  async #write(fan: string, field: FieldRef, value: Expression, minute: number): Promise<void> {
    await writeField(this.kit, fan, field, valueOf(field, value, instantOf(minute)));
  }

  #isMet(expect: Expectation, from: number | null): Promise<boolean> {
    return isMet(this.kit, this.#subject, expect, new Date(from === null ? 0 : instantOf(from)));
  }

  async #fate(): Promise<Omit<Played, 'failed'>> {
    const { kit } = this;
    const { fan, sopId } = this.#subject;
    const tasks = await kit.db
      .selectFrom('task')
      .select(['created_at', 'title'])
      .where('fan_id', '=', fan)
      .orderBy('created_at')
      .execute();
    const stays = await kit.db
      .selectFrom('enrolment')
      .select('state')
      .where('sop_id', '=', sopId)
      .where('state', '<>', 'void')
      .orderBy('id')
      .execute();
    return {
      sent: (await kit.sent()).map((message) => [message.at.getTime(), message.channel]),
      tasks: tasks.map((task) => [task.created_at.getTime(), task.title]),
      ends: stays.map(({ state }) => state),
    };
  }
}

function isOnwards(expect: Expectation): boolean {
  return expect.kind === 'sent' && expect.onwards;
}

/** Tags that a text keeps true are the shop's, as publishing makes them. */
async function keepTags(kit: EngineKit, program: Program): Promise<void> {
  const kept = new Map<string, CompiledRuleTag>();
  JSON.stringify(program, (_, part: unknown) => {
    if (isKeptTag(part)) kept.set(part.name, { ...part, text: '', condition: part.rule, segments: program.segments });
    return part;
  });
  if (kept.size === 0) return;
  await kit.db.transaction().execute((tx) => storeRuleTags(tx, kit.shop.id, [...kept.values()]));
  while (await sweepTags(kit.db));
}

function isKeptTag(part: unknown): part is { name: string; rule: Condition } {
  return typeof part === 'object' && part !== null && 'kind' in part && part.kind === 'tag' && 'rule' in part;
}

/** Started SOPs are recorded, not run: each is one that does nothing. */
async function publishStandIn(kit: EngineKit, name: string): Promise<void> {
  const text = `流程 "${name}" { 当 由流程启动 可再次进入 等待1分钟 }`;
  for (const program of programs(text).values()) await kit.publishProgram(program, text);
}

function startedBy({ steps }: Program): Set<string> {
  return new Set(steps.flatMap((step) => (step.kind === 'start' ? step.sop : [])));
}
