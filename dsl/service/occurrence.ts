import type { FieldNode, MergeNode, Name, PropertyNode, TextNode } from '../ast/common.js';
import type { ConditionNode, EventNode, ExpressionNode } from '../ast/condition.js';
import type { DefinitionNode, SopNode, TestLineNode, TestNode } from '../ast/file.js';
import type { StepNode, WhoNode } from '../ast/step.js';
import { atomsOf, eventsOf, expressionsOf, filterValues } from '../ast/walk.js';
import { allSteps, conditionsIn } from '../check/conditions.js';
import type { Range } from '../ir/program.js';
import { Text } from '../lexer/token-type.js';
import { tokenRange } from '../lexer/token.js';
import type { Document, Location, Project } from './project.js';

/** What a made-up name is the name of. */
export type NamedKind =
  | 'sop'
  | 'segment'
  | 'tag'
  | 'score'
  | 'coupon'
  | 'message'
  | 'words'
  | 'test'
  | 'split'
  | 'arm'
  | 'task'
  | 'survey'
  | 'group'
  | 'level'
  | 'field'
  | 'property'
  | 'event';

/** One place at which a made-up name stands. */
export interface Occurrence extends Location {
  kind: NamedKind;
  name: string;
  /** Names of splits and arms are known only inside their SOP or split; empty for all others. */
  scope: string;
  /** `makes`: a tag that is put on exists from then on, so where it is put on stands for its definition. */
  role: 'defines' | 'makes' | 'uses';
}

/** Every made-up name of a document, in no particular order. Ranges include the quotes. */
export function occurrencesIn(document: Document): Occurrence[] {
  const finder = new Finder(document);
  let sop = '';
  for (const definition of document.parsed.file.definitions) {
    if (definition.kind === 'sop') sop = definition.name.value;
    finder.definition(definition, sop);
  }
  return finder.found;
}

/** The name under an offset; null when there is none. */
export function occurrenceAt(document: Document, offset: number): Occurrence | null {
  const under = occurrencesIn(document).filter(({ range }) => range.from <= offset && offset <= range.to);
  // `"甲"|"乙"`: of two that touch, the one that begins here.
  return under.findLast(({ range }) => range.from === offset) ?? under[0] ?? null;
}

/** All places of the same name, in every document. */
export function sameName(project: Project, { kind, name, scope }: Occurrence): Occurrence[] {
  return project.documents
    .flatMap(occurrencesIn)
    .filter((one) => one.kind === kind && one.name === name && one.scope === scope);
}

class Finder {
  readonly found: Occurrence[] = [];
  private readonly scores: ReadonlySet<string>;

  constructor(private readonly document: Document) {
    const { definitions } = document.parsed.file;
    this.scores = new Set(definitions.flatMap((one) => (one.kind === 'score' ? one.name.value : [])));
  }

  definition(definition: DefinitionNode, sop: string): void {
    this.add(definition.kind === 'rule-tag' ? 'tag' : definition.kind, definition.name, 'defines');
    for (const { condition } of conditionsIn(definition)) for (const atom of atomsOf(condition)) this.atom(atom);
    switch (definition.kind) {
      case 'sop':
        return this.sop(definition);
      case 'test':
        return this.test(definition, definition.sop?.value ?? sop);
      case 'score':
        for (const signal of definition.signals) this.event(signal.event);
        return;
      case 'message':
        for (const text of [definition.text, ...definition.variants.map((variant) => variant.text)]) this.text(text);
        return;
      default:
    }
  }

  private sop(sop: SopNode): void {
    for (const head of sop.heads) {
      if (head.kind === 'goal') for (const event of head.events) this.event(event);
      if (head.kind === 'reentry' && head.per) this.custom(head.per, 'property');
      if (head.kind === 'note') this.text(head.text);
    }
    for (const step of allSteps(sop)) this.step(step, sop.name.value);
  }

  private step(step: StepNode, sop: string): void {
    switch (step.kind) {
      case 'send':
        this.addIfNamed('coupon', step.coupon);
        this.addIfNamed('survey', step.survey);
        this.addIfNamed('message', step.message);
        return this.text(step.text);
      case 'grant':
        return this.add('coupon', step.coupon);
      case 'tag':
        for (const name of step.names) this.add('tag', name, 'makes');
        return;
      case 'untag':
        for (const name of step.names) this.add('tag', name);
        return;
      case 'start':
      case 'stop':
        return this.add('sop', step.sop);
      case 'upgrade':
        return this.add('level', step.level);
      case 'set':
        this.custom(step.field);
        return this.expression(step.value);
      case 'task':
        this.add('task', step.title, 'makes');
        this.who(step.to);
        return this.text(step.note);
      case 'assign':
      case 'handover':
        return this.who(step.to);
      case 'notify':
        this.who(step.to);
        return this.text(step.text);
      case 'split':
        this.add('split', step.name, 'defines', sop);
        for (const arm of step.arms) this.add('arm', arm.name, 'defines', `${sop}/${step.name.value}`);
        return;
      case 'webhook':
        for (const field of step.fields) this.custom(field);
        return;
      case 'till':
        if (step.till.kind === 'field') this.custom(step.till.field);
        return;
      default:
    }
  }

  private test(test: TestNode, sop: string): void {
    this.addIfNamed('sop', test.sop);
    for (const line of test.lines) this.testLine(line, sop);
  }

  private testLine(line: TestLineNode, sop: string): void {
    switch (line.kind) {
      case 'split':
        this.add('split', line.split, 'uses', sop);
        return this.add('arm', line.arm, 'uses', `${sop}/${line.split.value}`);
      case 'event':
        return this.event(line.event);
      case 'set':
        return this.custom(line.field);
      case 'fan':
        for (const given of line.given) {
          if (given.kind === 'tags') for (const name of given.names) this.add('tag', name, 'makes');
          if (given.kind === 'field') this.custom(given.field);
        }
        return;
      case 'expect':
        if (line.expect.kind === 'task') this.add('task', line.expect.title);
        if (line.expect.kind === 'started') this.add('sop', line.expect.sop);
        return;
      default:
    }
  }

  private atom(atom: ConditionNode): void {
    if (atom.kind === 'tag') for (const name of atom.names) this.add('tag', name);
    if (atom.kind === 'segment' || atom.kind === 'segment-change') this.add('segment', atom.name);
    if (atom.kind === 'present' || atom.kind === 'date-field') this.custom(atom.field);
    if (atom.kind === 'aggregate') this.custom(atom.property, 'property');
    if (atom.kind === 'contains' && atom.right.kind === 'words') this.add('words', atom.right.name);
    for (const event of eventsOf(atom)) this.event(event);
    for (const expression of expressionsOf(atom)) this.expression(expression);
  }

  private expression(expression: ExpressionNode): void {
    if (expression.kind === 'score') this.add('score', expression.name);
    if (expression.kind === 'field' || expression.kind === 'since') this.custom(expression.field);
    if (expression.kind === 'entry' || expression.kind === 'event-property')
      this.custom(expression.property, 'property');
  }

  private event(event: EventNode): void {
    if (event.custom) this.add('event', { value: event.type, range: this.quotedIn(event.range) });
    const about = subjectKind(event.type);
    if (event.subject && about) this.add(about, event.subject);
    for (const filter of event.filters) {
      this.custom(filter.property, 'property');
      if (filter.kind === 'contains' && filter.right.kind === 'words') this.add('words', filter.right.name);
      for (const value of filterValues(filter)) this.expression(value);
    }
  }

  private text(text: TextNode | null): void {
    for (const part of text?.parts ?? []) if (typeof part !== 'string') this.merge(part);
  }

  private merge({ root, of, field, custom, range }: MergeNode): void {
    if (of !== null && (root === 'coupon' || root === 'survey')) this.bracketed(root, of, range);
    if (!custom || field === null) return;
    const ofFan = this.scores.has(field) ? 'score' : 'field';
    this.bracketed(root === 'entry' ? 'property' : ofFan, field, range);
  }

  /** A name between 「 and 」 of a merge field. */
  private bracketed(kind: NamedKind, name: string, { from, to }: Range): void {
    const at = this.document.parsed.text.slice(from, to).indexOf(`「${name}」`);
    if (at < 0) return;
    this.add(kind, { value: name, range: { from: from + at, to: from + at + name.length + 2 } });
  }

  private who(who: WhoNode): void {
    if (who.kind === 'group') this.add('group', who.name);
  }

  private custom(node: FieldNode | PropertyNode, kind: 'field' | 'property' = 'field'): void {
    if (node.custom) this.add(kind, { value: node.name, range: this.quotedIn(node.range) });
  }

  /** The quoted part of `字段 "…"`. */
  private quotedIn(range: Range): Range {
    const token = this.document.parsed.tokens.find(
      ({ tokenType, startOffset }) => tokenType === Text && startOffset >= range.from && startOffset < range.to,
    );
    return token ? tokenRange(token) : range;
  }

  private addIfNamed(kind: NamedKind, name: Name | null): void {
    if (name) this.add(kind, name);
  }

  private add(kind: NamedKind, { value, range }: Name, role: Occurrence['role'] = 'uses', scope = ''): void {
    if (value === '') return;
    this.found.push({ kind, name: value, range, role, scope, path: this.document.path });
  }
}

/** What the name after an event names: `领券 "新人10元"`. */
export function subjectKind(event: string): NamedKind | null {
  if (event.startsWith('coupon.')) return 'coupon';
  if (event.startsWith('survey.')) return 'survey';
  if (event.startsWith('tag.')) return 'tag';
  return event === 'task.done' ? 'task' : null;
}
