import type { MergeNode, TextNode } from '../ast/common.js';
import type { DefinitionNode, SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import type { Range } from '../ir/program.js';
import { fieldId, looseBraces, toTemplateText } from '../parser/text.js';
import { longerThanChannel } from '../problem/catalogue/contact.js';
import {
  couponNotIssued,
  entryMayBeMissing,
  fieldMayBeMissing,
  fieldNeedsRoot,
  linkNotSet,
  looseBrace,
  noTextForChannel,
  placeholder,
  surveyNotAttached,
  unknownMergeField,
  unknownName,
} from '../problem/catalogue/names.js';
import { textTooLong } from '../problem/catalogue/size.js';
import { fix } from '../problem/define.js';
import { channelWord } from '../vocabulary/channel.js';
import { closest } from '../problem/similar.js';
import type { Fix } from '../problem/problem.js';
import { fieldWord } from '../vocabulary/field.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps } from './conditions.js';
import { mergeFixes } from './merge-suggestion.js';
import { inLanguage, textAt, type CheckContext } from './context.js';
import { walkTimeline, type Moment } from './timeline.js';
import { WaysIn } from './ways-in.js';

const MAX_TEXT = 2000;

interface PlacedText {
  text: TextNode;
  /** The channel it goes out by; null for staff and for a text that any channel may use. */
  channel: string | null;
}

/** SOP213, SOP214, SOP221, SOP222, SOP606, SOP808: texts are not too long and merge fields say something, wherever the text stands. */
export function checkTexts(definition: DefinitionNode, context: CheckContext): void {
  for (const { text, channel } of textsIn(definition)) {
    const length = literalLength(text);
    if (length > MAX_TEXT) context.report(textTooLong(text.range, [], length));
    else if (channel !== null) checkChannelLength(length, text.range, channel, context);
    checkFields(text, context);
    checkBraces(text, context);
    checkPlaceholders(text, context);
  }
}

/** A brace that was forgotten would reach the fans. */
function checkBraces(text: TextNode, context: CheckContext): void {
  for (const { brace, at } of looseBraces(textAt(context, text.range))) {
    const range = { from: text.range.from + at, to: text.range.from + at + 1 };
    context.report(
      looseBrace(range, [fix(`写成 ${brace}${brace}`, `Write ${brace}${brace}`, range, brace + brace)], brace),
    );
  }
}

/** How other tools mark what is filled in: #昵称#, 【客户姓名】, %name%, ${name}. */
const PLACEHOLDER =
  /([#＃【[%<]|\$\{?)\s{0,2}(?:(?:粉丝|客户|用户|会员|顾客|微信)?(?:昵称|姓名|名字|称呼)|nick|nickname|name|first_name)\s{0,2}[#＃】\]%>}]/giu;

/** SOP222: what another tool would fill in is plain text here. */
function checkPlaceholders(text: TextNode, context: CheckContext): void {
  const nick = inLanguage(context, '{粉丝.昵称|亲}', '{fan.nick|dear}');
  for (const { index, 0: image } of textAt(context, text.range).matchAll(PLACEHOLDER)) {
    const range = { from: text.range.from + index, to: text.range.from + index + image.length };
    context.report(placeholder(range, [fix(`改成 ${nick}`, `Write ${nick}`, range, nick)], image));
  }
}

function textsIn(definition: DefinitionNode): PlacedText[] {
  if (definition.kind === 'message') {
    return definition.text ? [{ text: definition.text, channel: null }] : definition.variants;
  }
  return definition.kind === 'sop' ? [...allSteps(definition)].flatMap(textOf) : [];
}

function textOf(step: StepNode): PlacedText[] {
  if (step.kind === 'send') return step.text ? [{ text: step.text, channel: step.channel }] : [];
  if (step.kind === 'notify') return [{ text: step.text, channel: null }];
  return step.kind === 'task' && step.note ? [{ text: step.note, channel: null }] : [];
}

function literalLength(text: TextNode): number {
  return text.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

/** What merge fields add is not known; without them it is too long already. */
function checkChannelLength(length: number, range: Range, channel: string, context: CheckContext): void {
  const lengths = context.catalogue.channelLengths ?? {};
  const own = Object.hasOwn(lengths, channel) ? lengths[channel] : undefined;
  const taken = own ?? channelWord(channel);
  if (!taken || length + taken.adds <= taken.longest) return;
  const name = spellWord(channel, context.parsed.language);
  context.report(longerThanChannel(range, [], name, length, taken, own === undefined));
}

function mergesIn(text: TextNode): MergeNode[] {
  return text.parts.filter((part) => typeof part !== 'string');
}

/** One problem a text: `{昵称}` needs its root, anything else unknown is a hole. */
function checkFields(text: TextNode, context: CheckContext): void {
  const bare = mergesIn(text).filter((merge) => merge.root === null && fieldId(bareWord(merge)) !== null);
  const [first] = bare;
  if (first) {
    const edits = bare.map((merge) => ({ range: merge.range, text: `{${withRoot(merge, context)}}` }));
    const rooted: Fix = { title: { zh: '改成粉丝的资料', en: 'Make them fields of the fan' }, edits };
    const mayLack = bare.map(bareWord).filter((word) => !fieldWord(fieldId(word) ?? '')?.always);
    context.report(fieldNeedsRoot(first.range, [rooted], first.image, withRoot(first, context), mayLack));
  }
  for (const merge of mergesIn(text)) {
    if (merge.custom && merge.root === 'fan' && merge.field !== null) customField(merge, merge.field, context);
    else if ((merge.root === null && !bare.includes(merge)) || (merge.root !== null && merge.field === null)) {
      const fixes = mergeFixes(merge, context);
      context.report(unknownMergeField(merge.range, fixes, merge.image, fixes.length > 0));
    }
  }
}

function bareWord(merge: MergeNode): string {
  return (merge.image.split('|')[0] ?? '').trim();
}

function withRoot(merge: MergeNode, context: CheckContext): string {
  const fallback = merge.fallback ?? standIn(fieldId(bareWord(merge)) ?? '', context);
  return `${inLanguage(context, '粉丝', 'fan')}.${bareWord(merge)}|${fallback}`;
}

function standIn(field: string, context: CheckContext): string {
  if (field === 'nick') return inLanguage(context, '亲', 'dear');
  return field === 'favourite_series' ? inLanguage(context, '那款', 'favourite') : '';
}

function customField(merge: MergeNode, name: string, context: CheckContext): void {
  const { catalogue, definitions } = context;
  if (catalogue.fields === null || Object.hasOwn(catalogue.fields, name)) return;
  if (definitions.scores.has(name) || Object.hasOwn(catalogue.scores ?? {}, name)) return;
  const near = closest(name, Object.keys(catalogue.fields));
  context.report(unknownName(merge.range, [], 'field', name, near));
}

/** SOP215–SOP219, SOP223: a message to a fan has no hole. */
export function checkHoles(sop: SopNode, context: CheckContext): void {
  const ways = new WaysIn(sop, context);
  const hours = context.hoursOf(sop);
  const visit = (step: StepNode, at: Moment | null) => {
    if (step.kind !== 'send' || at === null) return;
    checkNamed(step, context);
    for (const { merge, mark } of mergesOfSend(step, context)) checkHole(merge, mark, step, at, ways, context);
  };
  for (const head of sop.heads) {
    if ((head.kind === 'leave' || head.kind === 'expire') && head.block) walkTimeline(hours, head.block.steps, visit);
  }
  walkTimeline(hours, sop.steps, visit);
}

/** The merge fields of a send's text, and where to mark them: for a named text, at its name. */
function mergesOfSend(step: Extract<StepNode, { kind: 'send' }>, context: CheckContext) {
  if (step.text) return mergesIn(step.text).map((merge) => ({ merge, mark: merge.range }));
  const name = step.message;
  const text = name ? namedText(name.value, step.channel, context) : null;
  return text && name ? mergesIn(text).map((merge) => ({ merge, mark: name.range })) : [];
}

/** A text of the files or the shop for a channel; null where there is none. */
function namedText(name: string, channel: string, { definitions, catalogue }: CheckContext): TextNode | null {
  const message = definitions.messages.get(name);
  if (message) return message.text ?? message.variants.find((variant) => variant.channel === channel)?.text ?? null;
  const known = catalogue.texts && Object.hasOwn(catalogue.texts, name) ? catalogue.texts[name] : undefined;
  const content = known?.[channel] ?? known?.['any'];
  return content === undefined ? null : toTemplateText(content);
}

/** SOP217, SOP606: a named text has words for the channel, and no more than it takes. */
function checkNamed(step: Extract<StepNode, { kind: 'send' }>, context: CheckContext): void {
  const { message: name, channel } = step;
  if (!name) return;
  const message = context.definitions.messages.get(name.value);
  if (message?.text) return checkChannelLength(literalLength(message.text), name.range, channel, context);
  if (namedText(name.value, channel, context)) return;
  const known = message ?? Object.hasOwn(context.catalogue.texts ?? {}, name.value);
  if (known) context.report(noTextForChannel(name.range, [], name.value));
}

function checkHole(
  merge: MergeNode,
  mark: MergeNode['range'],
  step: Extract<StepNode, { kind: 'send' }>,
  at: Moment,
  ways: WaysIn,
  context: CheckContext,
): void {
  if (merge.field === null || merge.fallback !== null) return;
  const sources = linksFor(merge.root, merge.field);
  const { links } = context.catalogue;
  if (sources && links && !sources.some((link) => links.includes(link))) {
    context.report(linkNotSet(mark, [], merge.image));
  }
  switch (merge.root) {
    case 'coupon': {
      const issued = merge.of === null ? at.anyIssued : at.issued.has(merge.of);
      const attached = step.coupon !== null && (merge.of === null || merge.of === step.coupon.value);
      if (!issued && !attached)
        context.report(couponNotIssued(mark, [], merge.of, issuedBefore(step, merge.of, context)));
      break;
    }
    case 'survey':
      if (!at.surveyed && step.survey === null) context.report(surveyNotAttached(mark, []));
      break;
    case 'fan':
      if (!merge.custom && fieldWord(merge.field)?.always) break;
      context.report(fieldMayBeMissing(mark, standInFix(merge, mark, context), merge.image));
      break;
    case 'entry':
      if (!ways.carry(merge.field)) {
        context.report(entryMayBeMissing(mark, standInFix(merge, mark, context), merge.image));
      }
      break;
    default:
  }
}

/** Does a step that stands before issue the coupon? Then only some ways lack it. */
function issuedBefore({ range }: StepNode, of: string | null, { parsed }: CheckContext): boolean {
  const sop = parsed.file.definitions.find(
    (definition) => definition.range.from <= range.from && range.to <= definition.range.to,
  );
  if (sop?.kind !== 'sop') return false;
  return [...allSteps(sop)].some((step) => {
    const coupon = step.kind === 'send' || step.kind === 'grant' ? step.coupon : null;
    return coupon !== null && step.range.from < range.from && (of === null || coupon.value === of);
  });
}

/** Settings of the shop of which one gives a merge field its value; a long link serves for a short one. Null if from elsewhere. */
function linksFor(root: MergeNode['root'], field: string): string[] | null {
  if (root === 'coupon') return field.endsWith('link') ? ['coupon.link'] : null;
  if (root !== 'live' && root !== 'shop' && root !== 'survey') return null;
  if (field === 'name') return null;
  return [`${root}.${field}`, ...(field === 'short_link' ? [`${root}.link`] : [])];
}

function standInFix(merge: MergeNode, mark: MergeNode['range'], context: CheckContext): Fix[] {
  if (mark !== merge.range) return [];
  const image = `{${merge.image}|${standIn(merge.field ?? '', context)}}`;
  return [fix('加上替代说法', 'Add a stand-in', merge.range, image)];
}
