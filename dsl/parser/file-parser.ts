import type { DefinitionNode, FileNode, HeadNode, SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import type { Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { TestParser } from './test-parser.js';
import { K, TooManyErrors } from './token-parser.js';

/** Top layer of the grammar: SOPs with their rules, definitions and tests. */
export class FileParser extends TestParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Reads tokens; mistakes are in `errors` and `extra`. Of a text that is nothing but mistakes no definition is left. */
  read(tokens: Token[]): FileNode {
    this.begin(tokens);
    try {
      return this.file();
    } catch (error) {
      if (error instanceof TooManyErrors) return { definitions: [], range: { from: 0, to: 0 } };
      throw error;
    }
  }

  readonly file = this.RULE(
    'file',
    (): FileNode => {
      const definitions: DefinitionNode[] = [];
      this.MANY(() => {
        const definition = this.SUBRULE(this.definition);
        this.ACTION(() => definition && definitions.push(definition));
      });
      return { definitions, range: { from: 0, to: 0 } };
    },
    { recoveryValueFunc: (): FileNode => ({ definitions: [], range: { from: 0, to: 0 } }) },
  );

  private readonly definition = this.RULE(
    'definition',
    (): DefinitionNode | null =>
      this.OR<DefinitionNode | null>([
        { ALT: () => this.SUBRULE(this.sop) },
        { ALT: () => this.SUBRULE(this.define) },
        { ALT: () => this.SUBRULE(this.test) },
      ]),
    { recoveryValueFunc: () => null },
  );

  private readonly sop = this.RULE('sop', (): SopNode => {
    const from = this.here();
    const heads: HeadNode[] = [];
    const steps: StepNode[] = [];
    this.CONSUME(K.Sop);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => heads.push(this.SUBRULE(this.head)));
    this.MANY2(() => steps.push(this.SUBRULE(this.step)));
    this.CONSUME(t.RightBrace);
    return { kind: 'sop', name, heads, steps, range: this.since(from), sound: true };
  });
}
