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

/**
 * Whether something in what a name holds may be changed: `check.errors.push(…)`, `check.ok = true`. By the text of the
 * file alone; not what functions do to it that it is passed to.
 */
export function isChangedInside(name: string, { text }: ts.SourceFile): boolean {
  const escaped = name.replace(/\$/g, '\\$&');
  const member = `\\b${escaped}\\b[!?)\\s]*(?:(?:\\.\\s*[\\w$]+|\\.?\\[[^\\]\\n]{1,80}\\])[!?)\\s]*)`;
  const written = `${member}+(?:[-+*/%&|?^]{0,3}=[^=>]|\\+\\+|--)`;
  const called = `(?:${member}|\\b${escaped}\\b[!?)\\s]*)+\\.\\s*(?:${changingMethods.join('|')})\\s*\\(`;
  const given = `(?:Object\\.assign\\(|\\bdelete\\s|\\+\\+|--)\\s*\\(?\\s*${escaped}\\b`;
  return new RegExp(`${written}|${called}|${given}`).test(text);
}

const changingMethods = [
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
];

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
