/** Whether what a name or a member holds may differ from what it was made with. */
import { ts } from 'ts-morph';
import { unwrap } from './references.ts';
import { lookupName } from './scope.ts';

/** By the text of the file alone. */
export function isAssigned(
  variable: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
): boolean {
  if (!ts.isIdentifier(variable.name)) return true;
  const text = variable.getSourceFile().text;
  return [...text.matchAll(assignmentTo(variable.name.text))].some(
    ({ index }) => index !== variable.name.getStart(),
  );
}

function assignmentTo(name: string): RegExp {
  return new RegExp(`\\b${name.replace(/\$/g, '\\$&')}[\\s!)]*([-+*/%&|?^]{0,3}=[^=>]|\\+\\+|--)`, 'g');
}

/** `++request.page`. */
function countOf(name: string): RegExp {
  return new RegExp(`(\\+\\+|--)[\\w$.?!()\\s]{0,200}\\.\\s*${name.replace(/\$/g, '\\$&')}\\b`);
}

/** `request.page += 1` somewhere, of the same `request`. */
export function isMemberAssigned({ expression, name }: ts.PropertyAccessExpression): boolean {
  const owner = unwrap(expression);
  const declaration = ts.isIdentifier(owner) ? lookupName(owner) : null;
  const file = declaration?.getSourceFile();
  // Most files need no walk.
  if (!file || (!assignmentTo(name.text).test(file.text) && !countOf(name.text).test(file.text)))
    return false;
  const isSame = (target: ts.Expression): boolean => {
    const inner = unwrap(target);
    if (!ts.isPropertyAccessExpression(inner) || inner.name.text !== name.text) return false;
    const root = unwrap(inner.expression);
    return ts.isIdentifier(root) && lookupName(root) === declaration;
  };
  const visit = (node: ts.Node): boolean => {
    const target = assignedBy(node);
    if (target && isSame(target)) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

function assignedBy(node: ts.Node): ts.Expression | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? node.left : null;
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return null;
  const isCount =
    node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  return isCount ? node.operand : null;
}
