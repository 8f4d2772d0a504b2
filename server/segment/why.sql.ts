import type { ConditionNode } from '@fanloom/dsl/ast/condition.js';
import { compileCondition as compileNode } from '@fanloom/dsl/compile/condition.js';
import { Compilation, createContext } from '@fanloom/dsl/compile/context.js';
import type { Condition, Expression } from '@fanloom/dsl/ir/condition.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { fieldWord } from '@fanloom/dsl/vocabulary/field.js';
import { comparedAs, kindOf } from '@fanloom/dsl/condition/kind.js';
import { sql } from 'kysely';
import type { Author } from '../access/author.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import { compileCondition, firstTime } from '../condition/compile.js';
import { type Scope, scopeOf, type Sql } from '../condition/context.js';
import { operandOf } from '../condition/expression.js';
import type { Db } from '../db/database.js';
import { notFound, unknownField } from '../problem/common.js';
import { fansToAskAbout } from './asked-rights.js';
import { contextOf, readTerms } from './audience.sql.js';
import { BEFORE, readCondition } from './read-condition.js';

/** One part of a condition, as written, and how it is with one fan. */
export interface Reason {
  kind: 'and' | 'or' | 'not' | 'leaf';
  text: string;
  holds: boolean;
  /** What the fan has there; null where there is nothing to show beside yes and no. */
  value: { type: string; value: string | number | null } | null;
  parts: Reason[];
}

interface Part {
  node: ConditionNode;
  condition: Condition;
  parts: Part[];
}

/**
 * Why a condition holds for a fan or does not, part by part.
 * @throws Problem REQ404 for a fan who is not visible, REQ400 for a condition on what is not shown
 */
export async function whyOfFan(
  db: Db,
  scoped: ScopedDb,
  { ability }: Author,
  { shopId, text, fanId }: { shopId: string; text: string; fanId: string },
): Promise<Reason> {
  const [whole, terms, catalogue] = await Promise.all([
    readCondition(scoped, shopId, text),
    readTerms(scoped, shopId),
    readCatalogue(scoped, shopId),
  ]);
  const known = fansToAskAbout(ability, whole.condition, terms.segments, 's');
  if (!known) throw unknownField('text');
  const written = BEFORE + text;
  const { file } = parse(written);
  const [definition] = file.definitions;
  if (definition?.kind !== 'segment') throw notFound();
  const root = partOf(definition.condition, new Compilation(createContext([file], catalogue)));
  const all = flatten(root);
  const scope = scopeOf(contextOf(terms, 's'));
  const columns = all.flatMap(({ condition }, i) => [
    sql`${compileCondition(condition, scope)} as ${sql.ref(`h${String(i)}`)}`,
    sql`${valueOf(condition, scope)?.sql ?? sql`null::text`} as ${sql.ref(`v${String(i)}`)}`,
  ]);
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(columns)} from fan_shop s
    where s.shop_id = ${shopId} and s.fan_id = (select root_id from fan where id = ${fanId}) and ${known}`.execute(db);
  const [row] = rows;
  if (!row) throw notFound();
  return reasonOf(root, all, row, written, scope);
}

function partOf(node: ConditionNode, compilation: Compilation): Part {
  const inner = node.kind === 'and' || node.kind === 'or' ? node.of : node.kind === 'not' ? [node.of] : [];
  return {
    node,
    condition: compileNode(node, 'state', compilation),
    parts: inner.map((part) => partOf(part, compilation)),
  };
}

function flatten(part: Part): Part[] {
  return [part, ...part.parts.flatMap(flatten)];
}

function reasonOf(part: Part, all: Part[], row: Record<string, unknown>, text: string, scope: Scope): Reason {
  const i = String(all.indexOf(part));
  const { kind, range } = part.node;
  const value = row[`v${i}`];
  const shown = typeof value === 'string' || typeof value === 'number' ? value : null;
  const type = valueOf(part.condition, scope)?.type;
  return {
    kind: kind === 'and' || kind === 'or' || kind === 'not' ? kind : 'leaf',
    text: text.slice(range.from, range.to),
    holds: row[`h${i}`] === true,
    value: type === undefined ? null : { type, value: shown },
    parts: part.parts.map((inner) => reasonOf(inner, all, row, text, scope)),
  };
}

/** What a comparison looks at, or when the fan first did it. */
function valueOf(condition: Condition, scope: Scope): { type: string; sql: Sql } | null {
  switch (condition.kind) {
    case 'compare':
    case 'oneOf': {
      const right = condition.kind === 'compare' ? condition.right : condition.values[0];
      const as = right && comparedAs(kindOf(condition.left), kindOf(right))[0];
      return as ? { type: typeOf(condition.left), sql: operandOf(condition.left, scope).read(as) } : null;
    }
    case 'count':
      return {
        type: 'moment',
        sql: sql`extract(epoch from ${firstTime(condition.events, condition.window, scope)})::float8 * 1000`,
      };
    default:
      return null;
  }
}

function typeOf(expression: Expression): string {
  if (expression.kind === 'field')
    return expression.field.custom ? 'text' : (fieldWord(expression.field.name)?.type ?? 'text');
  return expression.kind === 'since' || expression.kind === 'since-last' ? 'duration' : 'number';
}
