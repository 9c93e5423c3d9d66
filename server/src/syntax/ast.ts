/** Questions that the syntax tree alone answers. */
import { ts } from 'ts-morph';
import { type FunctionNode, isFunctionNode } from './scope.ts';

/** True for `outer` itself, too. */
export function contains(outer: ts.Node, node: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false)
  );
}

export function isAsync(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.AsyncKeyword);
}

/** Parentheses, `as`, `satisfies`, `!`: the same value, written otherwise. */
export function isTransparent(
  node: ts.Node,
): node is
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

export function enclosingFunction(node: ts.Node): FunctionNode | null {
  for (let at = node.parent; at; at = at.parent) if (isFunctionNode(at)) return at;
  return null;
}

/** The constructor with a body. */
export function constructorOf(node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | null {
  const maker = node.members.find(
    (member) => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  return maker && ts.isConstructorDeclaration(maker) ? maker : null;
}

/** `super(…)` at the top of a constructor. */
export function superCallIn(body: ts.Block): ts.CallExpression | null {
  for (const statement of body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    if (statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword) return statement.expression;
  }
  return null;
}

const returned = new WeakMap<FunctionNode, readonly ts.Expression[]>();

/** Every expression that a function may return, in the order of the text. */
export function returnedBy(node: FunctionNode): readonly ts.Expression[] {
  let found = returned.get(node);
  if (!found) {
    found = collectReturned(node);
    returned.set(node, found);
  }
  return found;
}

function collectReturned({ body }: FunctionNode): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) {
      if (node.expression) found.push(node.expression);
    } else if (!ts.isFunctionLike(node) && !ts.isClassLike(node) && !ts.isExpression(node)) {
      ts.forEachChild(node, visit);
    }
  };
  visit(body);
  return found;
}

/** Identifiers that stand for values: no property names, nothing inside nested functions. */
export function valueNamesIn(expression: ts.Expression): ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isIdentifier(node)) names.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(expression);
  return names;
}

/** The names that a pattern declares. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
