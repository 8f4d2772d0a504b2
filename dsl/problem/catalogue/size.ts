import { error } from '../define.js';

/* Size: 8xx. A code never changes its meaning. */

export const tooManyArms = error('SOP805', () => ({
  zh: '“当”里的进入方式太多了，最多 20 种。',
  en: 'There are too many ways in; 20 are the limit.',
}));
export const tooManySteps = error('SOP806', (count: number) => ({
  zh: `这个流程有 ${count} 步，最多 500 步。请拆成几个流程。`,
  en: `This SOP has ${count} steps; 500 are the limit. Make several of it.`,
}));
export const tooManyBranches = error('SOP807', (count: number) => ({
  zh: `这里有 ${count} 个分支，最多 20 个。`,
  en: `There are ${count} arms here; 20 are the limit.`,
}));
export const textTooLong = error('SOP808', (count: number) => ({
  zh: `这段文字有 ${count} 个字，最多 2000 个。`,
  en: `This text has ${count} characters; 2,000 are the limit.`,
}));
export const tooManyDefinitions = error('SOP809', (count: number) => ({
  zh: `这个文件有 ${count} 项定义，最多 200 项。请分成几个文件。`,
  en: `This file has ${count} definitions; 200 are the limit. Split it into several.`,
}));
export const fileTooLarge = error('SOP801', (kib: number) => ({
  zh: `文件有 ${kib} KiB，最多 256 KiB。请分成几个文件。`,
  en: `The file has ${kib} KiB; 256 KiB is the limit. Split it into several.`,
}));
export const tooDeep = error('SOP802', () => ({
  zh: '括号套得太深，最多 64 层。',
  en: 'Brackets are nested too deep; 64 levels are the limit.',
}));
export const numberTooLarge = error('SOP803', (image: string) => ({
  zh: `数字“${image}”太大了。`,
  en: `The number “${image}” is too large.`,
}));
export const tooManyAtoms = error('SOP804', () => ({
  zh: '这个条件太长了，最多 100 项。请拆成分群。',
  en: 'This condition is too long; 100 parts are the limit. Make segments of it.',
}));
