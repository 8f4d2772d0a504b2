import type { ConditionNode, ExpressionNode } from '@fanloom/dsl/ast/condition.js';
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
  /** `days` null: ever. */
  | { kind: 'did'; no: boolean; event: string; days: number | null }
  /** What the rows have no form for stays as it is written. */
  | { kind: 'text'; text: string };

export const operators = ['>=', '<=', '>', '<', '=', '!='] as const;
export type Operator = (typeof operators)[number];

/** Stands before the condition, as in a file. */
const BEFORE = '分群 "_" 当 ';

/** The shop's own fields of a fan, by name. */
type OwnFields = Readonly<Record<string, ValueType>>;

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
      const { name: field, custom } = left.field;
      if (!Object.hasOwn(custom ? own : FIELDS, field)) return null;
      return { kind: 'field', field, ...(custom && { own: own[field] }), op, value };
    }
    case 'tag': {
      const [name, ...more] = node.names;
      return name && more.length === 0 ? { kind: 'tag', no: node.no, name: name.value } : null;
    }
    case 'segment':
      return { kind: 'segment', no: node.no, name: node.name.value };
    case 'did': {
      const [event, ...more] = node.events;
      const plain = event && !event.custom && event.subject === null && event.filters.length === 0 && more.length === 0;
      if (!plain || !node.window) return null;
      const { window } = node;
      if (window.kind === 'ever') return { kind: 'did', no: node.no, event: event.type, days: null };
      const inDays = window.kind === 'within' && window.length.unit === 'day';
      return inDays ? { kind: 'did', no: node.no, event: event.type, days: window.length.amount } : null;
    }
    default:
      return null;
  }
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
      return row.value.trim() === '' ? '' : `${fieldText(row, language)} ${row.op} ${valueText(row)}`;
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

function writeDid({ no, event, days }: Extract<Row, { kind: 'did' }>, language: Language): string {
  const what = spellWord(event, language);
  if (days === null) return `${word(no ? 'Never' : 'Ever', language)} ${what}`;
  const not = no ? `${word('No', language)}${gap(language)}` : '';
  return language === 'zh' ? `${String(days)}天内${not}${what}` : `within ${String(days)} days ${not}${what}`;
}

function fieldText({ field, own }: Extract<Row, { kind: 'field' }>, language: Language): string {
  return own === undefined ? spellWord(field, language) : `${word('CustomField', language)} "${field}"`;
}

/** What a row's value has to be. */
export function valueType({ field, own }: Extract<Row, { kind: 'field' }>): ValueType {
  return own ?? FIELDS[field as keyof typeof FIELDS].type;
}

/** Text is quoted, money written as yuan where no unit is typed. */
function valueText(row: Extract<Row, { kind: 'field' }>): string {
  const typed = row.value.trim();
  const type = valueType(row);
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
