import type { ConditionNode } from '../ast/condition.js';
import type { DefineNode } from '../ast/file.js';
import type { Name } from '../ast/common.js';
import { atomsOf } from '../ast/walk.js';
import { definitionCycle } from '../problem/catalogue/names.js';
import type { CheckContext } from './context.js';

type Rule = Extract<DefineNode, { kind: 'segment' | 'rule-tag' }>;

/** SOP204: no segment or rule tag is defined by way of itself, over all files. Reported where the circle is closed. */
export function checkDefinitionCycles(context: CheckContext): void {
  for (const definition of context.parsed.file.definitions) {
    if (definition.kind !== 'segment' && definition.kind !== 'rule-tag') continue;
    const name = namesIn(definition.condition).find((used) => leadsTo(used, definition, context));
    if (name) context.report(definitionCycle(name.name.range, [], definition.name.value));
  }
}

interface Use {
  kind: Rule['kind'];
  name: Name;
}

function namesIn(condition: ConditionNode): Use[] {
  return [...atomsOf(condition)].flatMap((atom): Use[] => {
    if (atom.kind === 'segment') return [{ kind: 'segment', name: atom.name }];
    return atom.kind === 'tag' ? atom.names.map((name) => ({ kind: 'rule-tag', name })) : [];
  });
}

function leadsTo(use: Use, goal: Rule, context: CheckContext): boolean {
  const seen = new Set<Rule>();
  const open = [use];
  for (let next = open.pop(); next; next = open.pop()) {
    const { segments, ruleTags } = context.definitions;
    const rule = (next.kind === 'segment' ? segments : ruleTags).get(next.name.value);
    if (rule === goal) return true;
    if (!rule || seen.has(rule)) continue;
    seen.add(rule);
    open.push(...namesIn(rule.condition));
  }
  return false;
}
