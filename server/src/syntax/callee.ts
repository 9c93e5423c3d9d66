/** The function of the workspace that a call runs, through names, members, classes and functions that return functions. */
import { ts } from 'ts-morph';
import { returnedBy } from './ast.ts';
import { argumentsOf, type Bindings, bindingsOfCall } from './bindings.ts';
import { declaredClass } from './declared-types.ts';
import {
  baseOf,
  classBehind,
  namespaceMember,
  nameText,
  propertyOf,
  resolveExpression,
  type Target,
  targetOf,
  unwrap,
} from './references.ts';
import { type FunctionNode, isFunctionNode } from './scope.ts';
import type { Sources } from './sources.ts';

export interface FoundFunction {
  node: FunctionNode;
  /** What its free names are: parameters of the functions that it was returned by. */
  bindings: Bindings;
}

const maxDepth = 8;

/** Null: not a function of the workspace, or not known without running the code. */
export function functionBehind(expression: ts.Expression, sources: Sources, depth = 0): FoundFunction | null {
  const inner = unwrap(expression);
  if (depth > maxDepth) return null;
  if (isFunctionNode(inner)) return { node: inner, bindings: sources.bindings };
  if (ts.isIdentifier(inner)) {
    const target = targetOf(inner, sources);
    return target ? ofTarget(target, inner, sources, depth) : null;
  }
  if (ts.isPropertyAccessExpression(inner)) return ofMember(inner, sources, depth);
  if (ts.isCallExpression(inner)) return ofCall(inner, sources, depth);
  return null;
}

function ofTarget(
  target: Target,
  name: ts.Expression,
  sources: Sources,
  depth: number,
): FoundFunction | null {
  if (target.kind !== 'node') return null;
  const { node } = target;
  if (isFunctionNode(node)) return { node, bindings: sources.bindings };
  if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent)) {
    // `const { define } = createKit()`
    const { initializer } = node.parent.parent;
    const key = node.propertyName ?? node.name;
    if (initializer && ts.isIdentifier(key)) {
      const found = memberOf(initializer, key.text, sources, depth + 1);
      if (found) return found;
    }
  }
  const value = ts.isExpression(node) ? node : resolveExpression(name, sources);
  return value && value !== unwrap(name) ? functionBehind(value, sources, depth + 1) : null;
}

function ofMember(
  access: ts.PropertyAccessExpression,
  sources: Sources,
  depth: number,
): FoundFunction | null {
  const outside = namespaceMember(access, sources);
  if (outside) return ofTarget(outside, access, sources, depth);
  return memberOf(access.expression, access.name.text, sources, depth + 1);
}

function memberOf(owner: ts.Expression, name: string, sources: Sources, depth: number): FoundFunction | null {
  return ofObject(owner, sources, depth, (object, inside) => {
    if (ts.isClassLike(object)) return ofClass(object, name, inside, depth);
    const member = propertyOf(object, name, inside);
    if (!member) return null;
    if (ts.isMethodDeclaration(member)) return { node: member, bindings: inside.bindings };
    return functionBehind(member, inside, depth + 1);
  });
}

/** Looks at what an object is: a literal or a class of the workspace, also where a function returns it. */
export function ofObject<T>(
  owner: ts.Expression,
  sources: Sources,
  depth: number,
  look: (object: ts.ObjectLiteralExpression | ts.ClassLikeDeclaration, inside: Sources) => T | null,
): T | null {
  if (depth > maxDepth) return null;
  const whole = resolveExpression(owner, sources);
  if (!whole) return null;
  if (ts.isObjectLiteralExpression(whole)) return look(whole, sources);
  const type = classBehind(whole, sources)?.node ?? declaredClass(whole, sources);
  if (type) return look(type, ts.isNewExpression(whole) ? sourcesOfInstance(type, whole, sources) : sources);
  if (!ts.isCallExpression(whole)) return null;
  return ofReturned(whole, sources, depth, (returned, inside) => ofObject(returned, inside, depth + 1, look));
}

/** `this` in the methods of a class and those it extends is the instance that they are called on. */
function sourcesOfInstance(
  made: ts.ClassLikeDeclaration,
  instance: ts.NewExpression,
  sources: Sources,
): Sources {
  const bindings = new Map(sources.bindings);
  let type: ts.ClassLikeDeclaration | null = made;
  for (let depth = 0; type && depth < maxDepth; depth += 1) {
    bindings.set(type, instance);
    type = baseOf(type, sources);
  }
  return sources.with(bindings);
}

function ofClass(
  type: ts.ClassLikeDeclaration,
  name: string,
  sources: Sources,
  depth: number,
): FoundFunction | null {
  for (const member of type.members) {
    if (!member.name || nameText(member.name) !== name) continue;
    if (ts.isMethodDeclaration(member) && member.body) return { node: member, bindings: sources.bindings };
    if (ts.isPropertyDeclaration(member) && member.initializer) {
      return functionBehind(member.initializer, sources, depth + 1);
    }
  }
  const base = baseOf(type, sources);
  return base && depth < maxDepth ? ofClass(base, name, sources, depth + 1) : null;
}

function ofCall(call: ts.CallExpression, sources: Sources, depth: number): FoundFunction | null {
  const callee = call.expression;
  // `f.bind(x)` is still `f`.
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind') {
    return functionBehind(callee.expression, sources, depth + 1);
  }
  return ofReturned(call, sources, depth, (returned, inside) => functionBehind(returned, inside, depth + 1));
}

/** Looks at what a call returns; `inside`: with the parameters of the called function known. */
export function ofReturned<T>(
  call: ts.CallExpression,
  sources: Sources,
  depth: number,
  look: (returned: ts.Expression, inside: Sources) => T | null,
): T | null {
  const called = functionBehind(call.expression, sources, depth + 1);
  if (!called) return null;
  const bindings = bindingsOfCall(called.node, argumentsOf(call, sources.bindings), called.bindings);
  const inside = sources.with(bindings);
  for (const returned of returnedBy(called.node)) {
    const found = look(returned, inside);
    if (found) return found;
  }
  return null;
}
