import type { ConditionNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import { branchNeverTaken, neverHolds } from '../problem/catalogue/flow.js';
import type { Range } from '../ir/program.js';
import { lineAt } from '../problem/locate.js';
import { claimsOf, contradict, implies, sentence, type Claim } from './claim.js';
import { allSteps, conditionsIn } from './conditions.js';
import { textAt, type CheckContext } from './context.js';

interface Placed {
  claim: Claim;
  range: Range;
}

/** SOP531, SOP532: conditions that nobody meets, and branches that an earlier one takes everybody from. */
export function checkNeverHolds(definition: DefinitionNode, context: CheckContext): void {
  for (const { condition } of conditionsIn(definition)) contradiction(condition, [], context);
  if (definition.kind !== 'sop') return;
  for (const step of allSteps(definition)) {
    if (step.kind === 'if')
      checkBranches(
        step.arms.map((arm) => arm.condition),
        context,
      );
  }
}

/** Reports the first contradiction among what must hold together. False when there is one. */
function contradiction(node: ConditionNode, outer: readonly Placed[], context: CheckContext): boolean {
  const parts = node.kind === 'and' ? node.of : [node];
  const known = [...outer];
  for (const part of parts) {
    if (part.kind === 'and' || part.kind === 'or') continue;
    const { claims, implied } = claimsOf(part);
    for (const claim of [...claims, ...implied]) {
      const other = known.find((before) => contradict(before.claim, claim));
      if (other) {
        report(other.range, part.range, context);
        return false;
      }
      known.push({ claim, range: part.range });
    }
  }
  for (const part of parts) {
    const choices = part.kind === 'or' ? part.of : part.kind === 'and' && part !== node ? [part] : [];
    for (const choice of choices) if (!contradiction(choice, known, context)) return false;
  }
  return true;
}

function report(first: Range, second: Range, context: CheckContext): void {
  const words = (range: Range) => textAt(context, range).slice(0, 40);
  context.report(neverHolds(second, [], words(first), first === second ? null : words(second)));
}

function checkBranches(conditions: readonly ConditionNode[], context: CheckContext): void {
  conditions.forEach((condition, i) => {
    const earlier = conditions.slice(0, i).find((before) => takesAll(before, condition));
    if (!earlier) return;
    context.report(branchNeverTaken(condition.range, [], lineAt(context.parsed.lines, earlier.range.from) + 1));
  });
}

/** Whoever meets `later` meets `earlier` as well. */
function takesAll(earlier: ConditionNode, later: ConditionNode): boolean {
  if (sentence(earlier) === sentence(later)) return true;
  if (earlier.kind === 'or') return earlier.of.some((part) => takesAll(part, later));
  const parts = earlier.kind === 'and' ? earlier.of : [earlier];
  const wanted = parts.map(claimsOf);
  if (!wanted.every((part) => part.whole)) return false;
  const given = (later.kind === 'and' ? later.of : [later])
    .map(claimsOf)
    .flatMap(({ claims, implied }) => [...claims, ...implied]);
  return wanted.flatMap((part) => part.claims).every((claim) => given.some((known) => implies(known, claim)));
}
