import { SKIP_REASONS } from '@fanloom/dsl/simulate/test-failure.js';
import type { SkipReason } from '@fanloom/dsl/simulate/trace.js';
import { spellWord } from '@fanloom/dsl/vocabulary/spell.js';
import { prepareSimulation, simulatePast } from '../simulate/simulate.service.js';
import { shopTime, simulationView } from '../simulate/simulate.view.js';
import type { ExitCode, Terminal } from './command.js';
import { type ShopAccess, withShop } from './shop-access.js';
import { readSopFiles } from './sop-files.js';

export interface SimulateOptions extends ShopAccess {
  from: string | undefined;
  to: string | undefined;
}

/** Runs what a shop's fans have done through the SOP of a file, and tells what would have happened. */
export async function simulateFiles(
  paths: readonly string[],
  { from, to, ...access }: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = (await readSopFiles(paths)).map((file) => file.text).join('\n');
  return withShop<ExitCode>(access, async (db, author, shopId) => {
    const prepared = await prepareSimulation(db, author, { shopId, text, from, to });
    let told = Date.now();
    const result = await simulatePast(db, prepared, async ({ done, fans }) => {
      if (Date.now() - told < 2000) return;
      told = Date.now();
      terminal.note({
        zh: `已模拟 ${String(done)}/${String(fans)} 位粉丝`,
        en: `${String(done)} of ${String(fans)} fans`,
      });
    });
    const view = simulationView(result);
    if (terminal.json) terminal.print(JSON.stringify(view));
    else for (const line of lines(view, terminal.language, prepared.draft.options.zone)) terminal.print(line);
    return 0;
  });
}

/** A screenful; `--json` has all of them. */
const MOST_EXAMPLES = 3;

type View = ReturnType<typeof simulationView>;

function lines(view: View, language: Terminal['language'], zone: string): string[] {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const n = (count: number) => count.toLocaleString('en-US');
  const yuan = (fen: number) => say(`${n(fen / 100)}元`, `${n(fen / 100)} yuan`);
  const indented = (title: string, rows: string[]) =>
    rows.length > 0 ? ['', title, ...rows.map((row) => `  ${row}`)] : [];
  const perDay = new Map<string, string[]>();
  for (const { day, channel, count } of view.messages) {
    perDay.set(day, [...(perDay.get(day) ?? []), `${spellWord(channel, language)} ${n(count)}`]);
  }
  return [
    say(`流程“${view.sop}”，${view.from} 至 ${view.to}`, `SOP “${view.sop}”, ${view.from} to ${view.to}`),
    say(
      `看了 ${n(view.fans)} 位粉丝，进入 ${n(view.entered_fans)} 位（${n(view.stays)} 次）`,
      `${n(view.fans)} fans looked at, ${n(view.entered_fans)} came in (${n(view.stays)} times)`,
    ),
    say(
      `走完 ${n(view.finished)}，离开 ${n(view.left)}，超时 ${n(view.expired)}，期末还在 ${n(view.in_flight)}`,
      `came to the end ${n(view.finished)}, left ${n(view.left)}, expired ${n(view.expired)}, still in it ${n(view.in_flight)}`,
    ),
    ...(view.goal
      ? [
          say(
            `达成目标 ${n(view.goal.converted)} 次，另有 ${n(view.goal.open)} 次还没到期限`,
            `goals reached ${n(view.goal.converted)}, still open ${n(view.goal.open)}`,
          ),
        ]
      : []),
    say(
      `发出 ${n(view.sent)} 条，因免打扰推迟 ${n(view.deferred)} 条`,
      `messages ${n(view.sent)}, held back for quiet hours ${n(view.deferred)}`,
    ),
    ...indented(
      say('没有发出', 'Not sent'),
      view.skipped.map(({ channel, reason, count }) => {
        const why = Object.hasOwn(SKIP_REASONS, reason) ? SKIP_REASONS[reason as SkipReason][language] : reason;
        return `${spellWord(channel, language)}  ${why}  ${n(count)}`;
      }),
    ),
    ...indented(
      say('优惠券', 'Coupons'),
      view.coupons.map(({ name, issued, cost_fen, stock, runs_out_on }) => {
        const cost = cost_fen === null ? '' : say(`，共 ${yuan(cost_fen)}`, `, ${yuan(cost_fen)}`);
        const left = stock === null ? '' : say(`，库存 ${n(stock)}`, `, stock ${n(stock)}`);
        const out = runs_out_on === null ? '' : say(`，${runs_out_on} 就会发完`, `, gone on ${runs_out_on}`);
        return say(`“${name}” ${n(issued)} 张`, `“${name}” ${n(issued)}`) + cost + left + out;
      }),
    ),
    ...(view.budget?.used_up_on
      ? [say(`预算 ${view.budget.used_up_on} 就会用完`, `The budget would be used up on ${view.budget.used_up_on}`)]
      : []),
    ...indented(
      say('每天的消息', 'Messages a day'),
      [...perDay].map(([day, counts]) => `${day}  ${counts.join('  ')}`),
    ),
    ...(view.examples ?? [])
      .slice(0, MOST_EXAMPLES)
      .flatMap(({ nick, moments }) => [
        '',
        say(`例子：${nick ?? '（无昵称）'}`, `For example ${nick ?? '(no nick)'}`),
        ...moments.map(({ at, words }) => `  ${shopTime(at.getTime(), zone)}  ${words[language]}`),
      ]),
    ...indented(
      say('说明', 'Note'),
      view.assumptions.map((one) => one[language]),
    ),
  ];
}
