import type { Range } from '@fanloom/dsl/ir/program.js';
import { lineStarts, locate } from '@fanloom/dsl/problem/locate.js';
import type { Bilingual, Fix, Severity } from '@fanloom/dsl/problem/problem.js';
import type { Coverage } from '@fanloom/dsl/simulate/coverage.js';
import type { ReviewedFile } from './review.js';

/** A stretch of the text, and where it begins as people count: from 1, a Chinese character two columns wide. */
export interface Place {
  range: Range;
  line: number;
  column: number;
}

/** What a writer is told of a text: the shape of the API and of `--json`. */
export interface CheckedText {
  problems: (Place & { code: string; severity: Severity; message: Bilingual; fixes: Fix[] })[];
  tests: (Place & {
    name: string;
    sop: string;
    passed: boolean;
    /** False: its SOP has errors. */
    ran: boolean;
    failures: (Place & { message: Bilingual })[];
  })[];
  sops: { name: string; coverage: Coverage | null }[];
}

export function checkedText({ text, problems, tests, sops }: ReviewedFile): CheckedText {
  const starts = lineStarts(text);
  const place = (range: Range) => ({ range, ...locate(text, range.from, starts) });
  return {
    problems: problems.map(({ code, severity, range, message, fixes }) => ({
      ...place(range),
      code,
      severity,
      message,
      fixes,
    })),
    tests: tests.map(({ test, result }) => ({
      ...place(test.range),
      name: test.name,
      sop: test.sop,
      passed: result?.passed ?? false,
      ran: result !== null,
      failures: (result?.failures ?? []).map(({ range, message }) => ({ ...place(range), message })),
    })),
    sops: sops.map(({ name, coverage }) => ({ name, coverage })),
  };
}

/** No error and no failing test. Reminders do not keep a text from being published. */
export function isPublishable({ problems, tests }: CheckedText): boolean {
  return problems.every(({ severity }) => severity !== 'error') && tests.every(({ passed }) => passed);
}
