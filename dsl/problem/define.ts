import type { Range } from '../ir/program.js';
import type { Bilingual, Fix, Problem, Severity } from './problem.js';

/** Makes a problem of one code at a place. */
export interface ProblemMaker<A extends unknown[]> {
  (range: Range, fixes: Fix[], ...args: A): Problem;
  readonly code: string;
  readonly severity: Severity;
}

function define<A extends unknown[]>(
  severity: Severity,
  code: string,
  message: (...args: A) => Bilingual,
): ProblemMaker<A> {
  const make = (range: Range, fixes: Fix[], ...args: A) => ({
    code,
    severity,
    range,
    message: message(...args),
    fixes,
  });
  return Object.assign(make, { code, severity });
}

/** A problem that keeps an SOP from being published. */
export function error<A extends unknown[]>(code: string, message: (...args: A) => Bilingual): ProblemMaker<A> {
  return define('error', code, message);
}

/** A reminder: the SOP can be published. */
export function warning<A extends unknown[]>(code: string, message: (...args: A) => Bilingual): ProblemMaker<A> {
  return define('warning', code, message);
}

/** A fix that replaces, inserts (empty range) or removes (empty text) one stretch. */
export function fix(zh: string, en: string, range: Range, text: string): Fix {
  return { title: { zh, en }, edits: [{ range, text }] };
}

/** The everyday fix: write `text` instead. */
export function replaceWith(range: Range, text: string): Fix {
  return fix(`改成 ${text}`, `Write ${text}`, range, text);
}
