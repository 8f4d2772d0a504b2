import { couponTermsOf } from '../catalogue/coupon.js';
import { definitionsOf } from '../catalogue/definitions.js';
import type { CouponTerms } from '../ir/program.js';
import type { Bilingual } from '../problem/problem.js';
import type { Hover } from './hover-text.js';
import { isOfShop } from './known-name.js';
import { type NamedKind, type Occurrence, sameName } from './occurrence.js';
import { documentAt, type Project } from './project.js';

const KINDS: Record<NamedKind, Bilingual> = {
  sop: { zh: '流程', en: 'SOP' },
  segment: { zh: '分群', en: 'Segment' },
  tag: { zh: '标签', en: 'Tag' },
  score: { zh: '评分', en: 'Score' },
  coupon: { zh: '优惠券', en: 'Coupon' },
  message: { zh: '话术', en: 'Approved text' },
  words: { zh: '词库', en: 'Word list' },
  test: { zh: '测试', en: 'Test' },
  split: { zh: '分流', en: 'Split' },
  arm: { zh: '分支', en: 'Arm' },
  task: { zh: '任务', en: 'Task' },
  survey: { zh: '问卷', en: 'Survey' },
  group: { zh: '组', en: 'Group' },
  level: { zh: '会员等级', en: 'Member level' },
  field: { zh: '字段', en: 'Field' },
  property: { zh: '事件字段', en: 'Field of an event' },
  event: { zh: '事件', en: 'Event' },
};

/** What a made-up name stands for: its terms or text, and where it comes from. */
export function nameHover(project: Project, name: Occurrence): Hover {
  const places = sameName(project, name);
  const defined = places.find(({ role }) => role === 'defines');
  const about = termsOf(project, name) ?? shopText(project, name) ?? definedAs(project, defined) ?? { zh: '', en: '' };
  const origin = originOf(project, name, places);
  const join = (language: 'zh' | 'en') => [about[language], origin[language]].filter((line) => line !== '').join('\n');
  return {
    range: name.range,
    title: titleOf(name),
    text: { zh: join('zh'), en: join('en') },
  };
}

function titleOf({ kind, name }: Occurrence): Bilingual {
  return { zh: `${KINDS[kind].zh}“${name}”`, en: `${KINDS[kind].en} “${name}”` };
}

function originOf(project: Project, name: Occurrence, places: readonly Occurrence[]): Bilingual {
  const count = String(places.length);
  const inText = { zh: `文本里出现 ${count} 处。`, en: `It stands ${count} times in the texts.` };
  if (places.some(({ role }) => role === 'defines')) return inText;
  if (isOfShop(project, name.kind, name.name))
    return { zh: `店里已有。${inText.zh}`, en: `The shop has it. ${inText.en}` };
  return inText;
}

function termsOf(project: Project, { kind, name }: Occurrence): Bilingual | null {
  if (kind !== 'coupon') return null;
  const definitions = definitionsOf(project.documents.map(({ parsed }) => parsed.file));
  const terms = couponTermsOf(name, { definitions, catalogue: project.shop.catalogue });
  return terms && { zh: couponWords(terms).zh, en: couponWords(terms).en };
}

function couponWords({ off, overFen, validSeconds, stock }: CouponTerms): Bilingual {
  const yuan = (fen: number) => String(fen / 100);
  const days = String(Math.round((validSeconds / 86_400) * 10) / 10);
  const zh = [
    overFen > 0 ? `满${yuan(overFen)}元` : '无门槛',
    'fen' in off ? `减${yuan(off.fen)}元` : `减${String(off.percent)}%`,
    `有效${days}天`,
    ...(stock === null ? [] : [`库存${String(stock)}张`]),
  ];
  const en = [
    'fen' in off ? `${yuan(off.fen)} yuan off` : `${String(off.percent)}% off`,
    ...(overFen > 0 ? [`from ${yuan(overFen)} yuan`] : []),
    `valid ${days} days`,
    ...(stock === null ? [] : [`${String(stock)} pieces`]),
  ];
  return { zh: `${zh.join('，')}。`, en: `${en.join(', ')}.` };
}

/** What the shop holds of it as text. */
function shopText({ shop: { catalogue } }: Project, { kind, name }: Occurrence): Bilingual | null {
  if (kind === 'segment') {
    const condition = catalogue.segments?.[name];
    return typeof condition === 'string' ? { zh: condition, en: condition } : null;
  }
  if (kind === 'words') return same(catalogue.words?.[name]?.join('、'));
  if (kind === 'message') return same(Object.values(catalogue.texts?.[name] ?? {}).join('\n'));
  return null;
}

function same(text: string | undefined): Bilingual | null {
  return text === undefined || text === '' ? null : { zh: text, en: text };
}

const LONGEST = 200;

/** Small definitions are shown as they are written. */
function definedAs(project: Project, defined: Occurrence | undefined): Bilingual | null {
  if (!defined || defined.kind === 'sop' || defined.kind === 'test') return null;
  const parsed = documentAt(project, defined.path)?.parsed;
  const node = parsed?.file.definitions.find(({ name }) => name.range.from === defined.range.from);
  if (!parsed || !node) return null;
  const text = parsed.text.slice(node.range.from, node.range.to);
  return same(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
