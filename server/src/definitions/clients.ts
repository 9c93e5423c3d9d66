/** Finds the SDK client that an expression is, wherever it was made. */
import { ts } from 'ts-morph';
import { superCallIn } from '../syntax/ast.ts';
import { argumentsOf, bindingsOfCall, noBindings } from '../syntax/bindings.ts';
import { functionBehind, ofObject, ofReturned } from '../syntax/callee.ts';
import { textOf } from '../syntax/constants.ts';
import { memberTypeOf } from '../syntax/declared-types.ts';
import {
  namespaceMember,
  nameText,
  propertyOf,
  resolveExpression,
  targetOf,
  unwrap,
} from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';

export interface Client {
  /** The `id` (SDK 3 and 4) or `name` (0 to 2); null when it is not literal. */
  id: string | null;
  /** Made with `name`, or with a bare text: the style of SDK 0 to 2. */
  isLegacy: boolean;
  /** Null: only its type says that it is a client. */
  creation: ts.NewExpression | null;
}

const maxDepth = 10;

/** Null when the client cannot be found (a parameter without a type, an installed package, …). */
export function clientOf(expression: ts.Expression, sources: Sources, depth = 0): Client | null {
  if (depth > maxDepth) return null;
  const value = resolveExpression(unwrap(expression, true), sources);
  if (!value) return null;
  if (ts.isNewExpression(value)) return clientFromNew(value, sources);
  if (ts.isAwaitExpression(value)) return clientOf(value.expression, sources, depth + 1);
  if (ts.isCallExpression(value)) return clientFromCall(value, sources, depth);
  if (ts.isBinaryExpression(value)) {
    // `global.inngest ?? new Inngest(…)`, `(cached ??= new Inngest(…))`
    return clientOf(value.right, sources, depth + 1) ?? clientOf(value.left, sources, depth + 1);
  }
  if (ts.isConditionalExpression(value)) {
    return clientOf(value.whenTrue, sources, depth + 1) ?? clientOf(value.whenFalse, sources, depth + 1);
  }
  if (ts.isPropertyAccessExpression(value)) return clientFromMember(value, sources, depth);
  return ts.isIdentifier(value) ? clientFromName(value, sources, depth) : null;
}

export function clientFromNew(creation: ts.NewExpression, sources: Sources): Client | null {
  const base = clientClass(creation.expression, sources, 0);
  if (!base) return null;
  // `class MyInngest extends Inngest { constructor() { super({ id }) } }`
  const superCall = base.superCall;
  const args = superCall ?? creation;
  const bindings =
    superCall && base.owner
      ? bindingsOfCall(base.owner, argumentsOf(creation, sources.bindings), sources.bindings)
      : sources.bindings;
  return clientWithOptions(args.arguments?.[0], creation, sources.with(bindings));
}

function clientWithOptions(
  first: ts.Expression | undefined,
  creation: ts.NewExpression,
  sources: Sources,
): Client {
  const options = first ? resolveExpression(first, sources) : null;
  if (options && ts.isObjectLiteralExpression(options)) {
    const id = propertyOf(options, 'id', sources);
    if (id && ts.isExpression(id)) return { id: textOf(id, sources), isLegacy: false, creation };
    const name = propertyOf(options, 'name', sources);
    if (name && ts.isExpression(name)) return { id: textOf(name, sources), isLegacy: true, creation };
    return { id: null, isLegacy: false, creation };
  }
  const isText = options !== null && ts.isStringLiteralLike(options);
  return { id: textOf(first, sources), isLegacy: isText, creation };
}

interface ClientClass {
  /** The constructor of a subclass that calls `super(…)`, and that call. */
  owner: ts.ConstructorDeclaration | null;
  superCall: ts.CallExpression | null;
}

function clientClass(expression: ts.Expression, sources: Sources, depth: number): ClientClass | null {
  if (depth > 4) return null;
  const inner = unwrap(expression);
  if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) return null;
  const target = ts.isIdentifier(inner) ? targetOf(inner, sources) : namespaceMember(inner, sources);
  if (target?.kind === 'sdk') return target.name === 'Inngest' ? { owner: null, superCall: null } : null;
  if (target?.kind !== 'node') return null;
  if (ts.isVariableDeclaration(target.node) && target.node.initializer) {
    return clientClass(target.node.initializer, sources, depth + 1);
  }
  if (!ts.isClassLike(target.node)) return null;
  const base = target.node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const parent = base?.types[0]?.expression;
  const found = parent ? clientClass(parent, sources, depth + 1) : null;
  const owner = target.node.members.find(ts.isConstructorDeclaration) ?? null;
  const superCall = owner?.body ? superCallIn(owner.body) : null;
  return found && owner && superCall ? { owner, superCall } : found;
}

/** `makeClient()` whose function returns a client; `Object.assign(new Inngest(…), …)`. */
function clientFromCall(call: ts.CallExpression, sources: Sources, depth: number): Client | null {
  if (call.expression.getText() === 'Object.assign' && call.arguments[0]) {
    return clientOf(call.arguments[0], sources, depth + 1);
  }
  const returned = ofReturned(call, sources, depth, (value, inside) => clientOf(value, inside, depth + 1));
  if (returned) return returned;
  const made = functionBehind(call.expression, sources);
  if (made?.node.body) return firstClientIn(made.node.body, sources);
  // `cache(() => new Inngest(…))()` and `once(makeClient)`: a call may well return its argument.
  const callee = ts.isIdentifier(call.expression) ? resolveExpression(call.expression, sources) : null;
  const [wrapped] = callee && ts.isCallExpression(callee) ? callee.arguments : [];
  const inner = wrapped ? functionBehind(wrapped, sources) : null;
  return inner?.node.body ? firstClientIn(inner.node.body, sources) : null;
}

/** A function that keeps its client in a variable: `if (!client) client = new Inngest(…); return client;`. */
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

/** `this.client`, `services.inngest`, `makeServices().inngest`, a getter: wherever the object says what it is. */
function clientFromMember(
  access: ts.PropertyAccessExpression,
  sources: Sources,
  depth: number,
): Client | null {
  const name = access.name.text;
  return ofObject(access.expression, sources, depth, (object, inside) => {
    if (ts.isClassLike(object)) return clientInClass(object, name, inside, depth + 1);
    const member = propertyOf(object, name, inside);
    return member && ts.isExpression(member) ? clientOf(member, inside, depth + 1) : null;
  });
}

function clientInClass(
  type: ts.ClassLikeDeclaration,
  name: string,
  sources: Sources,
  depth: number,
): Client | null {
  for (const member of type.members) {
    if (ts.isConstructorDeclaration(member)) {
      const found = clientInConstructor(member, name, sources, depth);
      if (found) return found;
    } else if (member.name && nameText(member.name) === name) {
      if (ts.isPropertyDeclaration(member)) {
        const made = member.initializer ? clientOf(member.initializer, sources, depth + 1) : null;
        const found = made ?? clientFromType(member.type, sources, depth);
        if (found?.creation) return found;
        const assigned = clientAssigned(type, name, sources, depth);
        if (assigned ?? found) return assigned ?? found;
      }
      if (ts.isGetAccessor(member) && member.body) {
        return firstClientIn(member.body, sources) ?? clientFromType(member.type, sources, depth);
      }
    }
  }
  return null;
}

/** `constructor(private inngest: Inngest)`. */
function clientInConstructor(
  maker: ts.ConstructorDeclaration,
  name: string,
  sources: Sources,
  depth: number,
): Client | null {
  for (const parameter of maker.parameters) {
    if (!ts.isIdentifier(parameter.name) || parameter.name.text !== name) continue;
    if (!ts.isParameterPropertyDeclaration(parameter, maker)) continue;
    const bindings = parameter.initializer ? clientOf(parameter.initializer, sources, depth + 1) : null;
    return bindings ?? clientFromType(parameter.type, sources, depth);
  }
  return null;
}

/** `this.client = …` anywhere in the class. */
function clientAssigned(
  type: ts.ClassLikeDeclaration,
  name: string,
  sources: Sources,
  depth: number,
): Client | null {
  let found: Client | null = null;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      ts.isPropertyAccessExpression(node.left) &&
      node.left.expression.kind === ts.SyntaxKind.ThisKeyword &&
      node.left.name.text === name
    ) {
      found = clientOf(node.right, sources, depth + 1) ?? clientHandedTo(type, node.right, sources, depth);
    }
    ts.forEachChild(node, visit);
  };
  visit(type);
  return found;
}

/** What a constructor is given where its own file makes an instance: `static get() { return new Jobs(client); }`. */
function clientHandedTo(
  type: ts.ClassLikeDeclaration,
  assigned: ts.Expression,
  sources: Sources,
  depth: number,
): Client | null {
  const maker = type.members.find(ts.isConstructorDeclaration);
  const name = type.name?.text;
  if (!maker || name === undefined) return null;
  let found: Client | null = null;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) {
      const bindings = bindingsOfCall(maker, argumentsOf(node, sources.bindings), sources.bindings);
      found = clientOf(assigned, sources.with(bindings), depth + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(type.getSourceFile());
  return found;
}

/** A parameter or variable whose value is not known here, but whose type is. */
function clientFromName(name: ts.Identifier, sources: Sources, depth: number): Client | null {
  const target = targetOf(name, sources);
  if (target?.kind !== 'node') return null;
  const { node } = target;
  if (ts.isParameter(node) || ts.isVariableDeclaration(node)) {
    // `let client; … client = new Inngest(…)`
    const later = ts.isVariableDeclaration(node) ? clientGivenLater(node, sources) : null;
    return later ?? clientFromType(node.type, sources, depth);
  }
  if (!ts.isBindingElement(node)) return null;
  // `({ inngest }: { inngest: Inngest })`
  const owner = node.parent.parent;
  const key = node.propertyName ?? node.name;
  if (!ts.isParameter(owner) || !owner.type || !ts.isIdentifier(key)) return null;
  return clientFromType(memberTypeOf(owner.type, key.text, sources), sources, depth);
}

function clientGivenLater(variable: ts.VariableDeclaration, sources: Sources): Client | null {
  if (variable.initializer || !ts.isIdentifier(variable.name)) return null;
  const name = variable.name.text;
  let found: Client | null = null;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && node.left.text === name) {
      if (ts.isNewExpression(node.right)) found = clientFromNew(node.right, sources);
    }
    ts.forEachChild(node, visit);
  };
  visit(variable.getSourceFile());
  return found;
}

/** `Inngest`, `typeof inngest`, `ReturnType<typeof makeClient>`, and aliases and subclasses of these. */
function clientFromType(type: ts.TypeNode | undefined, sources: Sources, depth: number): Client | null {
  if (!type || depth > maxDepth) return null;
  if (ts.isUnionTypeNode(type)) {
    for (const part of type.types) {
      const found = clientFromType(part, sources, depth + 1);
      if (found) return found;
    }
    return null;
  }
  if (ts.isTypeQueryNode(type)) {
    return ts.isIdentifier(type.exprName) ? clientOf(type.exprName, sources, depth + 1) : null;
  }
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const [argument] = type.typeArguments ?? [];
  if (type.typeName.text === 'ReturnType' && argument && ts.isTypeQueryNode(argument)) {
    const made = ts.isIdentifier(argument.exprName) ? functionBehind(argument.exprName, sources) : null;
    return made?.node.body ? firstClientIn(made.node, sources.with(noBindings)) : null;
  }
  const target = targetOf(type.typeName, sources);
  if (target?.kind === 'sdk') {
    return target.name === 'Inngest' ? { id: null, isLegacy: false, creation: null } : null;
  }
  if (target?.kind !== 'node') return null;
  if (ts.isTypeAliasDeclaration(target.node)) return clientFromType(target.node.type, sources, depth + 1);
  const isClient = ts.isClassLike(target.node) && clientClass(type.typeName, sources, 0) !== null;
  return isClient ? { id: null, isLegacy: false, creation: null } : null;
}
