import { type RawBuilder, sql } from 'kysely';
import { type Ability, withheldKeys } from './ability.js';
import { type ColumnRef, covers, type RowScope, scopeCondition, scopeOf } from './rows.js';
import { columnOf, fieldOf } from './tables.js';
import type { Governed } from './tables/registration.js';

/** How the ability sees one column: shown, masked or not shown, row by row where roles differ. */
export class ColumnView {
  readonly #rows: RowScope;
  readonly #visible: RowScope;
  readonly #masked: RowScope;
  /** Of a JSON field: keys that some rows do not show, and the rows that do. */
  readonly #keys: { key: string; shown: RowScope }[];

  constructor(
    ability: Ability,
    private readonly table: Governed,
    private readonly column: string,
  ) {
    const field = fieldOf(table, column);
    const spec = columnOf(table, column);
    const none: RowScope = [];
    this.#rows = scopeOf(ability, 'read', table.subject);
    if (spec.kind === 'key') this.#visible = this.#rows;
    else this.#visible = field === undefined ? none : scopeOf(ability, 'read', table.subject, [field]);
    this.#masked = field === undefined ? none : scopeOf(ability, 'mask', table.subject, [field]);
    if (spec.kind === 'mask') this.#visible = [...this.#visible, ...this.#masked];
    this.#keys = (spec.kind === 'json' ? withheldKeys(ability, table.subject, column) : []).map((name) => ({
      key: name.slice(column.length + 1),
      shown: scopeOf(ability, 'read', table.subject, [column, name]),
    }));
  }

  /** True when it is shown in every row that is. */
  get isPlain(): boolean {
    return covers(this.#visible, this.#rows) && this.#keys.every(({ shown }) => covers(shown, this.#rows));
  }

  /** For a row already known to be readable. */
  ofReadableRow(ref: ColumnRef): RawBuilder<unknown> {
    if (this.isPlain) return ref(this.column);
    return this.#choose(ref, covers(this.#masked, this.#rows));
  }

  /** For any row: nothing is shown of one that is not readable. */
  ofAnyRow(ref: ColumnRef): RawBuilder<unknown> {
    return this.#choose(ref, false);
  }

  #choose(ref: ColumnRef, maskedEverywhere: boolean): RawBuilder<unknown> {
    const value = this.#withoutKeys(ref(this.column), ref);
    const mask = this.#mask(value);
    if (this.#visible.length === 0 && mask !== undefined && maskedEverywhere) return mask;
    const arms = [sql`when ${scopeCondition(this.#visible, this.table.belongs, ref)} then ${value}`];
    if (mask !== undefined && this.#masked.length > 0) {
      arms.push(sql`when ${scopeCondition(this.#masked, this.table.belongs, ref)} then ${mask}`);
    }
    return sql`case ${sql.join(arms, sql` `)} end`;
  }

  /** The object without the keys that this row does not show. */
  #withoutKeys(value: RawBuilder<unknown>, ref: ColumnRef): RawBuilder<unknown> {
    if (this.#keys.length === 0) return value;
    const withheld = this.#keys.map(
      ({ key, shown }) =>
        sql`case when ${scopeCondition(shown, this.table.belongs, ref)} then null else ${key}::text end`,
    );
    return sql`case when jsonb_typeof(${value}) = 'object' then ${value} - array_remove(array[${sql.join(withheld)}], null) end`;
  }

  #mask(value: RawBuilder<unknown>): RawBuilder<unknown> | undefined {
    const spec = columnOf(this.table, this.column);
    return spec.kind === 'field' ? spec.mask?.(value) : undefined;
  }
}
