import type { Range } from '../ir/program.js';
import type { Bilingual } from '../problem/problem.js';
import type { Hover } from './hover-text.js';
import type { Document } from './project.js';

const ROOTS: Record<string, Bilingual> = {
  fan: { zh: '这位粉丝的资料', en: "The fan's own data" },
  entry: { zh: '让粉丝进来的那一次行为', en: 'The event that the fan entered by' },
  coupon: { zh: '这一程里最近发的券', en: 'The coupon issued last on this way' },
  live: { zh: '直播间', en: 'The live room' },
  survey: { zh: '附的问卷', en: 'The survey attached' },
  shop: { zh: '店铺', en: 'The shop' },
};
const WORDS: Record<string, string> = {
  粉丝: 'fan',
  本次: 'entry',
  券: 'coupon',
  直播间: 'live',
  问卷: 'survey',
  店铺: 'shop',
};

/** The merge field of a text under an offset, and what happens where it has no value. */
export function mergeHover({ parsed: { text } }: Document, { from, to }: Range, offset: number): Hover | null {
  for (const found of text.slice(from, to).matchAll(/\{([^{}|]*)(?:\|([^{}]*))?\}/g)) {
    const range = { from: from + found.index, to: from + found.index + found[0].length };
    if (offset < range.from || offset > range.to) continue;
    const word = /^[^.「的]*/.exec((found[1] ?? '').trim())?.[0] ?? '';
    const root = ROOTS[word] ?? ROOTS[WORDS[word] ?? ''];
    return root ? { range, title: { zh: found[0], en: found[0] }, text: sentence(root, found[2]) } : null;
  }
  return null;
}

function sentence(root: Bilingual, fallback: string | undefined): Bilingual {
  return fallback === undefined
    ? { zh: `${root.zh}。没有值时这条消息不发。`, en: `${root.en}. Without a value the message is not sent.` }
    : { zh: `${root.zh}。没有值时写“${fallback}”。`, en: `${root.en}. Without a value “${fallback}” stands there.` };
}
