import type { ConditionNode, ExpressionNode, FilterNode, WindowNode } from '@fanloom/dsl/ast/condition.js';
import type { FieldNode } from '@fanloom/dsl/ast/common.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { FIELDS } from '@fanloom/dsl/vocabulary/field.js';
import { spellKeyword, spellWord } from '@fanloom/dsl/vocabulary/spell.js';
import type { ValueType } from '@fanloom/dsl/vocabulary/value-type.js';
import type { Language } from '@fanloom/dsl/vocabulary/language.js';

/** A condition as people build it from rows: groups of rows, and rows of a few kinds. */
export type Block = Group | Row;

export interface Group {
  kind: 'group';
  joined: 'and' | 'or';
  of: Block[];
}

export type Row =
  /** `own`: a field of the shop's own, of this type; undefined for those that every shop has. */
  | { kind: 'field'; field: string; own?: ValueType | undefined; op: Operator; value: string }
  | { kind: 'tag' | 'segment'; no: boolean; name: string }
  /** `days` null: ever; `where`: only of orders that say so. */
  | { kind: 'did'; no: boolean; event: string; days: number | null; where?: OwnOfOrder | undefined }
  /** What the rows have no form for stays as it is written. */
  | { kind: 'text'; text: string };

/** A comparison with a field of the shop's own, which is of this type. */
export interface OwnOfOrder {
  field: string;
  own: ValueType;
  op: Operator;
  value: string;
}

const operators = ['>=', '<=', '>', '<', '=', '!=', 'contains'] as const;
export type Operator = (typeof operators)[number];

/** Stands before the condition, as in a file. */
const BEFORE = '分群 "_" 当 ';

/** The shop's own fields by name. */
type Fields = Readonly<Record<string, ValueType>>;

/** Those of fans and of orders. */
interface OwnFields {
  fan?: Fields | undefined;
  order?: Fields | undefined;
}

/** Reads a condition into rows; null while it cannot be read. */
export function readTree(condition: string, own: OwnFields = {}): Group | null {
  const text = BEFORE + condition;
  const { file, problems } = parse(text);
  const [node, ...more] = file.definitions;
  if (node?.kind !== 'segment' || more.length > 0 || problems.some(({ severity }) => severity === 'error')) return null;
  const block = blockOf(node.condition, text, own);
  return block.kind === 'group' ? block : { kind: 'group', joined: 'and', of: [block] };
}

function blockOf(node: ConditionNode, text: string, own: OwnFields): Block {
  if (node.kind === 'and' || node.kind === 'or') {
    return { kind: 'group', joined: node.kind, of: node.of.map((part) => blockOf(part, text, own)) };
  }
  return rowOf(node, text, own) ?? { kind: 'text', text: text.slice(node.range.from, node.range.to) };
}

function rowOf(node: ConditionNode, text: string, own: OwnFields): Row | null {
  switch (node.kind) {
    case 'compare': {
      const [left, right, ...more] = node.operands;
      const op = operators.find((known) => known === node.ops[0]);
      const value = right && literal(right, text);
      if (left?.kind !== 'field' || !op || value === null || value === undefined || more.length > 0) return null;
      return fieldRow(left.field, op, value, own.fan);
    }
    case 'contains':
      return node.left.kind === 'field' && node.right.kind === 'text'
        ? fieldRow(node.left.field, 'contains', node.right.value, own.fan)
        : null;
    case 'tag': {
      const [name, ...more] = node.names;
      return name && more.length === 0 ? { kind: 'tag', no: node.no, name: name.value } : null;
    }
    case 'segment':
      return { kind: 'segment', no: node.no, name: node.name.value };
    case 'did': {
      const [event, ...more] = node.events;
      const days = node.window && daysOf(node.window);
      if (!event || event.custom || event.subject !== null || more.length > 0 || days === undefined) return null;
      const where = event.filters.length === 0 ? undefined : filterOf(event.filters, text, own.order);
      return where === null ? null : { kind: 'did', no: node.no, event: event.type, days, ...(where && { where }) };
    }
    default:
      return null;
  }
}

function fieldRow({ name: field, custom }: FieldNode, op: Operator, value: string, own: Fields = {}): Row | null {
  const known = Object.hasOwn(custom ? own : FIELDS, field);
  const row = { kind: 'field' as const, field, ...(custom && { own: own[field] }), op, value };
  return known && operatorsOf(row).includes(op) ? row : null;
}

/** Null: ever; undefined: by no number of days. */
function daysOf(window: WindowNode): number | null | undefined {
  if (window.kind === 'ever') return null;
  return window.kind === 'within' && window.length.unit === 'day' ? window.length.amount : undefined;
}

function filterOf([filter, ...more]: readonly FilterNode[], text: string, own: Fields | undefined): OwnOfOrder | null {
  if ((filter?.kind !== 'compare' && filter?.kind !== 'contains') || !filter.property.custom || more.length > 0) {
    return null;
  }
  const { name: field } = filter.property;
  const type = typeOf(field, own);
  const [op, values] = filter.kind === 'contains' ? ['contains', [filter.right]] : [filter.ops[0], filter.values];
  const [only, ...others] = values;
  if (!type || !only || only.kind === 'words' || others.length > 0) return null;
  const known = operatorsOf({ field, own: type }).find((one) => one === op);
  const value = literal(only, text);
  return known && value !== null ? { field, own: type, op: known, value } : null;
}

function typeOf(field: string, own: Fields = {}): ValueType | undefined {
  return Object.hasOwn(own, field) ? own[field] : undefined;
}

/** The value as one types it, without quotes. */
function literal(node: ExpressionNode, text: string): string | null {
  if (node.kind === 'text') return node.value;
  const plain = ['number', 'count', 'points', 'percent', 'money', 'duration', 'date'].includes(node.kind);
  return plain ? text.slice(node.range.from, node.range.to) : null;
}

/** The condition in words. A row that is not finished is left out. */
export function writeTree(group: Group, language: Language): string {
  return group.of
    .map((block) => {
      if (block.kind !== 'group') return writeRow(block, language);
      const inner = writeTree(block, language);
      return block.of.length > 1 && inner !== '' ? `(${inner})` : inner;
    })
    .filter((part) => part !== '')
    .join(` ${word(group.joined === 'and' ? 'And' : 'Or', language)} `);
}

function writeRow(row: Row, language: Language): string {
  switch (row.kind) {
    case 'text':
      return row.text.trim();
    case 'field':
      return comparisonText(row, language);
    case 'tag': {
      const tag = language === 'zh' ? '标签' : 'tag';
      return row.name === '' ? '' : `${word(row.no ? 'No' : 'Has', language)}${gap(language)}${tag} "${row.name}"`;
    }
    case 'segment': {
      const segment = language === 'zh' ? '分群' : 'segment';
      return row.name === ''
        ? ''
        : `${word(row.no ? 'NotIn' : 'In', language)}${gap(language)}${segment} "${row.name}"`;
    }
    case 'did':
      return writeDid(row, language);
  }
}

function writeDid({ no, event, days, where }: Extract<Row, { kind: 'did' }>, language: Language): string {
  const narrowed = where && event.startsWith('order.') ? comparisonText(where, language) : '';
  const what = spellWord(event, language) + (narrowed && `(${narrowed})`);
  if (days === null) return `${word(no ? 'Never' : 'Ever', language)} ${what}`;
  const not = no ? `${word('No', language)}${gap(language)}` : '';
  return language === 'zh' ? `${String(days)}天内${not}${what}` : `within ${String(days)} days ${not}${what}`;
}

type Compared = Extract<Row, { kind: 'field' }> | OwnOfOrder;

/** Nothing while there is no value. */
function comparisonText(compared: Compared, language: Language): string {
  if (compared.value.trim() === '') return '';
  return `${fieldText(compared, language)} ${operatorText(compared.op, language)} ${valueText(compared)}`;
}

function fieldText({ field, own }: Compared, language: Language): string {
  return own === undefined ? spellWord(field, language) : `${word('CustomField', language)} "${field}"`;
}

export function operatorText(op: Operator, language: Language): string {
  return op === 'contains' ? word('Contains', language) : op;
}

/** How the values of a field can be compared, the usual first: words have no order, but those of member levels do. */
export function operatorsOf(compared: Pick<Compared, 'field' | 'own'>): readonly [Operator, ...Operator[]] {
  if (compared.field === 'member_level' && compared.own === undefined) return operators;
  switch (valueType(compared)) {
    case 'list':
      return ['contains', '=', '!='];
    case 'text':
    case 'choice':
      return ['=', '!=', 'contains'];
    case 'person':
      return ['=', '!='];
    default:
      return ['>=', '<=', '>', '<', '=', '!='];
  }
}

/** What a row's value has to be. */
export function valueType({ field, own }: Pick<Compared, 'field' | 'own'>): ValueType {
  return own ?? FIELDS[field as keyof typeof FIELDS].type;
}

/** Text is quoted, money written as yuan where no unit is typed. */
function valueText(compared: Compared): string {
  const typed = compared.value.trim();
  const type = valueType(compared);
  if (['text', 'choice', 'list', 'person'].includes(type)) return `"${typed.replace(/["“”]/g, '')}"`;
  if (!/^[\d.]+$/.test(typed)) return typed;
  return { money: `${typed}元`, percent: `${typed}%`, duration: `${typed}分钟` }[type as string] ?? typed;
}

function word(keyword: Parameters<typeof spellKeyword>[0], language: Language): string {
  return spellKeyword(keyword, language) ?? '';
}

function gap(language: Language): string {
  return language === 'zh' ? '' : ' ';
}
