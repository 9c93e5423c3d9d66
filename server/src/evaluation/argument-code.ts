/**
 * The code behind parameters, through several calls: an argument may be a parameter of the function around the call, and
 * so on up to the handler.
 */
import { ts } from 'ts-morph';
import type { Bindings } from '../syntax/bindings.ts';
import { unwrap } from '../syntax/references.ts';
import { type FunctionNode, lookupName } from '../syntax/scope.ts';

/** Variables and parameters between an argument and what it is made of. */
const maxDepth = 8;

type Code = ts.Expression | readonly ts.Expression[];

/**
 * `around`, with the parameters of `callee` and all that the code of its arguments mentions, which is read where the
 * call stands: with the bindings `outside`.
 */
export function bindingsOfArguments(
  callee: FunctionNode,
  given: Bindings,
  around: Bindings,
  outside: Bindings,
): Bindings {
  const code = new Map<ts.Node, Code>(around);
  const own: readonly ts.Node[] = callee.parameters;
  for (const parameter of own) code.delete(parameter);
  for (const [parameter, argument] of given) {
    const wanted = isList(argument) ? argument.map((each) => chase(each, outside)) : chase(argument, outside);
    const needed = new Map<ts.Node, Code>();
    // A name that means something else here than at the call would give a wrong text; better none.
    const isSame = (name: ts.Node): boolean =>
      !own.includes(name) && (!code.has(name) || code.get(name) === outside.get(name));
    if (![wanted].flat().every((each) => isClosed(each, outside, isSame, needed))) continue;
    for (const [name, value] of needed) code.set(name, value);
    code.set(parameter, wanted);
  }
  return code;
}

/** What a parameter of the caller was given, instead of its name. */
function chase(expression: ts.Expression, outside: Bindings): ts.Expression {
  let at = expression;
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const inner = unwrap(at);
    const declaration = ts.isIdentifier(inner) ? lookupName(inner) : null;
    const given = declaration ? outside.get(declaration) : undefined;
    if (given === undefined || isList(given)) return at;
    at = given;
  }
  return at;
}

/** Collects what the code mentions; false when a name in it does not mean the same here. */
function isClosed(
  root: ts.Expression,
  outside: Bindings,
  isSame: (name: ts.Node) => boolean,
  needed: Map<ts.Node, Code>,
  depth = 0,
): boolean {
  if (depth > maxDepth) return false;
  const isCodeClosed = (code: Code, found: Map<ts.Node, Code>): boolean =>
    [code].flat().every((each) => isClosed(each as ts.Expression, outside, isSame, found, depth + 1));
  const isNameClosed = (name: ts.Node): boolean => {
    if (!isSame(name)) return false;
    const given = outside.get(name);
    if (given === undefined || needed.has(name)) return true;
    // What is made of names that mean something else here stays a name.
    const found = new Map([...needed, [name, given] as const]);
    if (isCodeClosed(given, found)) for (const [each, value] of found) needed.set(each, value);
    return true;
  };
  const visit = (node: ts.Node): boolean => {
    // The code of a function is read in a frame of its own; types and the names of members refer to no variable.
    if (ts.isFunctionLike(node) || ts.isTypeNode(node) || isMemberName(node)) return true;
    if (!ts.isIdentifier(node)) return !ts.forEachChild(node, (child) => !visit(child));
    let declaration: ts.Node | null = lookupName(node);
    while (declaration && ts.isBindingElement(declaration) && !outside.has(declaration)) {
      declaration = declaration.parent.parent;
    }
    if (!declaration || ts.isFunctionLike(declaration)) return true;
    if (!isNameClosed(declaration)) return false;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return true;
    return isCodeClosed(declaration.initializer, needed);
  };
  return visit(root);
}

function isMemberName(node: ts.Node): boolean {
  const { parent } = node;
  if (!parent || !ts.isIdentifier(node)) return false;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}

function isList(code: Code): code is readonly ts.Expression[] {
  return Array.isArray(code);
}
