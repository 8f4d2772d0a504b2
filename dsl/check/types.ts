import type { ConditionNode, EventNode, ExpressionNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import type { DurationNode } from '../ast/common.js';
import type { Comparator } from '../ir/condition.js';
import type { Range } from '../ir/program.js';
import { atomsOf, eventsOf, expressionsOf, windowsOf } from '../ast/walk.js';
import {
  arithmeticMismatch,
  chainDirection,
  noSuchProperty,
  typeMismatch,
  unitMissing,
  unknownName,
  workingTimeHere,
} from '../problem/catalogue.js';
import { fix, replaceWith } from '../problem/define.js';
import { closest } from '../problem/similar.js';
import { eventWord } from '../vocabulary/event.js';
import { fieldWord } from '../vocabulary/field.js';
import { propertyType } from '../vocabulary/property.js';
import { VALUE_TYPE_NAMES, type ValueType } from '../vocabulary/value-type.js';
import { spellWord } from '../vocabulary/spell.js';
import { allSteps, conditionsIn } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';

/** SOP301, SOP305–SOP308, SOP211: values are compared with values of their kind, units included. */
export function checkTypes(definition: DefinitionNode, context: CheckContext): void {
  const types = new Types(context);
  for (const { condition } of conditionsIn(definition)) for (const atom of atomsOf(condition)) types.atom(atom);
  if (definition.kind === 'score') for (const signal of definition.signals) types.event(signal.event);
  if (definition.kind !== 'sop') return;
  for (const step of allSteps(definition)) {
    if (step.kind === 'set')
      types.compare(fieldType(step.field.name, step.field.custom, context), step.value, step.range);
    if (step.kind === 'wait' || step.kind === 'until') types.elapsed(step.duration);
  }
  for (const head of definition.heads) {
    if (head.kind === 'limit') types.elapsed(head.every);
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
        atom.ops.forEach((_, i) => this.pair(atom.operands[i], atom.operands[i + 1]));
        break;
      case 'between':
        this.pair(atom.value, atom.low);
        this.pair(atom.value, atom.high);
        break;
      case 'one-of':
        for (const value of atom.values) this.pair(atom.left, value);
        break;
      case 'aggregate': {
        this.has(atom.event, atom.property.name, atom.property.custom, atom.property.range);
        this.compare(propertyType(atom.property.name), atom.value, atom.range);
        break;
      }
      default:
    }
  }

  event(event: EventNode): void {
    for (const filter of event.filters) {
      const { name, custom, range } = filter.property;
      this.has(event, name, custom, range);
      if (filter.kind !== 'compare') continue;
      for (const value of filter.values) this.compare(custom ? null : propertyType(name), value, filter.range);
    }
  }

  /** The event carries this property. */
  private has(event: EventNode, property: string, custom: boolean, range: Range): void {
    const known = event.custom ? null : eventWord(event.type)?.properties;
    if (!known || custom || property === '' || known.some((id) => id === property)) return;
    const { language } = this.context.parsed;
    this.context.report(noSuchProperty(range, [], textAt(this.context, range), spellWord(event.type, language)));
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
    if (left.kind === 'field' && left.field.name === 'member_level') this.level(right);
  }

  /** A member level that the shop has. */
  private level(value: ExpressionNode): void {
    const { levels } = this.context.catalogue;
    if (value.kind !== 'text' || levels === null || levels.includes(value.value)) return;
    const near = closest(value.value, levels);
    const fixes = near === null ? [] : [replaceWith(value.range, `"${near}"`)];
    this.context.report(unknownName(value.range, fixes, 'level', value.value, near));
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

  /** Working time has a length only for tasks. */
  elapsed(duration: DurationNode): void {
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
        return node.property.custom ? null : propertyType(node.property.name);
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
  return custom ? (context.catalogue.fields?.[name] ?? null) : (fieldWord(name)?.type ?? null);
}

const TEXTUAL: ValueType[] = ['text', 'choice', 'person', 'list'];
const TEMPORAL: ValueType[] = ['date', 'moment'];

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
