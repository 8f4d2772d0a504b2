import type { ConditionNode, EventNode, ExpressionNode, WordsNode } from '../ast/condition.js';
import type { DefinitionNode, TestLineNode } from '../ast/file.js';
import type { DurationNode, PropertyNode } from '../ast/common.js';
import type { Comparator } from '../ir/condition.js';
import type { Range } from '../ir/program.js';
import { atomsOf, eventsOf, expressionsOf, windowsOf } from '../ast/walk.js';
import { noSuchProperty, unknownName } from '../problem/catalogue/names.js';
import {
  arithmeticMismatch,
  chainDirection,
  containsNeedsText,
  needsConstantText,
  notOrdered,
  notSummable,
  percentOutOfRange,
  typeMismatch,
  unitMissing,
  workingTimeHere,
  zeroAmount,
} from '../problem/catalogue/values.js';
import { fix, replaceWith } from '../problem/define.js';
import { closest } from '../problem/similar.js';
import { own } from '../condition/facts.js';
import { eventWord } from '../vocabulary/event.js';
import { fieldWord, VALUE_TIERS } from '../vocabulary/field.js';
import { propertyType } from '../vocabulary/property.js';
import { VALUE_TYPE_NAMES, type ValueType } from '../vocabulary/value-type.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps, conditionsIn } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';

/** SOP211, SOP301, SOP304–SOP308, SOP310–SOP314: values are compared with values of their kind, units included. */
export function checkTypes(definition: DefinitionNode, context: CheckContext): void {
  const types = new Types(context);
  for (const { condition } of conditionsIn(definition)) for (const atom of atomsOf(condition)) types.atom(atom);
  if (definition.kind === 'score') for (const signal of definition.signals) types.event(signal.event);
  if (definition.kind === 'test') for (const line of definition.lines) types.testLine(line);
  if (definition.kind === 'coupon') types.coupon(definition);
  if (definition.kind !== 'sop') return;
  for (const step of allSteps(definition)) {
    if (step.kind === 'set')
      types.compare(fieldType(step.field.name, step.field.custom, context), step.value, step.range);
    if (step.kind === 'wait' || step.kind === 'until') types.elapsed(step.duration);
    if (step.kind === 'points' && step.points === 0) types.zero(step.range);
  }
  for (const head of definition.heads) {
    if (head.kind === 'limit') {
      types.elapsed(head.every);
      if (head.messages === 0) types.zero(head.messagesRange);
    }
    if (head.kind === 'reentry' && head.every) types.elapsed(head.every);
    if (head.kind === 'expire') types.elapsed(head.after);
    if (head.kind === 'goal') for (const event of head.events) types.event(event);
  }
}

class Types {
  constructor(private readonly context: CheckContext) {}

  atom(atom: ConditionNode): void {
    for (const event of eventsOf(atom)) this.event(event);
    for (const window of windowsOf(atom)) if (window.kind === 'within') this.elapsed(window.length);
    for (const expression of expressionsOf(atom)) if (expression.kind === 'arithmetic') this.arithmetic(expression);
    switch (atom.kind) {
      case 'compare':
        this.chain(atom.ops, atom.range);
        atom.ops.forEach((op, i) => {
          this.pair(atom.operands[i], atom.operands[i + 1]);
          if (op !== '=' && op !== '!=') this.ordered(atom.operands[i]);
        });
        break;
      case 'between':
        this.pair(atom.value, atom.low);
        this.pair(atom.value, atom.high);
        break;
      case 'one-of':
        for (const value of atom.values) this.pair(atom.left, value);
        break;
      case 'contains':
        this.contains(this.typeOf(atom.left), atom.left.range, atom.right);
        break;
      case 'aggregate': {
        this.has(atom.event, atom.property.name, atom.property.custom, atom.property.range);
        const type = this.propertyType(atom.property, atom.event);
        if (this.isSummable(type, atom.property.range)) this.compare(type, atom.value, atom.range);
        break;
      }
      default:
    }
  }

  testLine(line: TestLineNode): void {
    if (line.kind === 'event') this.event(line.event);
    const given = line.kind === 'fan' ? line.given : line.kind === 'set' ? [line] : [];
    for (const fact of given) {
      if (fact.kind === 'consent' || fact.kind === 'tags') continue;
      this.compare(fieldType(fact.field.name, fact.field.custom, this.context), fact.value, fact.range);
    }
  }

  coupon(coupon: Extract<DefinitionNode, { kind: 'coupon' }>): void {
    this.elapsed(coupon.valid);
    if ('fen' in coupon.off) return;
    const { percent } = coupon.off;
    if (percent <= 0 || percent > 100) this.context.report(percentOutOfRange(coupon.name.range, [], `${percent}%`));
  }

  event(event: EventNode): void {
    for (const filter of event.filters) {
      const { name, custom, range } = filter.property;
      this.has(event, name, custom, range);
      const type = this.propertyType(filter.property, event);
      if (filter.kind === 'contains') this.contains(type, range, filter.right);
      if (filter.kind !== 'compare') continue;
      if (type && !isOrdered(type) && filter.ops.some((op) => op !== '=' && op !== '!=')) {
        this.context.report(notOrdered(range, [], VALUE_TYPE_NAMES[type]));
      }
      for (const value of filter.values) this.compare(type, value, filter.range);
    }
  }

  /** The event carries this property. */
  private has(event: EventNode, property: string, custom: boolean, range: Range): void {
    const known = event.custom ? null : eventWord(event.type)?.properties;
    if (!known || custom || property === '' || known.some((id) => id === property)) return;
    const { language } = this.context.parsed;
    this.context.report(noSuchProperty(range, [], textAt(this.context, range), spellWord(event.type, language)));
  }

  /** `<` and the like need values with an order; member levels have the shop's. */
  private ordered(left: ExpressionNode | undefined): void {
    const type = left ? this.typeOf(left) : null;
    if (!left || type === null || isOrdered(type)) return;
    if (left.kind === 'field' && left.field.name === 'member_level') return;
    this.context.report(notOrdered(left.range, [], VALUE_TYPE_NAMES[type]));
  }

  /** What has a total or a highest value. */
  private isSummable(type: ValueType | null, range: Range): boolean {
    if (type === null || ['number', 'money', 'duration', 'percent'].includes(type)) return true;
    this.context.report(notSummable(range, [], textAt(this.context, range)));
    return false;
  }

  /** `含` looks for a constant text in a text or a list. */
  private contains(left: ValueType | null, range: Range, right: ExpressionNode | WordsNode): void {
    if (left !== null && left !== 'text' && left !== 'list' && left !== 'choice') {
      this.context.report(containsNeedsText(range, [], VALUE_TYPE_NAMES[left]));
    } else if (right.kind !== 'words' && right.kind !== 'text' && right.kind !== 'error') {
      this.context.report(needsConstantText(right.range, []));
    }
  }

  zero(range: Range): void {
    this.context.report(zeroAmount(range, [], textAt(this.context, range)));
  }

  private chain(ops: readonly Comparator[], range: Range): void {
    const directions = new Set(ops.map((op) => op.charAt(0)));
    if (ops.length === 2 && (directions.size > 1 || !'<>'.includes(ops[0]?.charAt(0) ?? ''))) {
      this.context.report(chainDirection(range, []));
    }
  }

  private pair(left: ExpressionNode | undefined, right: ExpressionNode | undefined): void {
    if (!left || !right) return;
    const leftType = this.typeOf(left);
    if (left.kind === 'number') this.compare(this.typeOf(right), left, left.range);
    else this.compare(leftType, right, { from: left.range.from, to: right.range.to });
    if (left.kind !== 'field') return;
    if (left.field.name === 'member_level') this.choice(right, 'level', this.context.catalogue.levels);
    if (left.field.name === 'value_tier') this.choice(right, 'tier', VALUE_TIERS);
  }

  /** One of a closed list: a member level that the shop has, a value tier. */
  private choice(value: ExpressionNode, kind: 'level' | 'tier', known: readonly string[] | null): void {
    if (value.kind !== 'text' || known === null || known.includes(value.value)) return;
    const near = closest(value.value, known);
    const fixes = near === null ? [] : [replaceWith(value.range, `"${near}"`)];
    this.context.report(unknownName(value.range, fixes, kind, value.value, near));
  }

  /** A value that stands against something of type `expected`. */
  compare(expected: ValueType | null, value: ExpressionNode, range: Range): void {
    const actual = this.typeOf(value);
    if (expected === null || actual === null || comparable(expected, actual)) return;
    const unitless = value.kind === 'number' || value.kind === 'count' || value.kind === 'points';
    if (unitless && (expected === 'money' || expected === 'duration' || expected === 'percent')) {
      const units: Record<typeof expected, [string, string][]> = {
        money: [
          ['元', ' yuan'],
          ['万元', '0000 yuan'],
        ],
        duration: [
          ['分钟', ' minutes'],
          ['小时', ' hours'],
          ['天', ' days'],
        ],
        percent: [['%', '%']],
      };
      const end = { from: value.range.to, to: value.range.to };
      const image = textAt(this.context, value.range);
      const fixes = value.kind === 'number' ? units[expected] : [];
      this.context.report(
        unitMissing(
          value.range,
          fixes.map(([zh, en]) => fix(`加“${zh}”`, `Add “${en.trim()}”`, end, inLanguage(this.context, zh, en))),
          expected,
          image,
        ),
      );
    } else this.context.report(typeMismatch(range, [], VALUE_TYPE_NAMES[expected], VALUE_TYPE_NAMES[actual]));
  }

  /** Time that goes by by the clock: above 0, and working time has no such length. */
  elapsed(duration: DurationNode): void {
    if (duration.amount === 0 && duration.range.to > duration.range.from) this.zero(duration.range);
    if (duration.unit === 'working-hour' || duration.unit === 'working-day') {
      this.context.report(workingTimeHere(duration.range, []));
    }
  }

  private arithmetic(node: Extract<ExpressionNode, { kind: 'arithmetic' }>): void {
    const left = this.typeOf(node.left);
    const right = this.typeOf(node.right);
    if (left === null || right === null || result(node.op, left, right) !== undefined) return;
    this.context.report(arithmeticMismatch(node.range, [], VALUE_TYPE_NAMES[left], VALUE_TYPE_NAMES[right], node.op));
  }

  /** Of the shop's own properties only those are known that orders bring with their events. */
  private propertyType({ name, custom }: PropertyNode, event: EventNode | null): ValueType | null {
    if (!custom) return propertyType(name);
    return event?.type.startsWith('order.') ? (own(this.context.catalogue.orderFields, name) ?? null) : null;
  }

  /** Null where the type is not known or already wrong. */
  private typeOf(node: ExpressionNode): ValueType | null {
    switch (node.kind) {
      case 'text':
      case 'number':
      case 'money':
      case 'percent':
      case 'duration':
      case 'date':
        return node.kind;
      case 'count':
      case 'points':
      case 'score':
        return 'number';
      case 'today':
        return 'date';
      case 'field':
        return fieldType(node.field.name, node.field.custom, this.context);
      case 'entry':
      case 'event-property':
        return this.propertyType(node.property, node.kind === 'entry' ? null : node.event);
      case 'since':
      case 'since-last':
        return 'duration';
      case 'arithmetic': {
        const [left, right] = [this.typeOf(node.left), this.typeOf(node.right)];
        return left === null || right === null ? null : (result(node.op, left, right) ?? null);
      }
      case 'error':
        return null;
    }
  }
}

function fieldType(name: string, custom: boolean, context: CheckContext): ValueType | null {
  return custom ? (own(context.catalogue.fields ?? {}, name) ?? null) : (fieldWord(name)?.type ?? null);
}

const TEXTUAL: ValueType[] = ['text', 'choice', 'person', 'list'];
const TEMPORAL: ValueType[] = ['date', 'moment'];

function isOrdered(type: ValueType): boolean {
  return !['text', 'choice', 'list', 'person'].includes(type);
}

function comparable(a: ValueType, b: ValueType): boolean {
  return a === b || [TEXTUAL, TEMPORAL].some((group) => group.includes(a) && group.includes(b));
}

/** Type of `left op right`; undefined where it has no meaning. */
function result(op: '+' | '-' | '*' | '/', left: ValueType, right: ValueType): ValueType | undefined {
  const scalar = (type: ValueType) => ['number', 'money', 'duration', 'percent'].includes(type);
  if (op === '*') {
    if (right === 'number' || right === 'percent') return scalar(left) ? left : undefined;
    return left === 'number' && scalar(right) ? right : undefined;
  }
  if (op === '/') {
    if (!scalar(left)) return undefined;
    return right === 'number' ? left : left === right ? 'number' : undefined;
  }
  if (TEMPORAL.includes(left)) {
    if (right === 'duration') return left;
    return op === '-' && TEMPORAL.includes(right) ? 'duration' : undefined;
  }
  return left === right && scalar(left) ? left : undefined;
}
