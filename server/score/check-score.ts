import type { DefineNode } from '@fanloom/dsl/ast/file.js';
import { Compilation, type CompileContext } from '@fanloom/dsl/compile/context.js';
import { compileScore } from '@fanloom/dsl/compile/expression.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';

/** A score as the shop keeps it: its definition as written, without an error. */
export interface CheckedScore {
  name: string;
  text: string;
}

/** @returns `score` null when an error is among the problems; one is that the score depends on itself */
export function checkScore(
  node: Extract<DefineNode, { kind: 'score' }>,
  text: string,
  context: CompileContext,
): { score: CheckedScore | null; problems: Problem[] } {
  const compilation = new Compilation(context);
  const rule = compilation.within(`score ${node.name.value}`, node.name, () => compileScore(node, compilation));
  const { problems } = compilation;
  if (!rule || problems.some(({ severity }) => severity === 'error')) return { score: null, problems };
  return { score: { name: node.name.value, text: text.slice(node.range.from, node.range.to) }, problems };
}
