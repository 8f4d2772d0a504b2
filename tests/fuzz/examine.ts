import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { check } from '@fanloom/dsl/check/check.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { compileTests } from '@fanloom/dsl/compile/test-case.js';
import type { FanEvent } from '@fanloom/dsl/condition/facts.js';
import { DAY, instantAt } from '@fanloom/dsl/core/zone.js';
import { format } from '@fanloom/dsl/format/format.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { NEW_FAN, withConsent } from '@fanloom/dsl/simulate/fan-state.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { DAY_ZERO, runTest } from '@fanloom/dsl/simulate/run-test.js';
import { simulate } from '@fanloom/dsl/simulate/simulate.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import type { Random } from '@fanloom/dsl/testing/random.js';

/** What a text must never make the language do. */
export class Finding extends Error {}

export interface Examined {
  /** Checked without an error, so that it was compiled, run and formatted as well. */
  clean: boolean;
  /** Milliseconds that checking took. */
  checkMs: number;
}

/**
 * Puts a text through the language: checking never throws and finds places inside the text; formatting is a fixed point;
 * what checks clean compiles, means the same in both keyword sets, and runs to an end.
 *
 * @throws Finding
 */
export function examine(text: string, random: Random): Examined {
  const since = performance.now();
  const problems = check(text, UNKNOWN_CATALOGUE);
  const checkMs = performance.now() - since;
  for (const { code, range } of problems) {
    const isInside = range.from >= 0 && range.from <= range.to && range.to <= text.length;
    if (!isInside) throw new Finding(`${code} is at ${String(range.from)}–${String(range.to)}, outside the text`);
  }
  const formatted = format(text);
  if (format(formatted) !== formatted) throw new Finding('formatting twice gives something else');
  if (problems.some(({ severity }) => severity === 'error')) return { clean: false, checkMs };
  const programs = compiled(text);
  const meaning = meaningOf(programs);
  for (const keywords of ['zh', 'en'] as const) {
    const written = format(text, keywords);
    if (format(written, keywords) !== written)
      throw new Finding(`formatting twice in ${keywords} gives something else`);
    if (meaningOf(compiled(written)) !== meaning) throw new Finding(`in ${keywords} keywords it means something else`);
  }
  for (const program of programs) runToAnEnd(program, random);
  runTests(text, programs);
  return { clean: true, checkMs };
}

/** What only the shop can know. */
const NOT_OURS = new Set(['SOP201']);

function compiled(text: string): Program[] {
  const { file } = parse(text);
  const context = createContext([file], UNKNOWN_CATALOGUE);
  return file.definitions.flatMap((sop) => {
    if (sop.kind !== 'sop') return [];
    const { program, problems } = compile(sop, context);
    const [problem] = problems.filter(({ code, severity }) => severity === 'error' && !NOT_OURS.has(code));
    if (problem) throw new Finding(`it checks clean and does not compile: ${problem.code} ${problem.message.en}`);
    return program ? [program] : [];
  });
}

const PLACES = new Set(['range', 'hash']);

function meaningOf(programs: readonly Program[]): string {
  return JSON.stringify(programs, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
}

const ENDS = new Set(['finished', 'left', 'expired']);

/** A fan does all sorts of things for three months; then every stay comes to its end. */
function runToAnEnd(program: Program, random: Random): void {
  const types = ['follow', 'order.pay', 'live.comment', 'cart.add', 'coupon.claim', 'live.enter', 'order.return'];
  const fan = withConsent({ ...NEW_FAN, id: 'fuzz' }, ['private_message'], true);
  const from = instantAt(DAY_ZERO, 0, NEW_SHOP.zone);
  const times = Array.from({ length: 20 }, () => from + random.below(90 * DAY)).sort((a, b) => a - b);
  const events: FanEvent[] = times.map((happenedAt) => ({
    type: random.pick(types),
    happenedAt,
    properties: { amount: random.below(100_000), product: ['口红'], coupon: '满减' },
  }));
  const trace: Trace = simulate(program, fan, events, { from, until: from + 90 * DAY }, NEW_SHOP);
  const stays = trace.filter(({ kind }) => kind === 'entered').length;
  const ends = trace.filter(({ kind }) => ENDS.has(kind)).length;
  if (stays !== ends) throw new Finding(`${String(stays)} stays have ${String(ends)} ends`);
}

function runTests(text: string, programs: readonly Program[]): void {
  const { file } = parse(text);
  const { tests } = compileTests(file, createContext([file], UNKNOWN_CATALOGUE));
  for (const test of tests) if (programs.some(({ name }) => name === test.sop)) runTest(test, programs, NEW_SHOP);
}
