import type { MergeNode, Name, TextNode } from '../ast/common.js';
import { Phrase } from '../format/phrase.js';
import { MERGE_FIELDS, MERGE_ROOTS } from '../vocabulary/merge-field.js';

/** The smallest parts of an SOP as people read them, not as the language is written. */
export class PlainPhrase extends Phrase {
  override word(id: string): string {
    return this.either(super.word(id), id.replaceAll(/[._]/g, ' '));
  }

  override name(name: Name | string): string {
    return `“${typeof name === 'string' ? name : name.value}”`;
  }

  override names(names: readonly Name[]): string {
    return names.map((name) => this.name(name)).join(this.either('', ', '));
  }

  /** A text as it is written, with its merge fields in this language. */
  plainText({ parts }: TextNode): string {
    return parts.map((part) => (typeof part === 'string' ? part : `{${this.mergeWords(part)}}`)).join('');
  }

  private mergeWords({ root, of, field, fallback, image }: MergeNode): string {
    if (root === null || field === null) return image;
    const known = MERGE_FIELDS[root][field];
    const words = [
      this.either(MERGE_ROOTS[root].zh, root) + (of === null ? '' : `「${of}」`),
      this.either(known?.zh ?? field, field.replaceAll('_', ' ')),
    ];
    return words.join('.') + (fallback === null ? '' : `|${fallback}`);
  }
}
