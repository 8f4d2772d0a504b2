import type { SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { blocksOf } from '../ast/walk.js';
import type { MinuteRange } from '../ir/program.js';
import {
  budgetWithoutGoal,
  limitReached,
  mayLackConsent,
  noTimeLeft,
  personalData,
  quietLaxer,
} from '../problem/catalogue/contact.js';
import { isServiceText } from '../catalogue/text-content.js';
import { secondsOf } from '../catalogue/duration.js';
import { fix } from '../problem/define.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';
import { isWithin, spanOf } from './sending-hours.js';
import { walkTimeline } from './timeline.js';

const PERSONAL = ['phone', 'nick', 'birthday'];

/** SOP601–SOP611: what fans may be sent, when, and what may be told about them. */
export function checkContact(sop: SopNode, context: CheckContext): void {
  checkLimits(sop, context);
  checkQuiet(sop, context);
  checkConsent(sop.steps, context);
  const budget = sop.heads.find((head) => head.kind === 'budget');
  if (budget && !sop.heads.some((head) => head.kind === 'goal')) context.report(budgetWithoutGoal(budget.range, []));
  for (const step of allSteps(sop)) {
    if (step.kind !== 'webhook') continue;
    for (const field of step.fields) {
      if (PERSONAL.includes(field.name)) context.report(personalData(field.range, [], textAt(context, field.range)));
    }
  }
}

/** A path whose sends always fall into one window of a limit. */
function checkLimits(sop: SopNode, context: CheckContext): void {
  for (const limit of sop.heads) {
    if (limit.kind !== 'limit') continue;
    const window = secondsOf(limit.every);
    let reported = false;
    walkTimeline(context.hoursOf(sop), sop.steps, (step, at) => {
      if (reported || step.kind !== 'send' || at === null) return;
      const here = { channel: step.channel, step, lo: at.lo, hi: at.hi };
      const sends = [...at.sends, here].filter(
        (send) => (limit.channel === null || send.channel === limit.channel) && !isService(send.step, context),
      );
      const first = sends.at(-1 - limit.messages);
      if (sends.at(-1) !== here || !first || here.hi - first.lo >= window) return;
      reported = true;
      const day = Math.max(at.day, 0);
      const nth = limit.messages + 1;
      const within = textAt(context, limit.every.range);
      const unit = inLanguage(context, '条', ' messages');
      const raise = fix('放宽限发', 'Raise the limit', limit.messagesRange, `${nth}${unit}`);
      context.report(limitReached(limit.range, [raise], within, limit.messages, day, nth));
    });
  }
}

/** Service messages count in no limit. */
function isService(step: StepNode, context: CheckContext): boolean {
  return step.kind === 'send' && step.message !== null && isServiceText(step.message.value, context);
}

/** At least an hour a day is left for messages, and the shop's own quiet hours are not undercut. */
function checkQuiet(sop: SopNode, context: CheckContext): void {
  const quiet = sop.heads.find((head) => head.kind === 'quiet');
  const head = quiet ?? sop.heads.find((head) => head.kind === 'only');
  if (!head || head.span.from.minute % 1440 === head.span.to.minute % 1440) return;
  const { quiet: shop } = context.catalogue;
  if (context.hoursOf(sop).free < 60) context.report(noTimeLeft(head.range, []));
  else if (quiet && shop && !covers(spanOf(quiet.span), shop)) context.report(quietLaxer(quiet.range, []));
}

function covers(span: MinuteRange, inner: MinuteRange): boolean {
  for (let minute = 0; minute < 1440; minute++) if (isWithin(minute, inner) && !isWithin(minute, span)) return false;
  return true;
}

/** Following gives consent to private messages, a live popup needs none; the other channels have one each. */
export const FREELY_SENT = ['private_message', 'live_popup'];

/** A send that reaches only those who agreed to its channel, with nothing for the others. */
function checkConsent(steps: readonly StepNode[], context: CheckContext): void {
  for (const step of steps) {
    if (step.kind !== 'send') for (const block of blocksOf(step)) checkConsent(block.steps, context);
    else if (!step.undelivered && !FREELY_SENT.includes(step.channel)) {
      const channel = spellWord(step.channel, context.parsed.language);
      const end = { from: step.range.to, to: step.range.to };
      const add = inLanguage(context, ' 未送达 { 结束 }', ' undelivered { end }');
      context.report(mayLackConsent(step.channelRange, [fix('加上“未送达”', 'Add “undelivered”', end, add)], channel));
    }
  }
}
