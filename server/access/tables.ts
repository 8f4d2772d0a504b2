import { definitionTables } from './tables/definition.js';
import { factTables } from './tables/fact.js';
import { fanTables } from './tables/fan.js';
import { importTables } from './tables/import.js';
import { installationTables } from './tables/installation.js';
import { messageTables } from './tables/message.js';
import { organisationTables } from './tables/organisation.js';
import { sopTables } from './tables/sop.js';
import { taskTables } from './tables/task.js';
import type { Column, Governed, Registration, TableName } from './tables/registration.js';
import type { Subject } from './tables/subject.js';

/** Every table of the database. The type refuses a table that is not stated. */
export const tables: { [T in TableName]: Registration<T> } = {
  ...fanTables,
  ...factTables,
  ...messageTables,
  ...taskTables,
  ...sopTables,
  ...definitionTables,
  ...importTables,
  ...organisationTables,
  ...installationTables,
};

/** @throws Error for a table nobody has registered: a query must not reach what has no stated right */
export function registrationOf(table: string): Registration {
  const registration = Object.hasOwn(tables, table) ? tables[table as TableName] : undefined;
  if (registration === undefined) throw new Error(`The table ${table} has no stated right: add it to access/tables`);
  return registration as Registration;
}

/** @throws Error when the table is not governed */
export function governed(table: string): Governed {
  const registration = registrationOf(table);
  if (typeof registration === 'string') throw new Error(`The table ${table} is ${registration}, not governed`);
  return registration;
}

/** The field whose right decides on a column; undefined where no field does. */
export function fieldOf(table: Governed, column: string): string | undefined {
  const spec = columnOf(table, column);
  if (spec.kind === 'field' || spec.kind === 'json') return column;
  return spec.kind === 'mask' ? spec.of : undefined;
}

/** @throws Error for a column the table does not have */
export function columnOf(table: Governed, column: string): Column {
  const columns: Record<string, Column> = table.columns;
  const spec = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (spec === undefined) throw new Error(`The column ${column} has no stated right: add it to access/tables`);
  return spec;
}

/** The governed tables of a subject by name. */
export function tablesOf(subject: Subject): [string, Governed][] {
  return Object.keys(tables).flatMap((name): [string, Governed][] => {
    const table = registrationOf(name);
    return typeof table === 'string' || table.subject !== subject ? [] : [[name, table]];
  });
}

/** Names of all fields on which rights for a subject can be given. */
export function fieldsOf(subject: Subject): string[] {
  const owners = tablesOf(subject).flatMap(([, table]) =>
    Object.keys(table.columns).flatMap((column) => fieldOf(table, column) ?? []),
  );
  return [...new Set(owners)];
}

/** Whether a masked form of the field is shown where rights mask it; of others nothing is. */
export function hasMask(subject: Subject, field: string): boolean {
  return tablesOf(subject).some(([, table]) =>
    Object.entries<Column>(table.columns).some(([column, spec]) =>
      spec.kind === 'mask' ? spec.of === field : spec.kind === 'field' && column === field && spec.mask !== undefined,
    ),
  );
}

/** Those of them that are JSON objects. */
export function jsonFieldsOf(subject: Subject): string[] {
  return tablesOf(subject).flatMap(([, table]) =>
    Object.keys(table.columns).filter((column) => columnOf(table, column).kind === 'json'),
  );
}
