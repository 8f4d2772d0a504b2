import type { FileNode, SopNode, TestNode } from '../ast/file.js';
import { stepsWithin } from '../ast/walk.js';
import { secondsOf } from '../catalogue/duration.js';
import { testEventNeedsValue, testTimeBackwards, testWithoutSop, unknownInSop } from '../problem/catalogue.js';
import type { CheckContext } from './context.js';

/** SOP701–SOP704: tests name an SOP and its arms, and tell what happens in order of time. */
export function checkTest(test: TestNode, context: CheckContext): void {
  const sop = sopOf(test, context.parsed.file, context);
  if (sop === null && test.sop === null) context.report(testWithoutSop(test.name.range, []));
  let last = -Infinity;
  for (const line of test.lines) {
    if (line.kind === 'split' && sop) checkArm(line.split, line.arm, sop, context);
    if (line.kind === 'event') {
      for (const filter of line.event.filters) {
        const exact = filter.kind === 'contains' || (filter.kind === 'compare' && filter.ops.join() === '=');
        if (!exact) context.report(testEventNeedsValue(filter.range, []));
      }
    }
    if (!('moment' in line) || !line.moment || line.moment.kind === 'onwards') continue;
    const { moment } = line;
    const at =
      moment.kind === 'day' ? moment.day * 1440 + (moment.time?.minute ?? 600) : -secondsOf(moment.duration) / 60;
    if (at < last) context.report(testTimeBackwards(moment.range, []));
    last = at;
  }
}

function sopOf(test: TestNode, file: FileNode, context: CheckContext): SopNode | null {
  if (test.sop) return context.definitions.sops.get(test.sop.value) ?? null;
  const sops = file.definitions.filter((definition) => definition.kind === 'sop');
  return sops.findLast((sop) => sop.range.from < test.range.from) ?? sops[0] ?? null;
}

function checkArm(split: TestNode['name'], arm: TestNode['name'], sop: SopNode, context: CheckContext): void {
  const found = [...stepsWithin(sop.steps)].find((step) => step.kind === 'split' && step.name.value === split.value);
  if (found?.kind !== 'split') context.report(unknownInSop(split.range, [], 'split', split.value));
  else if (!found.arms.some((known) => known.name.value === arm.value)) {
    context.report(unknownInSop(arm.range, [], 'arm', arm.value));
  }
}
