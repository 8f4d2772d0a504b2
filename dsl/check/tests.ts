import type { ExpectNode, FileNode, MomentNode, SopNode, TestLineNode, TestNode } from '../ast/file.js';
import { stepsWithin } from '../ast/walk.js';
import { secondsOf } from '../catalogue/duration.js';
import {
  expectInHistory,
  onwardsOnlySent,
  testEventNeedsValue,
  testFanWithoutConsent,
  testTimeBackwards,
  testWithoutSop,
  unknownInSop,
} from '../problem/catalogue/tests.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps } from './conditions.js';
import { FREELY_SENT } from './contact.js';
import type { CheckContext } from './context.js';

/** SOP701–SOP707: tests name what the SOP has, tell what happens in order of time, and expect what can be. */
export function checkTest(test: TestNode, context: CheckContext): void {
  const sop = sopOf(test, context.parsed.file, context);
  if (sop === null && test.sop === null) context.report(testWithoutSop(test.name.range, []));
  let last = -Infinity;
  for (const line of test.lines) {
    if (line.kind === 'split' && sop) checkArm(line.split, line.arm, sop, context);
    if (line.kind === 'expect' && sop) checkExpected(line.expect, test, sop, context);
    if (line.kind === 'event') {
      for (const filter of line.event.filters) {
        const exact = filter.kind === 'contains' || (filter.kind === 'compare' && filter.ops.join() === '=');
        if (!exact) context.report(testEventNeedsValue(filter.range, []));
      }
    }
    if (!('moment' in line) || !line.moment) continue;
    checkMoment(line, line.moment, context);
    if (line.moment.kind === 'onwards') continue;
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

type MomentLine = Extract<TestLineNode, { moment: MomentNode | null }>;

/** `第2天起` sums up what is sent; nothing of the SOP is to be seen before it began. */
function checkMoment(line: MomentLine, moment: MomentNode, context: CheckContext): void {
  const sent = line.kind === 'expect' && line.expect.kind === 'sent';
  if (moment.kind === 'onwards' && !sent) context.report(onwardsOnlySent(moment.range, []));
  if (moment.kind === 'ago' && line.kind === 'expect') context.report(expectInHistory(moment.range, []));
}

/** What the SOP has no step for never comes, and nobody is sent what they did not agree to. */
function checkExpected(expect: ExpectNode, test: TestNode, sop: SopNode, context: CheckContext): void {
  const has = (kind: 'task' | 'start', name: string) =>
    [...allSteps(sop)].some(
      (step) =>
        (step.kind === 'task' && kind === 'task' && step.title.value === name) ||
        (step.kind === 'start' && kind === 'start' && step.sop.value === name),
    );
  if (expect.kind === 'task' && !has('task', expect.title.value)) {
    context.report(unknownInSop(expect.title.range, [], 'task', expect.title.value));
  }
  if (expect.kind === 'started' && !has('start', expect.sop.value)) {
    context.report(unknownInSop(expect.sop.range, [], 'start', expect.sop.value));
  }
  const { channel } = expect.kind === 'sent' && !expect.no && expect.count !== 0 ? expect : { channel: null };
  if (channel === null || FREELY_SENT.includes(channel) || agrees(test, channel)) return;
  const word = spellWord(channel, context.parsed.language);
  context.report(testFanWithoutConsent(expect.range, [], word));
}

function agrees(test: TestNode, channel: string): boolean {
  return test.lines.some((line) => {
    if (line.kind === 'event') return line.event.type === 'consent.change';
    return (
      line.kind === 'fan' && line.given.some((given) => given.kind === 'consent' && given.channels.includes(channel))
    );
  });
}
