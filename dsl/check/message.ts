import type { MergeNode, TextNode } from '../ast/common.js';
import type { EdgeNode } from '../ast/condition.js';
import type { DefinitionNode, SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { fieldId } from '../parser/text.js';
import {
  couponNotIssued,
  entryMayBeMissing,
  fieldMayBeMissing,
  fieldNeedsRoot,
  surveyNotAttached,
  textTooLong,
  unknownMergeField,
  unknownName,
} from '../problem/catalogue.js';
import { fix } from '../problem/define.js';
import { closest } from '../problem/similar.js';
import type { Fix } from '../problem/problem.js';
import { fieldWord } from '../vocabulary/field.js';
import { MERGE_FIELDS } from '../vocabulary/merge-field.js';
import { allSteps } from './conditions.js';
import { inLanguage, type CheckContext } from './context.js';
import { walkTimeline, type Moment } from './timeline.js';
import { carries, waysIn } from './ways-in.js';

const MAX_TEXT = 2000;

/** SOP213, SOP214, SOP808: merge fields say something, wherever the text stands. */
export function checkTexts(definition: DefinitionNode, context: CheckContext): void {
  for (const text of textsIn(definition)) {
    const length = text.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
    if (length > MAX_TEXT) context.report(textTooLong(text.range, [], length));
    checkFields(text, context);
  }
}

function textsIn(definition: DefinitionNode): TextNode[] {
  if (definition.kind === 'message') {
    return [...(definition.text ? [definition.text] : []), ...definition.variants.map((variant) => variant.text)];
  }
  return definition.kind === 'sop' ? [...allSteps(definition)].flatMap(textOf) : [];
}

function textOf(step: StepNode): TextNode[] {
  if (step.kind === 'send') return step.text ? [step.text] : [];
  if (step.kind === 'notify') return [step.text];
  return step.kind === 'task' && step.note ? [step.note] : [];
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
    context.report(fieldNeedsRoot(first.range, [rooted], first.image, withRoot(first, context)));
  }
  for (const merge of mergesIn(text)) {
    if (merge.custom && merge.root === 'fan' && merge.field !== null) customField(merge, merge.field, context);
    else if ((merge.root === null && !bare.includes(merge)) || (merge.root !== null && merge.field === null)) {
      context.report(unknownMergeField(merge.range, suggestion(merge), merge.image));
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
  if (catalogue.fields === null || Object.hasOwn(catalogue.fields, name) || definitions.scores.has(name)) return;
  const near = closest(name, Object.keys(catalogue.fields));
  context.report(unknownName(merge.range, [], 'field', name, near));
}

function suggestion(merge: MergeNode): Fix[] {
  if (merge.root === null) return [];
  const words = Object.entries(MERGE_FIELDS[merge.root]).flatMap(([id, { zh }]) => [zh, id]);
  const written = /[.的．]\s*([^|]*)/u.exec(merge.image)?.[1]?.trim() ?? '';
  const near = closest(written, words);
  if (near === null) return [];
  const image = merge.image.replace(written, near);
  return [fix(`改成 {${image}}`, `Write {${image}}`, merge.range, `{${image}}`)];
}

/** SOP215, SOP216, SOP218, SOP219: a message to a fan has no hole. */
export function checkHoles(sop: SopNode, context: CheckContext): void {
  const ways = waysIn(sop);
  const visit = (step: StepNode, at: Moment | null) => {
    if (step.kind !== 'send' || at === null) return;
    for (const { merge, mark } of mergesOfSend(step, context)) checkHole(merge, mark, step, at, ways, context);
  };
  for (const head of sop.heads) {
    if ((head.kind === 'leave' || head.kind === 'expire') && head.block) walkTimeline(sop, head.block.steps, visit);
  }
  walkTimeline(sop, sop.steps, visit);
}

/** The merge fields of a send's text, and where to mark them: for a named text, at its name. */
function mergesOfSend(step: Extract<StepNode, { kind: 'send' }>, context: CheckContext) {
  if (step.text) return mergesIn(step.text).map((merge) => ({ merge, mark: merge.range }));
  const name = step.message;
  const message = name ? context.definitions.messages.get(name.value) : undefined;
  const text = message?.text ?? message?.variants.find((variant) => variant.channel === step.channel)?.text;
  return text && name ? mergesIn(text).map((merge) => ({ merge, mark: name.range })) : [];
}

function checkHole(
  merge: MergeNode,
  mark: MergeNode['range'],
  step: Extract<StepNode, { kind: 'send' }>,
  at: Moment,
  ways: readonly EdgeNode[],
  context: CheckContext,
): void {
  if (merge.field === null || merge.fallback !== null) return;
  switch (merge.root) {
    case 'coupon': {
      const issued = merge.of === null ? at.anyIssued : at.issued.has(merge.of);
      const attached = step.coupon !== null && (merge.of === null || merge.of === step.coupon.value);
      if (!issued && !attached) context.report(couponNotIssued(mark, [], merge.of));
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
      if (!ways.every((way) => carries(way, merge.field ?? ''))) {
        context.report(entryMayBeMissing(mark, standInFix(merge, mark, context), merge.image));
      }
      break;
    default:
  }
}

function standInFix(merge: MergeNode, mark: MergeNode['range'], context: CheckContext): Fix[] {
  if (mark !== merge.range) return [];
  const image = `{${merge.image}|${standIn(merge.field ?? '', context)}}`;
  return [fix('加上替代说法', 'Add a stand-in', merge.range, image)];
}
