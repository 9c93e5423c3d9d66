/** Finds the SDK client that an expression is, wherever it was made. */
import { ts } from 'ts-morph';
import { textOf } from './constants.ts';
import { namespaceMember, propertyOf, resolveExpression, targetOf } from './references.ts';
import { isFunctionNode } from './scope.ts';
import type { Sources } from './sources.ts';

export interface Client {
  /** The `id` (SDK 3 and 4) or `name` (0 to 2); null when it is not literal. */
  id: string | null;
  /** Made with `name`, or with a bare text: the style of SDK 0 to 2. */
  isLegacy: boolean;
  creation: ts.NewExpression;
}

/** Null when the client cannot be found (a parameter, an installed package, …). */
export function clientOf(expression: ts.Expression, sources: Sources): Client | null {
  const value = resolveExpression(expression, sources);
  if (!value) return null;
  if (ts.isNewExpression(value)) return clientFromNew(value, sources);
  if (ts.isCallExpression(value)) return clientFromFactory(value, sources);
  if (ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword) {
    return clientFromMember(value, sources);
  }
  return null;
}

export function clientFromNew(creation: ts.NewExpression, sources: Sources): Client | null {
  if (!isClientClass(creation.expression, sources, 0)) return null;
  const first = creation.arguments?.[0];
  const options = first ? resolveExpression(first, sources) : null;
  if (options && ts.isObjectLiteralExpression(options)) {
    const id = propertyOf(options, 'id', sources);
    if (id && ts.isExpression(id)) return { id: textOf(id, sources), isLegacy: false, creation };
    const name = propertyOf(options, 'name', sources);
    if (name && ts.isExpression(name)) return { id: textOf(name, sources), isLegacy: true, creation };
    return { id: null, isLegacy: false, creation };
  }
  return {
    id: textOf(first, sources),
    isLegacy: first !== undefined && ts.isStringLiteralLike(first),
    creation,
  };
}

function isClientClass(expression: ts.Expression, sources: Sources, depth: number): boolean {
  if (depth > 4) return false;
  if (ts.isPropertyAccessExpression(expression)) {
    const member = namespaceMember(expression, sources);
    return member?.kind === 'sdk' && member.name === 'Inngest';
  }
  if (!ts.isIdentifier(expression)) return false;
  const target = targetOf(expression, sources);
  if (target?.kind === 'sdk') return target.name === 'Inngest';
  if (target?.kind !== 'node' || !ts.isClassLike(target.node)) return false;
  const base = target.node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const parent = base?.types[0]?.expression;
  return parent !== undefined && isClientClass(parent, sources, depth + 1);
}

/** `makeClient()` whose function returns `new Inngest(…)`. */
function clientFromFactory(call: ts.CallExpression, sources: Sources): Client | null {
  if (!ts.isIdentifier(call.expression)) return null;
  const target = targetOf(call.expression, sources);
  if (target?.kind !== 'node') return null;
  const declared = target.node;
  const made = ts.isVariableDeclaration(declared) ? declared.initializer : declared;
  if (!made || !isFunctionNode(made) || !made.body) return null;
  return firstClientIn(made.body, sources);
}

function firstClientIn(body: ts.Node, sources: Sources): Client | null {
  let found: Client | null = null;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isNewExpression(node)) found = clientFromNew(node, sources);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function clientFromMember(access: ts.PropertyAccessExpression, sources: Sources): Client | null {
  let owner: ts.Node | undefined = access.parent;
  while (owner && !ts.isClassLike(owner)) owner = owner.parent;
  for (const member of owner?.members ?? []) {
    if (!ts.isPropertyDeclaration(member) || member.name.getText() !== access.name.text) continue;
    return member.initializer ? clientOf(member.initializer, sources) : null;
  }
  return null;
}
