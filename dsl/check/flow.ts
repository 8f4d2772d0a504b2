import type { ConditionNode } from '../ast/condition.js';
import type { HeadNode, SopNode } from '../ast/file.js';
import { atomsOf } from '../ast/walk.js';
import {
  emptyArm,
  everyTickAgain,
  goalNeedsLength,
  noReentry,
  noTrigger,
  overdueActs,
  sameArm,
  splitSum,
} from '../problem/catalogue/flow.js';
import { tooManyArms, tooManyBranches, tooManySteps } from '../problem/catalogue/size.js';
import { repeatedHead } from '../problem/catalogue/writing.js';
import { fix } from '../problem/define.js';
import { allSteps } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';

const MAX_STEPS = 500;
const MAX_BRANCHES = 20;
const ONCE_ONLY: HeadNode['kind'][] = ['reentry', 'quiet', 'only', 'budget', 'goal', 'expire', 'note'];
/** Waits are refused there with a message of their own. */
const IN_OVERDUE = ['notify', 'handover', 'tag', 'untag', 'task', 'error', 'day', 'wait', 'till', 'until'];

/** SOP501–SOP509, SOP123, SOP805–SOP807: how fans come in and which ways they go. */
export function checkFlow(sop: SopNode, context: CheckContext): void {
  checkEntry(sop, context);
  for (const head of sop.heads) {
    if (head.kind === 'when' && armsOf(head.condition) > MAX_BRANCHES) context.report(tooManyArms(head.range, []));
    if (head.kind === 'goal' && head.window.kind !== 'within') context.report(goalNeedsLength(head.window.range, []));
  }
  for (const kind of ONCE_ONLY) {
    const [, second] = sop.heads.filter((head) => head.kind === kind);
    if (second) context.report(repeatedHead(second.range, [], firstWord(textAt(context, second.range))));
  }
  let count = 0;
  for (const step of allSteps(sop)) {
    count++;
    if (step.kind === 'task') {
      for (const rung of step.overdue) {
        for (const inner of rung.block.steps) {
          if (!IN_OVERDUE.includes(inner.kind)) context.report(overdueActs(inner.range, []));
        }
      }
    }
    if (step.kind === 'if' && step.arms.length > MAX_BRANCHES) {
      context.report(tooManyBranches(step.range, [], step.arms.length));
    }
    if (step.kind !== 'split') continue;
    const sum = step.arms.reduce((total, arm) => total + arm.percent, 0);
    if (Math.abs(sum - 100) > 1e-9) context.report(splitSum(step.name.range, [], sum));
    if (step.arms.length > MAX_BRANCHES) context.report(tooManyBranches(step.name.range, [], step.arms.length));
    const names = step.arms.map((arm) => arm.name.value);
    const twice = step.arms.find((arm, i) => names.indexOf(arm.name.value) < i);
    if (twice) context.report(sameArm(twice.name.range, [], twice.name.value));
    for (const arm of step.arms) {
      if (arm.percent === 0)
        context.report(emptyArm(arm.name.range, [fix('删掉它', 'Remove it', arm.range, '')], arm.name.value));
    }
  }
  if (count > MAX_STEPS) context.report(tooManySteps(sop.name.range, [], count));
}

/** Ways in: every event, and every choice among states, is one. */
function armsOf(condition: ConditionNode): number {
  if (condition.kind === 'or') return condition.of.reduce((sum, part) => sum + armsOf(part), 0);
  return condition.kind === 'and' ? Math.max(...condition.of.map(armsOf)) : 1;
}

function firstWord(text: string): string {
  return /^[\p{L}]+/u.exec(text)?.[0].slice(0, 12) ?? text.slice(0, 12);
}

function checkEntry(sop: SopNode, context: CheckContext): void {
  const whens = sop.heads.filter((head) => head.kind === 'when');
  if (whens.length === 0) context.report(noTrigger(sop.name.range, []));
  const reentry = sop.heads.find((head) => head.kind === 'reentry');
  if (!reentry) {
    const after = whens.at(-1)?.range.to ?? null;
    const add = (zh: string, en: string) =>
      after === null
        ? []
        : [fix(`加上“${zh}”`, `Add “${en}”`, { from: after, to: after }, `\n  ${inLanguage(context, zh, en)}`)];
    const fixes = [...add('每人一次', 'once per fan'), ...add('每人每30天一次', 'once per fan every 30 days')];
    context.report(noReentry(sop.name.range, fixes));
  }
  if (!reentry?.again) return;
  const timed = whens.some((head) => [...atomsOf(head.condition)].some((atom) => atom.kind === 'schedule'));
  if (timed) context.report(everyTickAgain(reentry.range, []));
}
