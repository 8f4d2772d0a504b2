import { error, warning } from '../define.js';
import type { Bilingual } from '../problem.js';

/* The way through an SOP: 5xx. A code never changes its meaning. */

export const unreachable = error('SOP504', () => ({
  zh: '前面已经结束，没有粉丝会走到这一步。',
  en: 'Everything before this step ends; no fan gets here.',
}));
export const splitSum = error('SOP505', (sum: number) => ({
  zh: `各分支加起来是 ${sum}%，要正好 100%。`,
  en: `The arms add up to ${sum}%; they must make 100%.`,
}));
export const everyTickAgain = error('SOP506', () => ({
  zh: '定时进入又可再次进入，每到这个时刻所有人都会再来一遍。请写 每人每30天一次 之类。',
  en: 'On a schedule, “again after leaving” takes everyone in at every tick. Write once per fan every 30 days or the like.',
}));
export const overdueActs = error('SOP507', () => ({
  zh: '逾期里只能写 提醒、转交、打标签、去标签 和 任务。',
  en: 'Inside overdue stand only notify, hand over to, tag, untag and task.',
}));
export const sameArm = error('SOP508', (name: string) => ({
  zh: `分支“${name}”写了两次。`,
  en: `The arm “${name}” stands twice.`,
}));
export const emptyArm = error('SOP509', (name: string) => ({
  zh: `分支“${name}”是 0%，没有粉丝会走到。`,
  en: `The arm “${name}” has 0%; no fan goes there.`,
}));
export const startCycle = error('SOP511', (path: Bilingual) => ({
  zh: `${path.zh}，中间没有等待，同一位粉丝会没完没了地转下去。`,
  en: `${path.en}, with no wait between: one fan would go round for ever.`,
}));
export const slowStartCycle = warning('SOP512', (path: Bilingual) => ({
  zh: `${path.zh}，同一位粉丝会一直转下去。`,
  en: `${path.en}: one fan keeps going round.`,
}));
export const reentryBeforeLeaving = warning('SOP513', (period: string, days: number) => ({
  zh: `粉丝最久会在流程里待${days}天，比“每${period}”还长；还没走完的粉丝到时候进不来。`,
  en: `A fan may stay for ${days} days, longer than “every ${period}”; those still inside then are not taken in again.`,
}));
export const neverHolds = error('SOP531', (first: string, second: string | null) => ({
  zh: `${second === null ? `“${first}”永远不成立` : `“${first}”和“${second}”不可能同时成立`}，没有粉丝会符合。`,
  en: `${second === null ? `“${first}” never holds` : `“${first}” and “${second}” never hold together`}; no fan meets this.`,
}));
export const branchNeverTaken = error('SOP532', (line: number) => ({
  zh: `符合这个条件的粉丝在第${line}行的分支就被带走了，没有人会走到这里。`,
  en: `Whoever meets this has already gone the way of line ${line}; nobody gets here.`,
}));
export const silentIncludesStrangers = warning('SOP533', (window: string) => ({
  zh: `从没来过、从没买过的人也算“${window}没有”，包括刚导入的新粉。`,
  en: `People who never came and never bought also have none “${window}”, fans imported today included.`,
}));
export const missingNeverMatches = warning('SOP534', (field: string) => ({
  zh: `没有“${field}”的粉丝不会被圈进来。`,
  en: `Fans without “${field}” are not found by this.`,
}));
export const noTrigger = error('SOP501', () => ({
  zh: '这个流程没有写“当 …”，谁都进不来。',
  en: 'This SOP has no “when …”, so nobody can enter.',
}));
export const noReentry = error('SOP502', () => ({
  zh: '请写明同一位粉丝能进来几次：每人一次、每人每30天一次，还是可再次进入。',
  en: 'Say how often a fan may enter: once per fan, once per fan every 30 days, or again after leaving.',
}));
export const goalNeedsLength = error('SOP503', () => ({
  zh: '目标要写多长时间内算数，例如 7天内。',
  en: 'A goal says within how long it counts, such as within 7 days.',
}));
