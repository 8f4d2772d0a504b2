import type { SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { stepsWithin } from '../ast/walk.js';
import { slowStartCycle, startCycle } from '../problem/catalogue/flow.js';
import { fix } from '../problem/define.js';
import { lineAt } from '../problem/locate.js';
import type { Bilingual, Fix } from '../problem/problem.js';
import type { Range } from '../ir/program.js';
import type { Parsed } from '../parser/parse.js';
import { allSteps } from './conditions.js';
import { inLanguage, type CheckContext } from './context.js';
import { effectsOf, heardBy, hears, type Effect } from './start-effect.js';
import { walkTimeline } from './timeline.js';

/** A step of one SOP that lets its fan into another: by starting it, or by a change that the other waits for. */
interface StartEdge {
  from: SopNode;
  to: SopNode;
  range: Range;
  /** The tag put on or taken off; null for another change or a plain start. */
  tag: { name: string; on: boolean } | null;
  /** A fan can go on without any wait and enters again at once. */
  immediate: boolean;
  place: Bilingual;
  /** The words of the step; null for a plain start. */
  change: string | null;
}

/** SOP511, SOP512: SOPs that let a fan into each other in a circle, where every one takes a fan in again. */
export function checkStartCycles(context: CheckContext): void {
  if (!context.parsed.file.definitions.some((definition) => definition.kind === 'sop' && comesAgain(definition)))
    return;
  const edges = edgesByStarter(context);
  for (const sop of context.parsed.file.definitions) {
    const path = sop.kind === 'sop' ? findCycle(sop, edges) : null;
    const [first] = path ?? [];
    if (!path || !first || sop.kind !== 'sop' || !isFirstOf(path, sop, context)) continue;
    const atOnce = path.every((edge) => edge.immediate);
    const make = atOnce ? startCycle : slowStartCycle;
    context.report(make(first.range, onceFixes(sop, atOnce, context), describe(path)));
  }
}

/** Whether a fan may come in a second time for the same thing. */
function comesAgain(sop: SopNode): boolean {
  return sop.heads.some((head) => head.kind === 'reentry' && (head.again || (head.every !== null && !head.per)));
}

function edgesByStarter(context: CheckContext): Map<SopNode, StartEdge[]> {
  const again = context.files.flatMap(({ path, parsed }) =>
    parsed.file.definitions.flatMap((sop) => (sop.kind === 'sop' && comesAgain(sop) ? [{ sop, path, parsed }] : [])),
  );
  const listeners = again.map(({ sop }) => ({ sop, heard: heardBy(sop, context) }));
  const edges = new Map<SopNode, StartEdge[]>();
  for (const { sop, path, parsed } of again) {
    const found: StartEdge[] = [];
    eachStep(sop, context, (step, atOnce) => {
      for (const effect of effectsOf(step)) {
        const targets = listeners.filter(
          ({ sop: to, heard }) => effect.start === to.name.value || hears(heard, effect),
        );
        for (const { sop: to } of targets) found.push(edgeOf(sop, to, effect, atOnce, { path, parsed }));
      }
    });
    edges.set(sop, found);
  }
  return edges;
}

function eachStep(sop: SopNode, context: CheckContext, visit: (step: StepNode, atOnce: boolean) => void): void {
  const leaves = sop.heads.flatMap((head) => (head.kind === 'leave' && head.block ? head.block.steps : []));
  for (const step of stepsWithin(leaves)) visit(step, true);
  for (const head of sop.heads) {
    if (head.kind === 'expire') for (const step of stepsWithin(head.block?.steps ?? [])) visit(step, false);
  }
  walkTimeline(context.hoursOf(sop), sop.steps, (step, at) => {
    if (at !== null) visit(step, at.lo === 0);
  });
}

function edgeOf(
  from: SopNode,
  to: SopNode,
  { range, start, tag }: Effect,
  atOnce: boolean,
  { path, parsed }: { path: string | null; parsed: Parsed },
): StartEdge {
  const line = lineAt(parsed.lines, range.from) + 1;
  const file = path === null ? '' : `${path} `;
  const again = to.heads.some((head) => head.kind === 'reentry' && head.again);
  return {
    from,
    to,
    range,
    tag,
    immediate: atOnce && again,
    place: { zh: `${file}第${line}行`, en: `${file}line ${line}` },
    change: start === null ? parsed.text.slice(range.from, range.to).slice(0, 40) : null,
  };
}

/** A circle is reported once, at the first of its SOPs. */
function isFirstOf(path: readonly StartEdge[], sop: SopNode, context: CheckContext): boolean {
  const members = new Set(path.map((edge) => edge.from));
  const all = context.files.flatMap(({ parsed }) => parsed.file.definitions);
  return all.find((definition) => definition.kind === 'sop' && members.has(definition)) === sop;
}

function describe(path: readonly StartEdge[]): Bilingual {
  const zh = ({ from, to, place, change }: StartEdge, i: number) => {
    const again = i === 0 ? '' : '又';
    const [starter, started] = [`“${from.name.value}”`, `“${to.name.value}”`];
    return change === null
      ? `${starter}${again}启动${started}（${place.zh}）`
      : `${starter}里的 ${change} ${again}让粉丝进入${started}（${place.zh}）`;
  };
  const en = ({ from, to, place, change }: StartEdge) => {
    const [starter, started] = [`“${from.name.value}”`, `“${to.name.value}”`];
    return change === null
      ? `${starter} starts ${started} (${place.en})`
      : `${change} in ${starter} lets the fan into ${started} (${place.en})`;
  };
  return { zh: path.map(zh).join('，'), en: path.map(en).join(', ') };
}

/** A period turns a circle into a slow one; only 每人一次 ends it. */
function onceFixes(sop: SopNode, atOnce: boolean, context: CheckContext): Fix[] {
  const clause = sop.heads.find((head) => head.kind === 'reentry');
  if (!clause) return [];
  const write = (zh: string, en: string) =>
    fix(`改成“${zh}”`, `Write “${en}”`, clause.range, inLanguage(context, zh, en));
  const month = write('每人每30天一次', 'once per fan every 30 days');
  return [write('每人一次', 'once per fan'), ...(atOnce ? [month] : [])];
}

/** Shortest way from an SOP back to itself. */
function findCycle(goal: SopNode, edges: ReadonlyMap<SopNode, readonly StartEdge[]>): StartEdge[] | null {
  const cameBy = new Map<SopNode, StartEdge>();
  const queue = [goal];
  for (const sop of queue) {
    for (const edge of edges.get(sop) ?? []) {
      if (cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      if (edge.to !== goal) queue.push(edge.to);
      else {
        const path = pathTo(goal, cameBy);
        return canRepeat(path) ? path : null;
      }
    }
  }
  return null;
}

/** A tag that is on already is not put on again: a circle over it turns only where it is taken off on the way. */
function canRepeat(path: readonly StartEdge[]): boolean {
  return path.every(({ tag }) => {
    if (!tag) return true;
    return path.some(({ from }) =>
      [...allSteps(from)].some(
        (step) => step.kind === (tag.on ? 'untag' : 'tag') && step.names.some(({ value }) => value === tag.name),
      ),
    );
  });
}

function pathTo(goal: SopNode, cameBy: ReadonlyMap<SopNode, StartEdge>): StartEdge[] {
  const path: StartEdge[] = [];
  let edge = cameBy.get(goal);
  while (edge) {
    path.unshift(edge);
    edge = edge.from === goal ? undefined : cameBy.get(edge.from);
  }
  return path;
}
