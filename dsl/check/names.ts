import type { FieldNode, Name } from '../ast/common.js';
import type { ConditionNode, EventNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import type { StepNode, WhoNode } from '../ast/step.js';
import { atomsOf, eventsOf, expressionsOf } from '../ast/walk.js';
import { isSettable } from '../core/settable.js';
import { ruleTagByHand, unknownName, type NameKind } from '../problem/catalogue/names.js';
import { fieldNotSettable } from '../problem/catalogue/values.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Fix } from '../problem/problem.js';
import { closest } from '../problem/similar.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps, conditionsIn } from './conditions.js';
import type { CheckContext } from './context.js';

/** SOP201: every name stands for something that the shop or the files have. SOP205, SOP315: what the system keeps is not set by hand. */
export function checkNames(definition: DefinitionNode, context: CheckContext): void {
  const names = new Names(context);
  for (const { condition } of conditionsIn(definition)) {
    for (const atom of atomsOf(condition)) names.atom(atom);
  }
  if (definition.kind === 'sop') {
    for (const step of allSteps(definition)) names.step(step);
    for (const head of definition.heads) if (head.kind === 'goal') for (const event of head.events) names.event(event);
  }
  if (definition.kind === 'score') for (const signal of definition.signals) names.event(signal.event);
  if (definition.kind === 'test') {
    for (const line of definition.lines) {
      if (line.kind === 'event') names.event(line.event);
      if (line.kind === 'set') names.field(line.field);
      if (line.kind === 'fan') for (const given of line.given) if (given.kind === 'field') names.field(given.field);
    }
    if (definition.sop) names.look('sop', definition.sop);
  }
}

class Names {
  constructor(private readonly context: CheckContext) {}

  step(step: StepNode): void {
    switch (step.kind) {
      case 'send':
        if (step.coupon) this.look('coupon', step.coupon);
        if (step.survey) this.look('survey', step.survey);
        if (step.message) this.look('message', step.message);
        return this.lookIn(
          'channel',
          { value: step.channel, range: step.channelRange },
          this.context.catalogue.channels,
        );
      case 'grant':
        return this.look('coupon', step.coupon);
      case 'tag':
      case 'untag':
        for (const name of step.names) this.setTag(name, step.kind === 'untag');
        return;
      case 'start':
      case 'stop':
        return this.look('sop', step.sop);
      case 'upgrade':
        return this.look('level', step.level);
      case 'set':
        return this.settable(step.field);
      case 'task':
      case 'assign':
      case 'handover':
      case 'notify':
        return this.who(step.to);
      case 'webhook':
        for (const field of step.fields) this.field(field);
        return;
      case 'till':
        if (step.till.kind === 'field') this.field(step.till.field);
        return;
      default:
    }
  }

  private settable(field: FieldNode): void {
    this.field(field);
    if (!isSettable(field))
      this.context.report(fieldNotSettable(field.range, [], { zh: spellWord(field.name, 'zh'), en: field.name }));
  }

  private who(who: WhoNode): void {
    if (who.kind === 'group') this.look('group', who.name);
  }

  private setTag(name: Name, remove: boolean): void {
    const { catalogue, definitions } = this.context;
    if (definitions.ruleTags.has(name.value) || Object.hasOwn(catalogue.ruleTags ?? {}, name.value))
      this.context.report(ruleTagByHand(name.range, [], name.value));
    else if (remove) this.look('tag', name);
  }

  atom(atom: ConditionNode): void {
    if (atom.kind === 'tag') for (const name of atom.names) this.look('tag', name);
    if (atom.kind === 'segment' || atom.kind === 'segment-change') this.look('segment', atom.name);
    if (atom.kind === 'present' || atom.kind === 'date-field') this.field(atom.field);
    if (atom.kind === 'contains' && atom.right.kind === 'words') this.look('words', atom.right.name);
    for (const event of eventsOf(atom)) this.event(event);
    for (const expression of expressionsOf(atom)) {
      if (expression.kind === 'score') this.look('score', expression.name);
      if (expression.kind === 'field' || expression.kind === 'since') this.field(expression.field);
    }
  }

  event(event: EventNode): void {
    if (event.custom) this.lookIn('event', { value: event.type, range: event.range }, this.context.catalogue.events);
    const about = subjectKind(event.type);
    if (event.subject && about) this.look(about, event.subject);
    for (const filter of event.filters) {
      if (filter.kind === 'contains' && filter.right.kind === 'words') this.look('words', filter.right.name);
    }
  }

  field(field: FieldNode): void {
    if (field.custom) this.look('field', { value: field.name, range: field.range });
  }

  look(kind: NameKind, name: Name): void {
    this.lookIn(kind, name, this.known(kind));
  }

  private lookIn(kind: NameKind, name: Name, known: readonly string[] | null): void {
    if (known === null || name.value === '' || known.includes(name.value)) return;
    const near = closest(name.value, known);
    const quoted = name.range.to - name.range.from > name.value.length;
    const fixes = near === null || !quoted ? [] : [replaceWith(name.range, `"${near}"`), ...this.create(kind, name)];
    this.context.report(unknownName(name.range, fixes, kind, name.value, near));
  }

  /** A definition that would make the name known. */
  private create(kind: NameKind, name: Name): Fix[] {
    if (kind !== 'coupon') return [];
    const top = { from: 0, to: 0 };
    return [
      fix(
        `新建优惠券 "${name.value}"`,
        `Define coupon "${name.value}"`,
        top,
        `优惠券 "${name.value}" 减10元 有效7天\n\n`,
      ),
    ];
  }

  /** Names of a kind in the catalogue and the files; null when the catalogue does not know. */
  private known(kind: NameKind): readonly string[] | null {
    const { catalogue, definitions } = this.context;
    const and = (known: readonly string[] | null, defined: Iterable<string> = []) =>
      known === null ? null : [...known, ...defined];
    const keys = (record: Readonly<Record<string, unknown>> | null) => (record === null ? null : Object.keys(record));
    switch (kind) {
      case 'coupon':
        return and(keys(catalogue.coupons), definitions.coupons.keys());
      case 'segment':
        return and(keys(catalogue.segments), definitions.segments.keys());
      case 'sop':
        return and(catalogue.sops, definitions.sops.keys());
      case 'message':
        return and(keys(catalogue.texts), definitions.messages.keys());
      case 'words':
        return and(keys(catalogue.words), definitions.words.keys());
      case 'tag':
        return and(catalogue.tags, [...definitions.ruleTags.keys(), ...this.context.tagsSet]);
      case 'survey':
        return catalogue.surveys;
      case 'group':
        return catalogue.groups;
      case 'level':
        return catalogue.levels;
      case 'field':
        return keys(catalogue.fields);
      case 'score':
        return [...Object.keys(catalogue.scores ?? {}), ...definitions.scores.keys()];
      default:
        return null;
    }
  }
}

function subjectKind(event: string): NameKind | null {
  if (event.startsWith('coupon.')) return 'coupon';
  if (event.startsWith('survey.')) return 'survey';
  return event.startsWith('tag.') ? 'tag' : null;
}
