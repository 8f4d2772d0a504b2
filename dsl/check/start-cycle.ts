import type { SopNode } from '../ast/file.js';
import { lineAt, lineStarts } from '../problem/locate.js';
import { slowStartCycle, startCycle } from '../problem/catalogue.js';
import type { Name } from '../ast/common.js';
import { fix } from '../problem/define.js';
import type { Bilingual, Fix } from '../problem/problem.js';
import { inLanguage, type CheckContext } from './context.js';
import { walkTimeline } from './timeline.js';

interface StartEdge {
  from: SopNode;
  target: Name;
  /** A fan can come here without any wait. */
  immediate: boolean;
  place: Bilingual;
}

/** SOP511, SOP512: SOPs that start each other in a circle, where every one of them takes a fan again at once. */
export function checkStartCycles(context: CheckContext): void {
  const edges = edgesByStarter(context);
  for (const sop of context.parsed.file.definitions) {
    const path = sop.kind === 'sop' ? findCycle(sop, edges) : null;
    const [first] = path ?? [];
    if (!path || !first || sop.kind !== 'sop' || !isFirstOf(path, sop, context)) continue;
    const make = path.every((edge) => edge.immediate) ? startCycle : slowStartCycle;
    context.report(make(first.target.range, onceFixes(sop, context), describe(path)));
  }
}

function edgesByStarter(context: CheckContext): Map<string, StartEdge[]> {
  const edges = new Map<string, StartEdge[]>();
  for (const { path, parsed } of context.files) {
    const starts = lineStarts(parsed.text);
    for (const definition of parsed.file.definitions) {
      if (definition.kind !== 'sop' || !isAgain(definition)) continue;
      edges.set(definition.name.value, startsOf(definition, path, starts));
    }
  }
  return edges;
}

/** A circle is reported once, at the first of its SOPs. */
function isFirstOf(path: readonly StartEdge[], sop: SopNode, context: CheckContext): boolean {
  const members = new Set(path.map((edge) => edge.from));
  const all = context.files.flatMap(({ parsed }) => parsed.file.definitions);
  return all.find((definition) => definition.kind === 'sop' && members.has(definition)) === sop;
}

function describe(path: readonly StartEdge[]): Bilingual {
  const names = (edge: StartEdge) => [edge.from.name.value, edge.target.value] as const;
  return {
    zh: path.map((edge) => `“${names(edge)[0]}”启动“${names(edge)[1]}”(${edge.place.zh})`).join(','),
    en: path.map((edge) => `“${names(edge)[0]}” starts “${names(edge)[1]}” (${edge.place.en})`).join(', '),
  };
}

function onceFixes(sop: SopNode, context: CheckContext): Fix[] {
  const clause = sop.heads.find((head) => head.kind === 'reentry');
  if (!clause) return [];
  const write = (zh: string, en: string) =>
    fix(`改成“${zh}”`, `Write “${en}”`, clause.range, inLanguage(context, zh, en));
  return [write('每人一次', 'once per fan'), write('每人每30天一次', 'once per fan every 30 days')];
}

function isAgain(sop: SopNode): boolean {
  return sop.heads.some((head) => head.kind === 'reentry' && head.again);
}

function startsOf(sop: SopNode, path: string | null, lines: readonly number[]): StartEdge[] {
  const edges: StartEdge[] = [];
  const add = (target: Name, immediate: boolean) => {
    const line = lineAt(lines, target.range.from) + 1;
    const file = path === null ? '' : `${path} `;
    edges.push({ from: sop, target, immediate, place: { zh: `${file}第${line}行`, en: `${file}line ${line}` } });
  };
  const blocks = sop.heads.flatMap((head) =>
    (head.kind === 'leave' || head.kind === 'expire') && head.block ? [head.block.steps] : [],
  );
  for (const steps of [sop.steps, ...blocks]) {
    walkTimeline(sop, steps, (step, at) => {
      if (step.kind === 'start' && at !== null) add(step.sop, at.lo === 0);
    });
  }
  return edges;
}

/** Shortest way from an SOP back to itself. */
function findCycle(sop: SopNode, edges: ReadonlyMap<string, readonly StartEdge[]>): StartEdge[] | null {
  const goal = sop.name.value;
  const cameBy = new Map<string, StartEdge>();
  const queue = [goal];
  for (const name of queue) {
    for (const edge of edges.get(name) ?? []) {
      const target = edge.target.value;
      if (cameBy.has(target)) continue;
      cameBy.set(target, edge);
      if (target === goal) return pathTo(goal, cameBy);
      queue.push(target);
    }
  }
  return null;
}

function pathTo(goal: string, cameBy: ReadonlyMap<string, StartEdge>): StartEdge[] {
  const path: StartEdge[] = [];
  let edge = cameBy.get(goal);
  while (edge) {
    path.unshift(edge);
    edge = edge.from.name.value === goal ? undefined : cameBy.get(edge.from.name.value);
  }
  return path;
}
