import type { SopNode } from '@fanloom/dsl/ast/file.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { type CompileContext, createContext } from '@fanloom/dsl/compile/context.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { SimulationOptions } from '@fanloom/dsl/simulate/options.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCatalogue, readShopOptions } from '../catalogue/catalogue.queries.js';
import { noSopInText } from '../sop/sop.problems.js';
import { cannotRun } from './simulate.problems.js';

/** An SOP as it is written, ready to be run in memory. */
export interface Draft {
  text: string;
  sop: SopNode;
  context: CompileContext;
  program: Program;
  options: SimulationOptions;
}

/**
 * The first SOP of a text, with the shop's own names and rules.
 *
 * @throws Problem REQ404 for a foreign shop, DRAFT422 without an SOP, SIMULATE422 for one that cannot run
 */
export async function compileDraft(db: ScopedDb, shopId: string, text: string): Promise<Draft> {
  const [catalogue, options] = await Promise.all([readCatalogue(db, shopId), readShopOptions(db, shopId)]);
  const { file, problems: syntax } = parse(text);
  const sop = file.definitions.find((definition) => definition.kind === 'sop');
  if (!sop) throw noSopInText();
  const context = createContext([file], catalogue);
  const { program, problems } = compile(sop, context);
  if (!program) throw cannotRun([...syntax, ...problems].filter(({ severity }) => severity === 'error'));
  return { text, sop, context, program, options };
}
