import type { FileNode } from '../ast/file.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { definitionsOf, type Definitions } from '../catalogue/definitions.js';
import type { Condition } from '../ir/condition.js';
import type { CouponTerms, Range } from '../ir/program.js';
import { notYet } from '../problem/catalogue.js';
import type { Problem } from '../problem/problem.js';

/** What names in a text stand for: the definitions of its files, then the shop's catalogue. */
export interface CompileContext {
  definitions: Definitions;
  catalogue: Catalogue;
}

export function createContext(files: readonly FileNode[], catalogue: Catalogue): CompileContext {
  return { definitions: definitionsOf(files), catalogue };
}

/** State of one compilation: problems found and the definitions that were named. */
export class Compilation {
  readonly problems: Problem[] = [];
  readonly segments = new Map<string, Condition>();
  readonly coupons = new Map<string, CouponTerms>();

  constructor(readonly context: CompileContext) {}

  /** Says that the engine cannot run this yet. */
  notYet(range: Range, zh: string, en: string): void {
    this.problems.push(notYet(range, [], { zh, en }));
  }
}
