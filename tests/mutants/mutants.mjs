import ts from 'typescript';

/** A change of a program that its tests should notice. */
/** @typedef {{ file: string, line: number, start: number, end: number, was: string, becomes: string }} Mutant */

const swapped = new Map([
  ['&&', '||'],
  ['||', '&&'],
  ['===', '!=='],
  ['!==', '==='],
  ['>', '<='],
  ['<', '>='],
  ['>=', '<'],
  ['<=', '>'],
]);
const swappedCalls = new Map([
  ['every', 'some'],
  ['some', 'every'],
]);

/**
 * Every small change of a source text: a condition turned round, a throw or a call left out, a list without one of its
 * elements, another constant.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Mutant[]}
 */
export function mutantsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];
  const add = (node, becomes) => {
    const [start, end] = [node.getStart(source), node.getEnd()];
    const { line } = source.getLineAndCharacterOfPosition(start);
    mutants.push({ file, line: line + 1, start, end, was: text.slice(start, end), becomes });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isTypeAliasDeclaration(node)) return;
    mutate(node, add, source);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

function mutate(node, add, source) {
  const text = (part) => part.getText(source);
  if (ts.isIfStatement(node)) add(node.expression, `!(${text(node.expression)})`);
  if (ts.isConditionalExpression(node)) add(node.condition, `!(${text(node.condition)})`);
  if (ts.isThrowStatement(node)) add(node, ';');
  if (ts.isExpressionStatement(node)) add(node, ';');
  if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
  if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
  if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
  if (ts.isBinaryExpression(node)) {
    const other = swapped.get(text(node.operatorToken));
    if (other !== undefined) add(node.operatorToken, other);
    if (text(node.operatorToken) === '??') add(node, text(node.right));
  }
  if (ts.isPropertyAccessExpression(node)) {
    const other = swappedCalls.get(node.name.text);
    if (other !== undefined) add(node.name, other);
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'filter'
  )
    add(node, text(node.expression.expression));
  if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements) {
      const rest = node.elements.filter((one) => one !== element).map(text);
      add(node, `[${rest.join(', ')}]`);
    }
  }
  if (ts.isTemplateExpression(node) && ts.isTaggedTemplateExpression(node.parent)) add(node.parent, 'sql`true`');
}
