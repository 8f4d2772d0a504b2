import type { DefinitionNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { blocksOf } from '../ast/walk.js';
import type { Range } from '../ir/program.js';
import type { NamedKind } from './occurrence.js';
import type { Document } from './project.js';

/** One line of an outline. `range` is all of it, `selection` what is marked when one goes there. */
export interface DocumentSymbol {
  name: string;
  kind: Extract<NamedKind, 'sop' | 'segment' | 'tag' | 'score' | 'coupon' | 'message' | 'words' | 'test'> | 'step';
  range: Range;
  selection: Range;
  children: DocumentSymbol[];
}

const LONGEST = 60;

/** The outline of a document: its definitions, and in each SOP the steps that hold others. */
export function documentSymbols({ parsed }: Document): DocumentSymbol[] {
  return parsed.file.definitions.map((definition) => ({
    name: definition.name.value,
    kind: definition.kind === 'rule-tag' ? 'tag' : definition.kind,
    range: definition.range,
    selection: within(definition.name.range, definition.range),
    children: childrenOf(definition, parsed.text),
  }));
}

function childrenOf(definition: DefinitionNode, text: string): DocumentSymbol[] {
  return definition.kind === 'sop' ? stepSymbols(definition.steps, text) : [];
}

function stepSymbols(steps: readonly StepNode[], text: string): DocumentSymbol[] {
  return steps.flatMap((step) => {
    const blocks = blocksOf(step);
    if (blocks.length === 0) return [];
    const children = blocks.flatMap((block) => stepSymbols(block.steps, text));
    const name = firstLine(text.slice(step.range.from, step.range.to));
    const selection = { from: step.range.from, to: Math.min(step.range.to, step.range.from + name.length) };
    return [{ name, kind: 'step', range: step.range, selection, children }];
  });
}

function firstLine(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/\s*\{\s*$/, '');
  return line.slice(0, LONGEST);
}

/** Recovery gives a missing name the place where it should stand, which may lie outside. */
function within(inner: Range, outer: Range): Range {
  return inner.from >= outer.from && inner.to <= outer.to ? inner : { from: outer.from, to: outer.from };
}
