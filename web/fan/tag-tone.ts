import type { Tone } from '../kit/tone.js';

const tones: Record<string, Tone> = {
  value: 'good',
  membership: 'good',
  interaction: 'accent',
  preference: 'plain',
  source: 'plain',
  lifecycle: 'plain',
};

/** One colour a dimension; warnings, such as 流失预警 and 失败, by the word. */
export function tagTone(tag: { name: string; dimension: string }): Tone {
  if (/预警|流失|失败/.test(tag.name)) return 'bad';
  if (/敏感|到期|待/.test(tag.name)) return 'warn';
  return tones[tag.dimension] ?? 'plain';
}
