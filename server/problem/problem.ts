import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';

export type ProblemStatus = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503 | 507;

/** What is wrong with one part of a request. `path` is dotted: `options.consent.0`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface ProblemExtras {
  fields?: FieldProblem[];
  /** More that a program may want to know, as members of the answer's body. */
  details?: Record<string, unknown>;
  /** Response headers such as Retry-After. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error that the caller is told about: HTTP status, stable code, and a sentence that says what to do, zh and en. */
export class Problem extends UserError {
  readonly fields: FieldProblem[] | undefined;
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    readonly status: ProblemStatus,
    code: string,
    text: Bilingual,
    extras: ProblemExtras = {},
  ) {
    super(code, text, { cause: extras.cause });
    this.fields = extras.fields;
    this.details = extras.details ?? {};
    this.headers = extras.headers ?? {};
  }
}
