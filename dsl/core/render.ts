import type { MergeField, Template } from '../ir/program.js';

export type Rendered = { kind: 'text'; text: string } | { kind: 'hole'; field: MergeField };

/**
 * Fills a text's merge fields. A text with a hole, a field without value and without stand-in, is never sent.
 *
 * @param valueOf null or '' for a field without value
 */
export function render(template: Template, valueOf: (field: MergeField) => string | null): Rendered {
  let text = '';
  for (const part of template) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = valueOf(part) || part.fallback;
    if (value === null) return { kind: 'hole', field: part };
    text += value;
  }
  return { kind: 'text', text };
}
