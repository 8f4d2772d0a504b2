import { type Extension, RangeSetBuilder, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import { lex } from '@fanloom/dsl/lexer/lexer.js';
import { classOf } from './token-class.js';

/** Colours by the language's own lexer, so that no second grammar can disagree with it. */
export const highlight: Extension = StateField.define<DecorationSet>({
  create: (state) => colours(state.doc.toString()),
  update: (known, change) => (change.docChanged ? colours(change.state.doc.toString()) : known),
  provide: (field) => EditorView.decorations.from(field),
});

function colours(text: string): DecorationSet {
  const { tokens, comments } = lex(text);
  const marks = [
    ...tokens.flatMap((token) => {
      const name = classOf(token);
      return name === null ? [] : [{ from: token.startOffset, to: token.endOffset + 1, name }];
    }),
    ...comments.map(({ range }) => ({ ...range, name: 'sop-comment' })),
  ].sort((a, b) => a.from - b.from);
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, name } of marks) {
    if (from < to) builder.add(from, to, Decoration.mark({ class: name }));
    if (name === 'sop-text') addMergeFields(text, from, to, builder);
  }
  return builder.finish();
}

function addMergeFields(text: string, from: number, to: number, builder: RangeSetBuilder<Decoration>): void {
  for (const found of text.slice(from, to).matchAll(/\{[^{}]*\}/g)) {
    const start = from + found.index;
    builder.add(start, start + found[0].length, Decoration.mark({ class: 'sop-merge' }));
  }
}
