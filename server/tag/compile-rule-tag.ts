import type { DefineNode } from '@fanloom/dsl/ast/file.js';
import { compileCondition } from '@fanloom/dsl/compile/condition.js';
import { Compilation, type CompileContext } from '@fanloom/dsl/compile/context.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';

/** A tag that is kept true: its condition as written, and compiled with the segments it names. */
export interface CompiledRuleTag {
  name: string;
  text: string;
  condition: Condition;
  segments: Record<string, Condition>;
}

/** @returns `ruleTag` null when an error is among the problems; one is that the tag depends on itself */
export function compileRuleTag(
  node: Extract<DefineNode, { kind: 'rule-tag' }>,
  text: string,
  context: CompileContext,
): { ruleTag: CompiledRuleTag | null; problems: Problem[] } {
  const compilation = new Compilation(context);
  const condition = compilation.within(`tag ${node.name.value}`, node.name, () =>
    compileCondition(node.condition, 'state', compilation),
  );
  const { problems } = compilation;
  if (!condition || problems.some(({ severity }) => severity === 'error')) return { ruleTag: null, problems };
  const { from, to } = node.condition.range;
  const segments = Object.fromEntries(compilation.segments);
  return { ruleTag: { name: node.name.value, text: text.slice(from, to), condition, segments }, problems };
}
