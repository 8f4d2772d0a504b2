import { dayAt, formatDay, minuteAt } from '@fanloom/dsl/core/zone.js';
import { traceWords } from '@fanloom/dsl/explain/trace-words.js';
import { wayWords } from '@fanloom/dsl/explain/way-words.js';
import type { FanEvent } from '@fanloom/dsl/condition/facts.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { lineAt, lineStarts } from '@fanloom/dsl/problem/locate.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { TraceEntry } from '@fanloom/dsl/simulate/trace.js';
import { spellWord } from '@fanloom/dsl/vocabulary/spell.js';
import type { Ability } from '../access/ability.js';
import { toldCount, withoutSmallGroups } from '../access/small-groups.js';
import type { Draft } from './draft.js';
import type { FanStory, SimulatedPast } from './simulate.service.js';

/** A moment of a fan's story. `line` counts from 1; null where no step is meant. */
export interface Moment {
  at: Date;
  kind: TraceEntry['kind'] | 'event' | 'not_entered';
  step_key: string | null;
  line: number | null;
  words: Bilingual;
}

/** The shape of the API and of `--json`. */
export function simulationView({ draft, from, to, figures, examples }: SimulatedPast) {
  const places = new Places(draft);
  const { left_by, steps, ...rest } = figures;
  return {
    sop: draft.program.name,
    from,
    to,
    ...rest,
    left_by: left_by.map(({ clause, count }) => ({ clause, line: places.leaveLine(clause), count })),
    steps: steps.map((step) => ({ ...step, line: places.line(step.key) })),
    examples:
      examples?.map(({ fanId, nick, trace }) => ({
        fan_id: fanId,
        nick,
        moments: trace.flatMap((entry) => momentsOf(entry, draft, places)),
      })) ?? null,
    assumptions: assumptionsOf(draft.program),
  };
}

/** What in it counts fans or what they got. */
const counts: ReadonlySet<string> = new Set([
  ...['fans', 'entered_fans', 'stays', 'count', 'finished', 'expired', 'left', 'in_flight', 'sent', 'deferred'],
  ...['issued', 'converted', 'open', 'reached'],
]);

/** For a reader who sees numbers only, without what would tell about a few fans. */
export function simulationFor(ability: Ability, simulated: SimulatedPast): ReturnType<typeof simulationView> {
  const { coupons, ...view } = simulationView(simulated);
  // What coupons cost follows from how many there were.
  const told = coupons.map((coupon) => {
    const issued = toldCount(ability, coupon.issued);
    return issued === coupon.issued ? coupon : { ...coupon, cost_fen: null };
  });
  return withoutSmallGroups(ability, { ...view, coupons: told }, counts);
}

/** What the fan did and what happened to them, in the order of time; `future` lies after now. */
export function storyView({ draft, fan, trace, now }: FanStory, showsProperties: boolean) {
  const places = new Places(draft);
  const moments = [
    ...fan.events.flatMap((event) => eventMoments(event, trace, draft.program, showsProperties)),
    ...trace.flatMap((entry) => momentsOf(entry, draft, places)),
  ];
  // Of one instant, what the fan did comes before what follows from it.
  moments.sort((a, b) => a.at.getTime() - b.at.getTime());
  return {
    fan: { id: fan.row.id, nick: fan.row.nick },
    entered: trace.some(({ kind }) => kind === 'entered'),
    moments: moments.map((moment) => ({ ...moment, future: moment.at.getTime() > now })),
  };
}

/** `10-03 09:00` on the shop's clock. */
export function shopTime(at: number, zone: string): string {
  const minute = minuteAt(at, zone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${formatDay(dayAt(at, zone)).slice(5)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function momentsOf(entry: TraceEntry, { options }: Draft, places: Places): Moment[] {
  const tellTime = (at: number): Bilingual => ({ zh: shopTime(at, options.zone), en: shopTime(at, options.zone) });
  const words = wordsOf(entry, tellTime);
  if (words === null) return [];
  const key = 'step' in entry ? entry.step : null;
  const clause = entry.kind === 'left' ? places.leaveLine(entry.clause) : null;
  const line = key === null ? clause : places.line(key);
  return [{ at: new Date(entry.at), kind: entry.kind, step_key: key, line, words }];
}

function wordsOf(entry: TraceEntry, tellTime: (at: number) => Bilingual): Bilingual | null {
  if (entry.kind === 'waits') {
    const until = tellTime(entry.until);
    return { zh: `等到 ${until.zh}`, en: `waits till ${until.en}` };
  }
  if (entry.kind === 'took' && entry.way !== 'delivered') {
    const way = wayWords(entry.way);
    return { zh: `走“${way.zh}”`, en: `takes “${way.en}”` };
  }
  return traceWords(entry, tellTime);
}

/** The event, and that it let nobody in although it is one that might. */
function eventMoments(
  event: FanEvent,
  trace: readonly TraceEntry[],
  program: Program,
  showsProperties: boolean,
): Moment[] {
  const at = new Date(event.happenedAt);
  const word = (language: 'zh' | 'en') => spellWord(event.type, language) + (showsProperties ? detailOf(event) : '');
  const moment = (kind: 'event' | 'not_entered', words: Bilingual): Moment => ({
    at,
    kind,
    step_key: null,
    line: null,
    words,
  });
  const did = moment('event', { zh: word('zh'), en: word('en') });
  const might = program.triggers.some((trigger) => trigger.kind === 'event' && trigger.event.type === event.type);
  const decided = trace.some((entry) => entry.at === event.happenedAt && ['entered', 'refused'].includes(entry.kind));
  if (!might || decided) return [did];
  const why = { zh: '没有进入：这时不符合“当”的条件', en: 'did not enter: the conditions of “when” do not hold' };
  return [did, moment('not_entered', why)];
}

/** `（99元）`: what tells events of a type apart at a glance. */
function detailOf({ properties }: FanEvent): string {
  const { amount, duration, coupon, product } = properties;
  const name = Array.isArray(product) ? product[0] : (product ?? coupon);
  const parts = [
    typeof amount === 'number' ? `¥${String(amount / 100)}` : null,
    typeof duration === 'number' ? `${String(Math.round(duration / 60))}min` : null,
    typeof name === 'string' ? name : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** Lines of steps and leave clauses. */
class Places {
  private readonly starts: number[];
  private readonly steps: ReadonlyMap<string, number>;

  constructor(private readonly draft: Draft) {
    this.starts = lineStarts(draft.text);
    this.steps = new Map(draft.program.steps.map(({ key, range }) => [key, range.from]));
  }

  line(key: string): number | null {
    const from = this.steps.get(key);
    return from === undefined ? null : lineAt(this.starts, from) + 1;
  }

  leaveLine(clause: number): number | null {
    const head = this.draft.sop.heads.filter(({ kind }) => kind === 'leave')[clause];
    return head ? lineAt(this.starts, head.range.from) + 1 : null;
  }
}

/** What the figures leave out, for whoever decides by them. */
function assumptionsOf({ triggers, limits, coupons, budget }: Program): Bilingual[] {
  const all: Bilingual[] = [
    {
      zh: '假设粉丝当时的行为不变：没有算上消息带来的新购买。',
      en: 'What fans did is taken as it was: purchases that the messages would have brought are not in it.',
    },
    {
      zh: '不能从行为推算的资料（如积分、会员等级、自定义字段）按今天的值计算。',
      en: 'Fields that do not follow from events (points, member level, custom fields) are taken as they are today.',
    },
  ];
  if (limits.length > 0) {
    all.push({ zh: '限发只算这个流程自己的消息。', en: 'Limits count the messages of this SOP alone.' });
  }
  if (Object.values(coupons).some(({ stock }) => stock !== null) || budget) {
    all.push({
      zh: '库存和预算没有拦住消息，只标出哪天会用完。',
      en: 'Stock and budget have held nothing back; the day is named on which they would have been used up.',
    });
  }
  if (triggers.some(({ kind }) => kind === 'by-hand' || kind === 'started')) {
    all.push({
      zh: '手动加入和由其他流程启动的粉丝没有算进来。',
      en: 'Fans who are added by hand or sent by another SOP are not in it.',
    });
  }
  return all;
}
