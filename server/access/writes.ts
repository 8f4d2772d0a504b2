import type { ValueListNode } from 'kysely';
import {
  AliasNode,
  ColumnNode,
  type ColumnUpdateNode,
  DeleteQueryNode,
  IdentifierNode,
  InsertQueryNode,
  type OperationNode,
  PrimitiveValueListNode,
  type RawBuilder,
  ReferenceNode,
  ReturningNode,
  SelectAllNode,
  SelectionNode,
  sql,
  TableNode,
  UpdateQueryNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from 'kysely';
import { withheldKeys } from './ability.js';
import type { Action } from './rules.js';
import { type ColumnRef, columnsOf, type Condition, type RowScope, scopeCondition, scopeOf } from './rows.js';
import { expressionOf, type ScopedSources } from './sources.js';
import { columnOf, fieldOf, registrationOf } from './tables.js';
import type { Governed } from './tables/registration.js';
import { trustNode } from './trusted.js';

type WriteNode = InsertQueryNode | UpdateQueryNode | DeleteQueryNode;
type Transform = <T extends OperationNode>(node: T) => T;

export function isWrite(node: OperationNode): node is WriteNode {
  return InsertQueryNode.is(node) || UpdateQueryNode.is(node) || DeleteQueryNode.is(node);
}

/** The governed table a statement writes, with the SQL to speak of its columns. */
interface Target {
  name: string;
  node: TableNode;
  table: Governed;
  ref: ColumnRef;
}

/**
 * Rewrites a statement that writes a governed table, so that it touches only rows that are readable, on which the
 * action is granted with the written fields, and which stay within the grant after the write. Others are left alone
 * silently, as if they were not there. The rewritten parts are trusted: they are not walked again.
 */
export class WriteScope {
  constructor(
    private readonly sources: ScopedSources,
    private readonly transform: Transform,
  ) {}

  rewrite<T extends OperationNode & WriteNode>(node: T): T;
  rewrite(node: WriteNode): WriteNode {
    if (InsertQueryNode.is(node)) return this.#insert(node);
    if (UpdateQueryNode.is(node)) return this.#update(node);
    return this.#delete(node);
  }

  #insert(node: InsertQueryNode): InsertQueryNode {
    const { into, columns, values, returning, kind, ...others } = node;
    const target = this.#target(into);
    refuseOthers(others);
    if (!columns || !values) throw new Error('An insert needs columns and values');
    const names = columns.map((column) => column.column.name);
    const scope = this.#writable(target, 'create', names);
    return {
      kind,
      into: trustNode({ ...target.node }),
      columns,
      values: trustNode(this.#insertedRows(target, names, values, scope).toOperationNode()),
      ...this.#returning(target, returning),
    };
  }

  #insertedRows(target: Target, names: string[], values: OperationNode, scope: RowScope): RawBuilder<unknown> {
    if (!ValuesNode.is(values)) {
      const columns = sql.join(names.map((name) => sql.id(name)));
      const ref: ColumnRef = (name) => (names.includes(name) ? sql.ref(`inserted.${name}`) : sql`null::uuid`);
      const rows = expressionOf(this.transform(values));
      return sql`(select ${columns} from (${rows}) as inserted (${columns}) where ${scopeCondition(scope, target.table.belongs, ref)})`;
    }
    const [row, ...more] = values.values;
    // With several rows PostgreSQL no longer takes the types of the values from the columns.
    if (!row || more.length > 0) throw new Error('Insert one row at a time, or from a select');
    const cells = cellsOf(row);
    const ref: ColumnRef = (name) => literal(cells[names.indexOf(name)]);
    const shown = cells.map((cell) => expressionOf(this.transform(cell)));
    return sql`(select ${sql.join(shown)} where ${scopeCondition(scope, target.table.belongs, ref)})`;
  }

  #update(node: UpdateQueryNode): UpdateQueryNode {
    const { table, updates = [], where, returning, kind, ...others } = node;
    const target = this.#target(table);
    refuseOthers(others);
    const changes = new Map(updates.map((update) => [updatedColumn(update), update.value]));
    for (const value of changes.values()) this.#refuseHiddenReferences(target, value);
    const scope = this.#writable(target, 'update', [...changes.keys()]);
    const after: ColumnRef = Object.assign(
      (name: string) => (changes.has(name) ? literal(changes.get(name)) : target.ref(name)),
      { alias: target.name },
    );
    const stays = scopeCondition(scope, target.table.belongs, after);
    return {
      kind,
      table: trustNode({ ...target.node }),
      updates,
      where: this.#where(target, where, sql`${scopeCondition(scope, target.table.belongs, target.ref)} and ${stays}`),
      ...this.#returning(target, returning),
    };
  }

  #delete(node: DeleteQueryNode): DeleteQueryNode {
    const { from, where, returning, kind, ...others } = node;
    const [table, ...more] = from.froms;
    const target = this.#target(table);
    refuseOthers(others);
    if (more.length > 0) throw new Error('Delete from one table at a time');
    const scope = this.#writable(target, 'delete', []);
    return {
      kind,
      from: trustNode({ ...from }),
      where: this.#where(target, where, scopeCondition(scope, target.table.belongs, target.ref)),
      ...this.#returning(target, returning),
    };
  }

  #target(node: OperationNode | undefined): Target {
    if (!node || !TableNode.is(node) || node.table.schema)
      throw new Error('A write names one table, without alias or schema');
    const name = node.table.identifier.name;
    const table = registrationOf(name);
    if (typeof table === 'string') throw new Error(`The table ${name} cannot be written by a query of a request`);
    return { name, node, table, ref: columnsOf(name) };
  }

  /** Rows on which the action is granted by rules that show every written field. */
  #writable(target: Target, action: Action, columns: string[]): RowScope {
    const fields = columns.flatMap((column) => {
      const { kind } = columnOf(target.table, column);
      if (kind === 'secret' || kind === 'mask')
        throw new Error(`The column ${column} cannot be written by a query of a request`);
      if (kind === 'key' && action === 'update') throw new Error(`The column ${column} is never changed`);
      const field = fieldOf(target.table, column);
      if (field === undefined) return [];
      // A JSON field is written as a whole, with the keys that are withheld.
      return [field, ...(kind === 'json' ? withheldKeys(this.sources.ability, target.table.subject, field) : [])];
    });
    return scopeOf(this.sources.ability, action, target.table.subject, fields);
  }

  /** The statement's own condition is asked of the scoped rows, so that it cannot ask about what is not shown. */
  #where(target: Target, where: WhereNode | undefined, writable: Condition): WhereNode {
    const own = where ? sql` where ${expressionOf(this.transform(where.where))}` : sql``;
    const keys = target.table.primaryKey;
    const outer = sql.join(keys.map((key) => target.ref(key)));
    const inner = sql.join(keys.map((key) => sql.id(key)));
    const source = expressionOf(this.sources.selectGoverned(target.name, target.table));
    const scoped = sql`select ${inner} from ${source} as ${sql.id(target.name)}${own}`;
    return trustNode(WhereNode.create(sql`(${outer}) in (${scoped}) and ${writable}`.toOperationNode()));
  }

  #returning(target: Target, returning: ReturningNode | undefined): { returning?: ReturningNode } {
    if (!returning) return {};
    const columns = returning.selections.flatMap(({ selection }) => this.#returned(target, selection));
    return { returning: trustNode(ReturningNode.create(columns)) };
  }

  #returned(target: Target, selection: OperationNode): SelectionNode[] {
    const alias = AliasNode.is(selection) ? selection.alias : undefined;
    const column = AliasNode.is(selection) ? selection.node : selection;
    if (SelectAllNode.is(column) || (ReferenceNode.is(column) && SelectAllNode.is(column.column))) {
      return Object.keys(target.table.columns).map((name) => this.#shown(target, name, IdentifierNode.create(name)));
    }
    const name = columnName(column);
    if (name === undefined) throw new Error('Only columns can be returned from a write');
    return [this.#shown(target, name, alias ?? IdentifierNode.create(name))];
  }

  #shown(target: Target, column: string, alias: OperationNode): SelectionNode {
    const value = this.sources.view(target.name, column).ofAnyRow(target.ref);
    return SelectionNode.create(AliasNode.create(value.toOperationNode(), alias));
  }

  /** A new value must not be copied from a column that is not shown. */
  #refuseHiddenReferences(target: Target, node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    const name = 'kind' in node ? columnName(node as OperationNode) : undefined;
    if (name !== undefined && !this.#mayCopy(target, name)) {
      throw new Error(`The column ${name} cannot be copied by a query of a request`);
    }
    for (const child of Object.values(node)) this.#refuseHiddenReferences(target, child);
  }

  #mayCopy(target: Target, name: string): boolean {
    // The name of the table stands for its whole row, as stored.
    if (name === target.name) return false;
    return !Object.hasOwn(target.table.columns, name) || this.sources.view(target.name, name).isPlain;
  }
}

function refuseOthers(parts: object): void {
  for (const [name, part] of Object.entries(parts)) {
    const isEmpty = part === undefined || part === false || (Array.isArray(part) && part.length === 0);
    if (!isEmpty) throw new Error(`A write of a request cannot have ${name}`);
  }
}

function columnName(node: OperationNode): string | undefined {
  if (ColumnNode.is(node)) return node.column.name;
  return ReferenceNode.is(node) && ColumnNode.is(node.column) ? node.column.column.name : undefined;
}

function updatedColumn(update: ColumnUpdateNode): string {
  const name = columnName(update.column);
  if (name === undefined) throw new Error('An update sets columns by name');
  return name;
}

function cellsOf(row: PrimitiveValueListNode | ValueListNode): readonly OperationNode[] {
  return PrimitiveValueListNode.is(row) ? row.values.map((value) => ValueNode.create(value)) : row.values;
}

/** What decides on rights is told outright, not computed: it is asked for more than once. */
function literal(value: OperationNode | undefined): RawBuilder<unknown> {
  if (value === undefined) return sql`null::uuid`;
  if (!ValueNode.is(value)) throw new Error('Shop, owner and team of a row are given as plain values');
  return sql`${value.value}::uuid`;
}
