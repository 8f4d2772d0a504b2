import type { Name } from '../ast/common.js';
import type { FileNode } from '../ast/file.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { definitionsOf, type Definitions } from '../catalogue/definitions.js';
import type { Condition } from '../ir/condition.js';
import type { CouponTerms } from '../ir/program.js';
import { definitionCycle } from '../problem/catalogue/names.js';
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

  private readonly open = new Set<string>();

  constructor(readonly context: CompileContext) {}

  /** Compiles what a name stands for. Null, and a problem, when that leads back to the name. */
  within<T>(what: string, name: Name, compile: () => T): T | null {
    if (this.open.has(what)) {
      this.problems.push(definitionCycle(name.range, [], name.value));
      return null;
    }
    this.open.add(what);
    try {
      return compile();
    } finally {
      this.open.delete(what);
    }
  }
}
