import { type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { SemanticToken } from '@fanloom/dsl/service/semantic-token.js';
import { SEMANTIC_TYPES, type SemanticType } from '@fanloom/dsl/service/semantic-type.js';

/** New colours from the language service; until they come the old ones move along with the text. */
export const setColours = StateEffect.define<readonly SemanticToken[]>();

const marks = Object.fromEntries(
  SEMANTIC_TYPES.map((type) => [type, Decoration.mark({ class: `sop-${type}` })]),
) as Record<SemanticType, Decoration>;

export const colours: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setColours)) return decorations(effect.value, transaction.state.doc.length);
    }
    return known.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorations(tokens: readonly SemanticToken[], length: number): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, type } of tokens) if (to <= length) builder.add(from, to, marks[type]);
  return builder.finish();
}
