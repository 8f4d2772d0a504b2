import {
  createQueryId,
  type OperationNode,
  PostgresQueryCompiler,
  type RawBuilder,
  RawNode,
  sql,
  ValueNode,
} from 'kysely';
import type { Ability } from './ability.js';
import { ColumnView } from './columns.js';
import { asksAboutFan, columnsOf, real, rowsIn, scopeOf } from './rows.js';
import { governed, registrationOf } from './tables.js';
import type { Governed, TableName } from './tables/registration.js';
import { trustNode } from './trusted.js';

/** What a query of this ability reads instead of a table: `(select permitted columns, others masked from t where rules)`. */
export class ScopedSources {
  readonly #selects = new Map<string, OperationNode>();
  readonly #views = new Map<string, ColumnView>();

  constructor(readonly ability: Ability) {
    // Asked about a subject as a whole, CASL leaves out the rules that forbid single fields of it.
    if (ability.rules.some((rule) => rule.inverted)) throw new Error('Rules that forbid are not supported');
  }

  /** Whether some rows are told apart by a condition on fans. */
  get hasFanConditions(): boolean {
    return this.ability.rules.some((rule) => rule.conditions !== undefined && asksAboutFan(rule.conditions));
  }

  /** @returns undefined for a table that is open to everybody @throws Error for a closed or unregistered table */
  select(name: string): OperationNode | undefined {
    const registration = registrationOf(name);
    if (registration === 'open') return undefined;
    if (registration === 'closed') throw new Error(`The table ${name} is closed to queries of a request`);
    return this.selectGoverned(name, registration);
  }

  selectGoverned(name: string, table: Governed): OperationNode {
    const known = this.#selects.get(name) ?? this.#build(name as TableName, table);
    this.#selects.set(name, known);
    return known;
  }

  view(name: string, column: string): ColumnView {
    const key = `${name}.${column}`;
    const known = this.#views.get(key) ?? new ColumnView(this.ability, governed(name), column);
    this.#views.set(key, known);
    return known;
  }

  #build(name: TableName, table: Governed): OperationNode {
    const ref = columnsOf(name);
    const columns = Object.keys(table.columns).map((column) => {
      const shown = this.view(name, column);
      return shown.isPlain ? ref(column) : sql`${shown.ofReadableRow(ref)} as ${sql.id(column)}`;
    });
    const rows = rowsIn(scopeOf(this.ability, 'read', table.subject), name);
    return trustNode(flat(sql`(select ${sql.join(columns)} from ${real(name)} where ${rows})`));
  }
}

const compiler = new PostgresQueryCompiler();

/** The same SQL as one node, so that a query that it becomes part of is put together quickly. */
function flat(fragment: RawBuilder<unknown>): RawNode {
  const { sql: text, parameters } = compiler.compileQuery(fragment.toOperationNode(), createQueryId());
  // Identifiers hold no `$`: they are names of our own tables and columns.
  return RawNode.create(
    text.split(/\$\d+/),
    parameters.map((value) => ValueNode.create(value)),
  );
}

/** An expression made of a node, to be placed in a `sql` template. */
export function expressionOf(node: OperationNode): RawBuilder<unknown> {
  return sql`${{ toOperationNode: () => node, expressionType: undefined, isOperationNodeSource: true }}`;
}
