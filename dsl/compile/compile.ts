import type { HeadNode, SopNode } from '../ast/file.js';
import type { WindowNode } from '../ast/condition.js';
import { END, IR_VERSION, type Program, type Reentry, type Trigger } from '../ir/program.js';
import { goalNeedsLength, noReentry, noTrigger } from '../problem/catalogue/flow.js';
import { notSound } from '../problem/catalogue/soundness.js';
import type { Problem } from '../problem/problem.js';
import { compileCondition } from './condition.js';
import { Compilation, type CompileContext } from './context.js';
import { secondsOf } from '../catalogue/duration.js';
import { compileEvent } from './expression.js';
import { hashProgram } from './hash.js';
import { StepKeys } from './step-key.js';
import { StepList } from './step-list.js';
import { StepCompiler } from './step.js';
import { compileTriggers, type TriggerPart } from './trigger.js';

export interface Compiled {
  /** Null when there is an error among the problems. */
  program: Program | null;
  problems: Problem[];
}

type Head<K extends HeadNode['kind']> = Extract<HeadNode, { kind: K }>;

/**
 * Makes the program of one SOP, with every segment, text, word list and coupon it names folded in. Problems are what
 * keeps it from running; the other rules are `check`'s.
 */
export function compile(sop: SopNode, context: CompileContext): Compiled {
  const compilation = new Compilation(context);
  const { problems } = compilation;
  if (!sop.sound) problems.push(notSound(sop.name.range, [], sop.name.value));
  const program = new SopCompiler(sop, compilation).program();
  const failed = problems.some((problem) => problem.severity === 'error');
  return { program: failed ? null : { ...program, hash: hashProgram(program) }, problems };
}

class SopCompiler {
  private readonly list = new StepList();
  private readonly steps: StepCompiler;

  constructor(
    private readonly sop: SopNode,
    private readonly compilation: Compilation,
  ) {
    this.steps = new StepCompiler(this.list, compilation);
  }

  program(): Omit<Program, 'hash'> {
    const { quiet, only, budget, goal, note } = this.rules();
    const program: Omit<Program, 'hash'> = {
      ir: IR_VERSION,
      name: this.sop.name.value,
      note,
      triggers: [],
      reentry: this.reentry(),
      quiet,
      only,
      limits: this.heads('limit').map(({ channel, messages, every }) => ({
        channel,
        messages,
        seconds: secondsOf(every),
      })),
      budget,
      goal,
      leaves: [],
      expire: null,
      start: END,
      steps: this.list.steps,
      segments: {},
      coupons: {},
    };
    program.triggers = this.triggers((start) => (program.start = start));
    this.steps.block(this.sop.steps, new StepKeys(''));
    program.leaves = this.heads('leave').map((leave, i) => this.leave(leave, i));
    for (const expire of this.heads('expire').slice(0, 1)) program.expire = this.expire(expire);
    this.list.finish();
    program.segments = Object.fromEntries(this.compilation.segments);
    program.coupons = Object.fromEntries(this.compilation.coupons);
    return program;
  }

  private heads<K extends HeadNode['kind']>(kind: K): Head<K>[] {
    return this.sop.heads.filter((head): head is Head<K> => head.kind === kind);
  }

  /** The hidden steps of absent triggers come first; they and `start` lead to the first step proper. */
  private triggers(start: (index: number) => void): Trigger[] {
    const whens = this.heads('when');
    if (whens.length === 0) this.compilation.problems.push(noTrigger(this.sop.name.range, []));
    const parts = whens.flatMap((when) => compileTriggers(when.condition, this.compilation));
    const keys = new StepKeys('');
    this.list.branch(
      parts.map((part) => ({ from: [], write: () => this.absentStep(part, keys) })),
      [start],
    );
    return parts.map((part) => part.trigger);
  }

  private absentStep({ trigger, absent }: TriggerPart, keys: StepKeys): void {
    if (absent === null) return;
    const { edge, ...rest } = absent;
    trigger.step = this.list.steps.length;
    const step = { kind: 'absent' as const, ...rest, next: END, key: keys.next('absent'), range: edge.range };
    this.list.append(step, (index) => (step.next = index));
  }

  private reentry(): Reentry {
    const head = this.heads('reentry')[0];
    if (!head) {
      this.compilation.problems.push(noReentry(this.sop.name.range, []));
      return { per: null, everySeconds: null };
    }
    if (head.again) return { per: null, everySeconds: 0 };
    return { per: head.per?.name ?? null, everySeconds: head.every ? secondsOf(head.every) : null };
  }

  private rules(): Pick<Program, 'quiet' | 'only' | 'budget' | 'goal' | 'note'> {
    const quiet = this.heads('quiet')[0]?.span;
    const only = this.heads('only')[0];
    const budget = this.heads('budget')[0];
    const goal = this.heads('goal')[0];
    const note = this.heads('note')[0]?.text.parts.map((part) => (typeof part === 'string' ? part : `{${part.image}}`));
    return {
      note: note?.join('') ?? null,
      quiet: quiet ? minutes(quiet) : null,
      only: only ? { days: only.days, range: minutes(only.span) } : null,
      budget: budget ? { fen: budget.fen, every: budgetPeriod(budget) } : null,
      goal: goal
        ? {
            events: goal.events.map((event) => compileEvent(event, this.compilation)),
            seconds: this.goalSeconds(goal.window),
          }
        : null,
    };
  }

  private goalSeconds(window: WindowNode): number {
    if (window.kind === 'within') return secondsOf(window.length);
    this.compilation.problems.push(goalNeedsLength(window.range, []));
    return 0;
  }

  private leave(head: Head<'leave'>, i: number): Program['leaves'][number] {
    const leave = { condition: compileCondition(head.condition, 'moment', this.compilation), start: END };
    this.list.separate(
      (index) => (leave.start = index),
      () => this.steps.block(head.block?.steps ?? [], new StepKeys(`leave:${i + 1}`)),
    );
    return leave;
  }

  private expire(head: Head<'expire'>): Program['expire'] {
    const expire = { seconds: secondsOf(head.after), start: END };
    this.list.separate(
      (index) => (expire.start = index),
      () => this.steps.block(head.block?.steps ?? [], new StepKeys('expire')),
    );
    return expire;
  }
}

function minutes(span: Head<'quiet'>['span']): { from: number; to: number } {
  return { from: span.from.minute, to: span.to.minute };
}

function budgetPeriod({ every }: Head<'budget'>): NonNullable<Program['budget']>['every'] {
  if (every === null) return { kind: 'once' };
  return every === 'month' ? { kind: 'month' } : { kind: 'seconds', seconds: secondsOf(every) };
}
