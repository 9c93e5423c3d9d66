import { ts } from 'ts-morph';
import { type FunctionNode, lookupName } from '../syntax/scope.ts';

const answers = new WeakMap<FunctionNode, boolean>();

/** By its own name: the arguments of the first call say nothing about the next. */
export function callsItself(node: FunctionNode): boolean {
  let answer = answers.get(node);
  if (answer === undefined) {
    const { body } = node;
    answer = body !== undefined && isCalledIn(body, node);
    answers.set(node, answer);
  }
  return answer;
}

function isCalledIn(body: ts.Node, node: FunctionNode): boolean {
  const visit = (child: ts.Node): boolean => {
    if (ts.isCallExpression(child) && names(child.expression, node)) return true;
    return ts.forEachChild(child, visit) ?? false;
  };
  return visit(body);
}

function names(callee: ts.Expression, node: FunctionNode): boolean {
  if (ts.isIdentifier(callee)) {
    const declaration = lookupName(callee);
    return declaration === node || (declaration !== null && declaration === node.parent);
  }
  const isOwn = ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOwn && ts.isMethodDeclaration(node) && node.name.getText() === callee.name.text;
}
