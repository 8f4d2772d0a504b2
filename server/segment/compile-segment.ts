import type { DefineNode } from '@fanloom/dsl/ast/file.js';
import { compileCondition } from '@fanloom/dsl/compile/condition.js';
import { Compilation, type CompileContext } from '@fanloom/dsl/compile/context.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';

/** A segment as the shop keeps it: its condition as written, and compiled. */
export interface CompiledSegment {
  name: string;
  text: string;
  condition: Condition;
  /** Those that the condition names, in turn. */
  segments: Record<string, Condition>;
}

/** @returns `segment` null when an error is among the problems */
export function compileSegment(
  node: Extract<DefineNode, { kind: 'segment' }>,
  text: string,
  context: CompileContext,
): { segment: CompiledSegment | null; problems: Problem[] } {
  const compilation = new Compilation(context);
  const condition = compileCondition(node.condition, 'state', compilation);
  const { problems } = compilation;
  if (problems.some(({ severity }) => severity === 'error')) return { segment: null, problems };
  const { from, to } = node.condition.range;
  const segments = Object.fromEntries(compilation.segments);
  return { segment: { name: node.name.value, text: text.slice(from, to), condition, segments }, problems };
}
