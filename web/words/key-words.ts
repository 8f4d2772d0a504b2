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
  task: { zh: '任务', en: 'task' },
  start: { zh: '启动流程', en: 'starting an SOP' },
  if: { zh: '判断', en: 'choice' },
  split: { zh: '分流', en: 'split' },
  leave: { zh: '离开', en: 'leaving' },
  expire: { zh: '到期', en: 'expiring' },
};

/**
 * Where a fan stands, read from the step's key alone: `day:3/send:1` is 第3天. The day says most; without one the step's
 * own kind does.
 */
export function keyWords(key: string, language: Language): string {
  const segments = key.split('/');
  const day = segments.map((segment) => /^day:(\d+)/.exec(segment)?.[1]).findLast((found) => found !== undefined);
  if (day !== undefined) return language === 'zh' ? `第${day}天` : `Day ${day}`;
  const [kind = '', label = ''] = (segments.at(-1) ?? '').split(':');
  const known = kinds[kind]?.[language] ?? kind;
  const named = kind === 'task' || kind === 'split';
  return named && label !== '' ? `${known} ${decodeURIComponent(label)}` : known;
}
