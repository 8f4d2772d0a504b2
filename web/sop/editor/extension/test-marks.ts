import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { gutter, GutterMarker } from '@codemirror/view';
import type { TestOutcome } from '@fanloom/dsl/service/test-run.js';
import { t } from '../../../i18n/language.svelte.js';

export const setTests = StateEffect.define<readonly TestOutcome[]>();

class TestMark extends GutterMarker {
  constructor(private readonly passed: boolean) {
    super();
  }

  override eq(other: TestMark): boolean {
    return other.passed === this.passed;
  }

  override toDOM(): Node {
    const dom = document.createElement('span');
    dom.className = this.passed ? 'sop-passed' : 'sop-failed';
    dom.textContent = this.passed ? '✓' : '✗';
    dom.title = this.passed ? t('sop.tests.didPass') : t('sop.tests.didFail');
    return dom;
  }
}

const marks = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(known, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setTests)) return marksOf(effect.value, transaction.state.doc.length);
    }
    return known.map(transaction.changes);
  },
});

/** ✓ or ✗ beside each test. */
export const testMarks: Extension = [marks, gutter({ class: 'sop-tests', markers: (view) => view.state.field(marks) })];

function marksOf(tests: readonly TestOutcome[], length: number): RangeSet<GutterMarker> {
  const ran = tests.flatMap(({ range, passed }) =>
    passed === null || range.from > length ? [] : new TestMark(passed).range(range.from),
  );
  return RangeSet.of(ran, true);
}
