import type { FileNode } from '@fanloom/dsl/ast/file.js';
import type { CompileContext } from '@fanloom/dsl/compile/context.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { type CheckedScore, checkScore } from '../score/check-score.js';
import { type CompiledSegment, compileSegment } from '../segment/compile-segment.js';
import { textContent } from '@fanloom/dsl/catalogue/text-content.js';
import type { NamedText } from '../text/store-texts.js';
import type { WordList } from '../word-list/store-word-lists.js';
import { type CompiledRuleTag, compileRuleTag } from '../tag/compile-rule-tag.js';

/** What a text defines besides SOPs and coupons, as far as it is without an error. */
export interface CompiledDefinitions {
  segments: CompiledSegment[];
  ruleTags: CompiledRuleTag[];
  scores: CheckedScore[];
  wordLists: WordList[];
  texts: NamedText[];
}

export function compileDefinitions(
  { definitions }: FileNode,
  text: string,
  context: CompileContext,
): { compiled: CompiledDefinitions; problems: Problem[] } {
  const compiled: CompiledDefinitions = { segments: [], ruleTags: [], scores: [], wordLists: [], texts: [] };
  const problems: Problem[] = [];
  for (const node of definitions) {
    if (!node.sound) continue;
    if (node.kind === 'words') {
      const words = node.words.map((word) => word.value);
      compiled.wordLists.push({ name: node.name.value, text: text.slice(node.range.from, node.range.to), words });
    }
    if (node.kind === 'message') {
      const written = text.slice(node.range.from, node.range.to);
      compiled.texts.push({ name: node.name.value, text: written, content: textContent(node) });
    }
    if (node.kind === 'segment') {
      const { segment, problems: found } = compileSegment(node, text, context);
      if (segment) compiled.segments.push(segment);
      problems.push(...found);
    } else if (node.kind === 'rule-tag') {
      const { ruleTag, problems: found } = compileRuleTag(node, text, context);
      if (ruleTag) compiled.ruleTags.push(ruleTag);
      problems.push(...found);
    } else if (node.kind === 'score') {
      const { score, problems: found } = checkScore(node, text, context);
      if (score) compiled.scores.push(score);
      problems.push(...found);
    }
  }
  return { compiled, problems };
}
