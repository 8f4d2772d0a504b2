import type { Language } from '../i18n/language.svelte.js';

const kinds: Record<string, { zh: string; en: string }> = {
  wait: { zh: '等待', en: 'waiting' },
  till: { zh: '等到时间', en: 'waiting for a time' },
  until: { zh: '等待发生', en: 'waiting for an event' },
  absent: { zh: '观察中', en: 'being watched' },
  receipt: { zh: '等回执', en: 'waiting for the receipt' },
  send: { zh: '发消息', en: 'sending' },
  tag: { zh: '打标签', en: 'tagging' },
  untag: { zh: '去标签', en: 'untagging' },
  set: { zh: '设字段', en: 'setting a field' },
  points: { zh: '加积分', en: 'adding points' },
  upgrade: { zh: '升级', en: 'upgrading' },
  grant: { zh: '发券', en: 'giving a coupon' },
  task: { zh: '任务', en: 'task' },
  assign: { zh: '分配负责人', en: 'assigning an owner' },
  handover: { zh: '转交', en: 'handing over' },
  notify: { zh: '提醒', en: 'notifying' },
  webhook: { zh: '推送', en: 'pushing' },
  start: { zh: '启动流程', en: 'starting an SOP' },
  stop: { zh: '停止流程', en: 'stopping an SOP' },
  if: { zh: '判断', en: 'choice' },
  split: { zh: '分流', en: 'split' },
  end: { zh: '结束', en: 'the end' },
  leave: { zh: '离开', en: 'leaving' },
  expire: { zh: '到期', en: 'expiring' },
};

/**
 * Where a fan stands, read from the step's key alone: `day:3/send:1` is 第3天. The day says most; without one the step's
 * own kind does.
 */
export function keyWords(key: string, language: Language): string {
  const day = key.split('/').findLast((segment) => segment.startsWith('day:'));
  return segmentWords(day ?? lastOf(key), language);
}

/** What a step does, read from its key alone: `day:3/send:1` is 发消息. */
export function stepWords(key: string, language: Language): string {
  return segmentWords(lastOf(key), language);
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function segmentWords(segment: string, language: Language): string {
  const [kind = '', label = ''] = segment.split(':');
  if (kind === 'day') return language === 'zh' ? `第${label}天` : `Day ${label}`;
  const known = kinds[kind]?.[language] ?? kind;
  const named = kind === 'task' || kind === 'split';
  return named && label !== '' ? `${known} ${decodeURIComponent(label)}` : known;
}
