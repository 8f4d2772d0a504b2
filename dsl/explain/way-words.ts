import type { Bilingual } from '../problem/problem.js';

const WAYS: Readonly<Record<string, Bilingual>> = {
  met: { zh: '等到了', en: 'met' },
  unmet: { zh: '没等到', en: 'unmet' },
  else: { zh: '否则', en: 'else' },
  delivered: { zh: '送达', en: 'delivered' },
  undelivered: { zh: '未送达', en: 'undelivered' },
  expire: { zh: '最长', en: 'expire after' },
};

/** How a way is called that coverage and traces name; arms of a split have names of their own. */
export function wayWords(way: string): Bilingual {
  const clause = /^leave\/(\d+)$/.exec(way)?.[1];
  if (clause !== undefined) return { zh: `第${clause}个“一旦”`, en: `leave clause ${clause}` };
  if (/^\d+$/.test(way)) return { zh: `第${way}个条件成立`, en: `condition ${way} holds` };
  return (Object.hasOwn(WAYS, way) ? WAYS[way] : undefined) ?? { zh: way, en: way };
}
