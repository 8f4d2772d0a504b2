import {
  type AggregateFunctionNode,
  AliasNode,
  type FromNode,
  type FunctionNode,
  IdentifierNode,
  type JoinNode,
  type OperationNode,
  OperationNodeTransformer,
  type RawNode,
  type ReferenceNode,
  type SelectModifierNode,
  TableNode,
  type WithNode,
} from 'kysely';
import { allowedFragments, allowedFunctions, allowedKinds } from './allowed-nodes.js';
import type { ScopedSources } from './sources.js';
import { tables } from './tables.js';
import { isTrusted } from './trusted.js';
import { isWrite, WriteScope } from './writes.js';

/** Rewrites a query tree so that it reads and writes governed tables only within the rights of one ability. */
export class AccessTransformer extends OperationNodeTransformer {
  readonly #writes: WriteScope;
  /** Names that are common table expressions where the walk stands. */
  #expressions: ReadonlySet<string> = new Set();

  constructor(private readonly sources: ScopedSources) {
    super();
    this.#writes = new WriteScope(sources, (node) => this.transformNode(node));
  }

  protected override transformNodeImpl<T extends OperationNode>(node: T): T {
    if (isTrusted(node)) return node;
    if (node.kind !== 'RawNode' && !allowedKinds.has(node.kind)) {
      throw new Error(`${node.kind} is not allowed in a query of a request`);
    }
    const withNode = 'with' in node ? (node.with as WithNode | undefined) : undefined;
    return withNode === undefined ? this.#transform(node) : this.#transformWithExpressions(node, withNode);
  }

  #transform<T extends OperationNode>(node: T): T {
    return super.transformNodeImpl(isWrite(node) ? this.#writes.rewrite(node) : node);
  }

  /** PostgreSQL lets an expression see the ones before it, and itself and all others only when recursive. */
  #transformWithExpressions<T extends OperationNode>(node: T, withNode: WithNode): T {
    const outer = this.#expressions;
    const names = withNode.expressions.map((expression) => expression.name.table.table.identifier.name);
    // The SQL of a condition on fans names tables without their schema: an expression must not stand in for one.
    if (this.sources.hasFanConditions && names.some((name) => Object.hasOwn(tables, name)))
      throw new Error('A common table expression has the name of a table');
    const expressions = withNode.expressions.map((expression, index) => {
      this.#expressions = new Set([...outer, ...(withNode.recursive ? names : names.slice(0, index))]);
      return { ...expression, expression: this.transformNode(expression.expression) };
    });
    this.#expressions = new Set([...outer, ...names]);
    const body = this.#transform({ ...node, with: undefined });
    this.#expressions = outer;
    return { ...body, with: { ...withNode, expressions } };
  }

  protected override transformFrom(node: FromNode): FromNode {
    return { ...node, froms: node.froms.map((source) => this.#source(source)) };
  }

  protected override transformJoin(node: JoinNode): JoinNode {
    return { ...node, table: this.#source(node.table), on: this.transformNode(node.on) };
  }

  /** A table, an alias of one, or anything else that yields rows. */
  #source(node: OperationNode): OperationNode {
    if (TableNode.is(node)) return this.#table(node, IdentifierNode.create(node.table.identifier.name));
    if (AliasNode.is(node) && TableNode.is(node.node)) return this.#table(node.node, node.alias);
    return this.transformNode(node);
  }

  #table(node: TableNode, alias: OperationNode): OperationNode {
    const name = node.table.identifier.name;
    if (node.table.schema) throw new Error('A query of a request must not name a schema');
    if (this.#expressions.has(name)) return AliasNode.create(node, alias);
    return AliasNode.create(this.sources.select(name) ?? node, alias);
  }

  /** Where a table may stand is handled above and in the writes; elsewhere it would be read unscoped. */
  protected override transformTable(node: TableNode): TableNode {
    throw new Error(`The table ${node.table.identifier.name} cannot stand here in a query of a request`);
  }

  /** `table.column` names what is in `from`, already scoped. */
  protected override transformReference(node: ReferenceNode): ReferenceNode {
    if (node.table?.table.schema) throw new Error('A query of a request must not name a schema');
    return node;
  }

  protected override transformSelectModifier(node: SelectModifierNode): SelectModifierNode {
    return node.rawModifier ? { ...node, rawModifier: this.transformNode(node.rawModifier) } : node;
  }

  protected override transformFunction(node: FunctionNode): FunctionNode {
    allowFunction(node.func);
    return super.transformFunction(node);
  }

  protected override transformAggregateFunction(node: AggregateFunctionNode): AggregateFunctionNode {
    allowFunction(node.func);
    return super.transformAggregateFunction(node);
  }

  protected override transformRaw(node: RawNode): RawNode {
    const [fragment = '', ...more] = node.sqlFragments;
    if (more.length > 0 || !allowedFragments.has(fragment))
      throw new Error('Raw SQL is not allowed in a query of a request');
    return node;
  }
}

function allowFunction(name: string): void {
  if (!allowedFunctions.has(name)) throw new Error(`The function ${name} is not allowed in a query of a request`);
}
