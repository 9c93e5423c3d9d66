/** Instances of classes: constructor arguments, fields, base classes. */
import { ts } from 'ts-morph';
import { constructorOf, superCallIn } from '../syntax/ast.ts';
import type { Environment } from './environment.ts';
import { type Argument, type ClassValue, Frame, type InstanceValue, type Value } from './value.ts';

const maxChainLength = 8;

/** `new C(…)`. */
export function construct(
  made: ClassValue,
  args: readonly Argument[],
  environment: Environment,
): InstanceValue {
  return assemble(made, args, environment, null, 0);
}

/** An instance whose construction is unknown: injected, or known by its type only. */
export function typicalInstance(made: ClassValue, environment: Environment): InstanceValue {
  return assemble(made, null, environment, null, 0);
}

/** `this` in a method that was reached without its object. */
export function instanceOfThis(node: ts.Node, environment: Environment): Value | null {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isClassLike(at)) {
      // The instance on which the method was called that makes the function.
      const self = environment.sources.boundValue(at);
      if (self) return environment.evaluate(self);
      return typicalInstance({ kind: 'class', node: at, frame: environment.frame.around(at) }, environment);
    }
    if (ts.isObjectLiteralExpression(at)) return { kind: 'object', literal: at, frame: environment.frame };
  }
  return null;
}

/** `super` in a method of one of the instance's classes. */
export function baseOf(node: ts.Node, self: Value | null): Value | null {
  const owner = ts.findAncestor(node, ts.isClassLike);
  let part = self?.kind === 'instance' ? self : null;
  while (part && part.node !== owner) part = part.base;
  return part?.base ?? null;
}

function assemble(
  made: ClassValue,
  args: readonly Argument[] | null,
  environment: Environment,
  self: InstanceValue | null,
  depth: number,
): InstanceValue {
  const { node } = made;
  const instance: InstanceValue = {
    kind: 'instance',
    node,
    body: made.frame,
    construction: null,
    base: null,
  };
  // `this` in a base class is the whole instance.
  instance.body = new Frame(node, made.frame, self ?? instance);
  const maker = constructorOf(node);
  if (maker) {
    const called = args ?? maker.parameters.map(() => ({ value: null, source: null }));
    instance.construction = environment.call({ kind: 'function', node: maker, frame: instance.body }, called);
  }
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const parent =
    heritage?.types[0] && depth < maxChainLength
      ? environment.at(made.frame).evaluate(heritage.types[0].expression)
      : null;
  if (parent?.kind === 'class') {
    const superCall = maker?.body ? superCallIn(maker.body) : null;
    const frame = instance.construction ?? instance.body;
    const given = superCall ? environment.at(frame).argumentsOf(superCall) : maker ? null : args;
    instance.base = assemble(parent, given, environment, self ?? instance, depth + 1);
  }
  return instance;
}
