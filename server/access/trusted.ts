import { type AliasableExpression, ExpressionWrapper, type OperationNode, type RawBuilder } from 'kysely';

const trusted = new WeakSet<OperationNode>();

/**
 * Lets reviewed SQL pass the access plugin as it stands. It must not name a governed table, nor a column that is not
 * shown to everybody: nothing checks it any more.
 */
export function trust<T>(fragment: RawBuilder<T>): AliasableExpression<T> {
  return new ExpressionWrapper<unknown, never, T>(trustNode(fragment.toOperationNode()));
}

export function trustNode<T extends OperationNode>(node: T): T {
  trusted.add(node);
  return node;
}

export function isTrusted(node: OperationNode): boolean {
  return trusted.has(node);
}
