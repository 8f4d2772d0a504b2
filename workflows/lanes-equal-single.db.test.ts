import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { armOf } from '@fanloom/dsl/core/split.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { NEW_FAN } from '@fanloom/dsl/simulate/fan-state.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { Simulation } from '@fanloom/dsl/simulate/simulation.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { at, EngineKit, KEYS, programs } from './testing/engine-kit.js';
import { broadcasts, type Doing, fanDoings, sopText } from './testing/sop.arbitrary.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What became of a fan, in words that can be compared. */
interface Fate {
  messages: string[];
  tags: string[];
  tasks: string[];
  ends: string[];
  /** Points, level, and one of the shop's own fields. */
  fields: unknown[];
}

describe('running in lanes', () => {
  let kit: EngineKit;
  let no = 0;
  let begin = 0;
  async function startAnew(): Promise<void> {
    begin = at('2026-11-23 08:00').getTime();
    kit = await EngineKit.create(new Date(begin));
  }
  beforeAll(startAnew);
  afterAll(() => kit.dispose());

  it('has the same effects as running each fan alone', async () => {
    await fc.assert(
      fc.asyncProperty(sopText('随机'), crowd, broadcasts, async (text, fans, starts) => {
        const name = `随机${String(++no)}`;
        const own = text.replace('随机', name);
        const together = await runTogether(own, name, fans, starts);
        const alone = fans.map((doings, i) =>
          runAlone(own, name, together.ids[i] ?? '', together.sop, [...doings, ...starts.map(toStart)]),
        );
        begin = together.end;
        // Each takes forty days, and the database a partition for each month.
        if (no % 20 === 0) await kit.dispose().then(startAnew);
        expect(together.fates).toEqual(alone);
      }),
      { numRuns: Number(process.env['LANES_RUNS'] ?? 12), endOnFailure: process.env['LANES_SHRINK'] === undefined },
    );
  });

  async function runTogether(text: string, name: string, fans: Doing[][], starts: number[]) {
    await kit.setClock(new Date(begin));
    await sql`update sop set gate = 'stopped'`.execute(kit.db);
    const sop = (await kit.publish(text)).get(name) ?? '';
    const nicks = fans.map((_, i) => `${name}-${String(i)}`);
    const all = fans.flatMap((doings, i): Look[] => {
      const nick = nicks[i] ?? '';
      return doings.map((doing) => {
        const events = eventsOf(doing, nick);
        return { nick, events, known: knownAt(events) };
      });
    });
    const ids = new Map<string, string>();
    for (const start of starts) {
      const events = eventsOf(toStart(start), '');
      all.push({ nick: null, events, known: knownAt(events) });
    }
    for (const { nick, events, known } of all.sort((a, b) => a.known - b.known)) {
      await kit.goTo(new Date(known));
      for (const { type, properties, happenedAt } of events) {
        if (nick === null) await beginBroadcast(happenedAt);
        else ids.set(nick, await kit.happen(nick, type, properties, new Date(happenedAt)));
      }
      await kit.settle();
    }
    const end = begin + 40 * DAY;
    await kit.goTo(new Date(end));
    const fates = [];
    for (const nick of nicks) fates.push(await fateOf(ids.get(nick) ?? ''));
    return { fates, ids: nicks.map((nick) => ids.get(nick) ?? ''), sop, end };
  }

  async function beginBroadcast(happenedAt: number): Promise<void> {
    const event = { type: 'live.start', happenedAt, source: 'test', key: `live ${String(happenedAt)}` };
    await kit.db
      .transaction()
      .execute((tx) => ingest(tx, kit.shop, KEYS, [{ ...event, person: null, properties: {} }]));
  }

  async function fateOf(fan: string): Promise<Fate> {
    const messages = (await kit.sent()).filter((message) => message.fan === fan);
    const { rows: tasks } = await sql<{ title: string; created_at: Date }>`
      select title, created_at from task where fan_id = ${fan} order by title`.execute(kit.db);
    return {
      messages: messages.map((message) => line(message.at.getTime(), message.body)).sort(),
      tags: await kit.tagsOf(fan),
      tasks: tasks.map((task) => line(task.created_at.getTime(), task.title)).sort(),
      ends: (await kit.enrolments(fan)).flatMap(({ state }) => (state === 'active' ? [] : [state])),
      fields: await fieldsOf(fan),
    };
  }

  async function fieldsOf(fan: string): Promise<unknown[]> {
    const { rows } = await sql<{ points: number; member_level: string | null; lamp: unknown }>`
      select s.points, s.member_level, f.custom -> '灯牌' as lamp
      from fan_shop s join fan f on f.id = s.fan_id where f.id = ${fan}`.execute(kit.db);
    return rows.flatMap((row) => [row.points, row.member_level, row.lamp]);
  }

  function runAlone(text: string, name: string, fan: string, sop: string, doings: Doing[]): Fate {
    const program = programs(text).get(name);
    if (!program) throw new Error(name);
    const arms = armsOf(program, sop, fan);
    const simulation = new Simulation(program, { ...NEW_FAN, id: fan }, begin, { ...NEW_SHOP, arms });
    const looks = doings.map((doing) => eventsOf(doing, fan)).sort((a, b) => knownAt(a) - knownAt(b));
    for (const events of looks) simulation.happen(...events);
    simulation.advance(begin + 40 * DAY);
    const { trace } = simulation;
    const messages = trace.flatMap((entry) => (entry.kind === 'sent' ? [line(entry.at, entry.text)] : []));
    const tasks = trace.flatMap((entry) => (entry.kind === 'task' ? [line(entry.at, entry.title)] : []));
    const ends = trace.flatMap((entry) =>
      entry.kind === 'left' || entry.kind === 'finished' || entry.kind === 'expired' ? [entry.kind] : [],
    );
    const { fan: after } = simulation;
    const fields = [after.fields['points'] ?? 0, after.fields['member_level'] ?? null, after.custom['灯牌'] ?? null];
    return { messages: messages.sort(), tags: [...after.tags].sort(), tasks: tasks.sort(), ends, fields };
  }

  /** Half a minute off, so that no event meets a timer. */
  function eventsOf({ minute, type, beside }: Doing, nick: string) {
    const happenedAt = begin + minute * MINUTE + 30_000;
    const events = [{ type, happenedAt, properties: propertiesOf(type, nick) }];
    if (!beside) return events;
    const other = { type: beside.type, happenedAt: happenedAt + beside.seconds * 1000 };
    return [...events, { ...other, properties: propertiesOf(beside.type, nick) }];
  }

  function line(when: number, what: string): string {
    return `${String((when - begin) / MINUTE)} ${what}`;
  }
});

const crowd = fc.array(fanDoings, { minLength: 2, maxLength: 8 });

function toStart(minute: number): Doing {
  return { minute, type: 'live.start' };
}

/** What one learns at once. */
interface Look {
  /** Of the fan; null: it happens to the shop. */
  nick: string | null;
  events: { type: string; happenedAt: number; properties: Record<string, string | number> }[];
  known: number;
}

/** Events of one look are known when the last of them has happened. */
function knownAt(events: readonly { happenedAt: number }[]): number {
  return Math.max(...events.map((event) => event.happenedAt));
}

function propertiesOf(type: string, nick: string): Record<string, string | number> {
  return type === 'order.pay' ? { amount: 9900, order: `${nick}-${String(Math.random())}` } : {};
}

/** The engine draws arms by the SOP's id, the simulation would by its name. */
function armsOf(program: Program, sop: string, fan: string): Record<string, string> {
  const arms: Record<string, string> = {};
  for (const step of program.steps) {
    if (step.kind !== 'split') continue;
    const drawn =
      step.arms[
        armOf(
          sop,
          step.name,
          fan,
          step.arms.map((arm) => arm.weight),
        )
      ];
    if (drawn) arms[step.name] = drawn.name;
  }
  return arms;
}
