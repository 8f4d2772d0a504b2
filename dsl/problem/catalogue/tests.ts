import { error, warning } from '../define.js';

/* Tests: 7xx. A code never changes its meaning. */

const PARTS = {
  split: { zh: '分流', en: 'split' },
  arm: { zh: '分支', en: 'arm' },
  task: { zh: '任务', en: 'task' },
  start: { zh: '启动流程', en: 'step that starts' },
} as const;

export const unknownInSop = error('SOP703', (kind: 'split' | 'arm' | 'task' | 'start', name: string) => ({
  zh: `流程里没有${PARTS[kind].zh}“${name}”。`,
  en: `The SOP has no ${PARTS[kind].en} “${name}”.`,
}));
export const testTimeBackwards = error('SOP704', () => ({
  zh: '测试要按时间顺序写，这一行比上一行早。',
  en: 'The lines of a test stand in order of time; this one is before the last.',
}));
export const testWithoutSop = error('SOP701', () => ({
  zh: '这个测试前面没有流程，请用 针对 "流程名" 说明测哪一个。',
  en: 'No SOP stands before this test; say which with for "name".',
}));
export const testEventNeedsValue = error('SOP702', () => ({
  zh: '测试里发生的行为要写确定的值，例如 支付(金额 = 99元)。',
  en: 'What happens in a test has exact values, such as order.pay(amount = 99 yuan).',
}));
export const onwardsOnlySent = error('SOP705', () => ({
  zh: '“第N天起”只能和 发出 或 没有发出 一起写；别的请写明是哪一天。',
  en: '“day N onwards” goes with sent or no sent only; for anything else name the day.',
}));
export const expectInHistory = error('SOP706', () => ({
  zh: '“…前”说的是进入以前的历史，那时流程还没有开始，没有什么可以检查。',
  en: '“… before” is history: nothing of the SOP has run yet, so there is nothing to expect.',
}));
export const testFanWithoutConsent = warning('SOP707', (channel: string) => ({
  zh: `测试里的粉丝没有授权“${channel}”，这条发不出去。请在 粉丝 {…} 里写 授权 ${channel}。`,
  en: `The fan of this test has not consented to “${channel}”, so it is not sent. Write consent ${channel} in fan {…}.`,
}));
