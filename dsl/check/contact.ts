import type { SopNode, SpanNode } from '../ast/file.js';
import { budgetWithoutGoal, limitReached, noTimeLeft, personalData, quietLaxer } from '../problem/catalogue.js';
import { secondsOf } from '../catalogue/duration.js';
import { fix } from '../problem/define.js';
import { allSteps } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';
import { isWithin, walkTimeline } from './timeline.js';

const PERSONAL = ['phone', 'nick', 'birthday'];

/** SOP601–SOP611: what fans may be sent, when, and what may be told about them. */
export function checkContact(sop: SopNode, context: CheckContext): void {
  checkLimits(sop, context);
  checkQuiet(sop, context);
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
    walkTimeline(sop, sop.steps, (step, at) => {
      if (reported || step.kind !== 'send' || at === null) return;
      const here = { channel: step.channel, lo: at.lo, hi: at.hi };
      const sends = [...at.sends, here].filter((send) => limit.channel === null || send.channel === limit.channel);
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

/** At least an hour a day is left for messages, and the shop's own quiet hours are not undercut. */
function checkQuiet(sop: SopNode, context: CheckContext): void {
  const quiet = sop.heads.find((head) => head.kind === 'quiet');
  const only = sop.heads.find((head) => head.kind === 'only');
  const spanOf = (span: SpanNode | undefined) => (span ? { from: span.from.minute, to: span.to.minute } : null);
  const [silent, allowed, shop] = [spanOf(quiet?.span), spanOf(only?.span), context.catalogue.quiet];
  let free = 0;
  let laxer = false;
  for (let minute = 0; minute < 1440; minute++) {
    const closed = silent !== null && isWithin(minute, silent);
    if (!closed && shop && isWithin(minute, shop)) laxer = true;
    else if (!closed && (allowed === null || isWithin(minute, allowed))) free++;
  }
  const head = quiet ?? only;
  const empty = [silent, allowed].some((span) => span && span.from % 1440 === span.to % 1440);
  if (head && free < 60 && !empty) context.report(noTimeLeft(head.range, []));
  else if (quiet && laxer) context.report(quietLaxer(quiet.range, []));
}
