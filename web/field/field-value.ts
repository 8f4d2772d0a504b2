import { money } from '../kit/format.js';
import type { CustomField } from './field.api.js';

type Shape = Pick<CustomField, 'name' | 'type'>;

/** What stands under the field in what a fan or an order has of its own; undefined where that is nothing. */
export function valueOf({ name }: Shape, custom: unknown): unknown {
  if (typeof custom !== 'object' || custom === null || !Object.hasOwn(custom, name)) return undefined;
  return (Reflect.get(custom, name) as unknown) ?? undefined;
}

/** As people read it. */
export function shownValue(field: Shape, custom: unknown): string {
  const value = valueOf(field, custom);
  if (value === undefined) return '—';
  if (field.type === 'money' && typeof value === 'number') return money(value);
  return Array.isArray(value) ? value.join('、') : String(value);
}

/** As it stands in a form: money in yuan, several words with commas between. */
export function writtenValue(field: Shape, custom: unknown): string {
  const value = valueOf(field, custom);
  if (value === undefined) return '';
  if (field.type === 'money' && typeof value === 'number') return String(value / 100);
  return Array.isArray(value) ? value.join('，') : String(value);
}

/** The value that a form's text stands for; null for none. */
export function readWritten({ type }: Shape, text: string): unknown {
  const written = text.trim();
  if (written === '') return null;
  switch (type) {
    case 'number':
      return Number(written);
    case 'money':
      return Math.round(Number(written) * 100);
    case 'list':
      return splitWords(written);
    default:
      return written;
  }
}

export function splitWords(text: string): string[] {
  return text.split(/[,，、]/).flatMap((word) => word.trim() || []);
}
