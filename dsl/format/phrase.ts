import type { DurationNode, FieldNode, MergeNode, Name, PropertyNode, TextNode, TimeNode } from '../ast/common.js';
import { MERGE_FIELDS, MERGE_ROOTS } from '../vocabulary/merge-field.js';
import type { Keyword } from '../vocabulary/keyword.js';
import { WEEKDAYS } from '../vocabulary/keyword.js';
import type { Language } from '../vocabulary/language.js';
import { spellKeyword, spellWord } from '../vocabulary/spell.js';
import { UNITS, type Unit, type UnitWord } from '../vocabulary/unit.js';

/** Spells the smallest parts of the language in one keyword set. */
export class Phrase {
  constructor(readonly language: Language) {}

  /** One of two word orders. */
  either(zh: string, en: string): string {
    return this.language === 'zh' ? zh : en;
  }

  keyword(keyword: Keyword): string {
    return spellKeyword(keyword, this.language) ?? '';
  }

  word(id: string): string {
    return spellWord(id, this.language);
  }

  name(name: Name | string): string {
    const value = typeof name === 'string' ? name : name.value;
    return `"${value.replace(/["”\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  }

  names(names: readonly Name[]): string {
    return names.map((name) => this.name(name)).join(', ');
  }

  field({ name, custom }: FieldNode | PropertyNode): string {
    if (custom) return `${this.keyword('CustomField')} ${this.name(name)}`;
    if (name === 'owner') return this.keyword('Owner');
    return name === 'coupon' ? this.keyword('Coupon') : this.word(name);
  }

  /** Digits without an exponent, which the language does not have. */
  number(value: number): string {
    const plain = String(value);
    return plain.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : plain;
  }

  /** A number with its unit: `3天`, `3 days`. */
  measure(amount: number, unit: Unit): string {
    const { zh, en }: UnitWord = UNITS[unit];
    const digits = this.number(amount);
    if (unit === 'percent') return `${digits}%`;
    if (this.language === 'zh') return `${digits}${zh[0] ?? ''}`;
    return `${digits} ${(amount === 1 ? en[0] : en[1]) ?? ''}`;
  }

  duration({ amount, unit }: DurationNode): string {
    return this.measure(amount, unit);
  }

  money(fen: number): string {
    return this.measure(fen / 100, 'yuan');
  }

  /** `09:00`, with `at` in English where a time follows something. */
  time({ minute }: TimeNode): string {
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  }

  atTime(time: TimeNode): string {
    return this.either(this.time(time), `at ${this.time(time)}`);
  }

  day(day: number): string {
    return this.either(`第${day}天`, `day ${day}`);
  }

  weekday(day: number): string {
    return WEEKDAYS[this.language][day - 1] ?? '';
  }

  weekdays(days: readonly number[]): string {
    const [first = 1, last = first] = [days[0], days.at(-1)];
    const isRun = days.length > 2 && last - first === days.length - 1;
    if (isRun) return `${this.weekday(first)}-${this.weekday(last)}`;
    return days.map((day) => this.weekday(day)).join(', ');
  }

  /** A text with its merge fields in the words of this keyword set. `indent` is where the line begins. */
  text(text: TextNode, indent: string): string {
    const parts = text.parts.map((part) => (typeof part === 'string' ? this.literal(part) : this.merge(part)));
    const content = parts.join('');
    if (!text.block || !keepsIndent(content)) return `"${content.replaceAll('\n', '\\n')}"`;
    const margin = `${indent}  `;
    const lines = content.split('\n').map((line) => (line === '' ? '' : margin + line));
    return `"""\n${lines.join('\n')}\n${margin}"""`;
  }

  private literal(text: string): string {
    return text.replace(/[{}]/g, '$&$&').replace(/["”\\]/g, '\\$&');
  }

  private merge(merge: MergeNode): string {
    return `{${this.mergeImage(merge).replace(/["”\\]/g, '\\$&')}}`;
  }

  private mergeImage(merge: MergeNode): string {
    if (merge.root === null || merge.field === null) return merge.image;
    const root = this.either(MERGE_ROOTS[merge.root].zh, merge.root);
    const of = merge.of === null ? '' : `「${merge.of}」`;
    const known = MERGE_FIELDS[merge.root][merge.field];
    const field = merge.custom ? `「${merge.field}」` : this.either(known?.zh ?? merge.field, merge.field);
    return `${root}${of}.${field}${merge.fallback === null ? '' : `|${merge.fallback}`}`;
  }
}

/** Reading a block text takes away the indentation that all lines share, and blanks on empty lines. */
function keepsIndent(content: string): boolean {
  const lines = content.split('\n');
  return (
    lines.length > 1 &&
    lines.some((line) => /^\S/.test(line)) &&
    lines.every((line) => line === '' || line.trim() !== '')
  );
}
