/**
 * Finds out what expressions stand for: the handler's argument, the step tools, a function with what it closes over,
 * an object or instance that carries them. Decided by following names and calls, not by how things are called.
 */
import { ts } from 'ts-morph';
import { argumentsOf } from '../syntax/given.ts';
import { unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { callsItself } from './calls-itself.ts';
import { isCarrying } from './carrying.ts';
import { valueOfExpression } from './expression-value.ts';
import { Frame } from './frame.ts';
import { elementValue } from './name-value.ts';
import { returnsOf } from './returns.ts';
import { type FunctionValue, oneOf, type Passed, type Value } from './value.ts';

/** Results of calls inside results of calls are followed this far. */
const deepestCall = 6;

export class Values {
  readonly sources: Sources;
  readonly root: Frame;
  #frame: Frame;
  /** Goes up when a name or member is given another value; what was known before is found out anew. */
  #version = 0;
  #callDepth = 0;
  /** Members given by assignment, by the literal or class that makes the object. */
  readonly #assigned = new Map<ts.Node, Map<string, Value>>();

  constructor(sources: Sources) {
    this.sources = sources;
    this.root = new Frame(null, null);
    this.#frame = this.root;
  }

  get frame(): Frame {
    return this.#frame;
  }

  /** Runs `work` with the names of `frame`; texts are read with the arguments of its calls. */
  within<T>(frame: Frame, work: () => T): T {
    if (frame === this.#frame) return work();
    const outer = this.#frame;
    this.#frame = frame;
    try {
      return work();
    } finally {
      this.#frame = outer;
    }
  }

  /** Runs `work` while the parameters of the frame's calls stand for the arguments' code. */
  withArguments<T>(work: () => T): T {
    const given = new Map(this.sources.given);
    const frames: Frame[] = [];
    for (let frame: Frame | null = this.#frame; frame; frame = frame.parent) frames.push(frame);
    for (const frame of frames.reverse()) for (const [name, code] of frame.given) given.set(name, code);
    return given.size === this.sources.given.size ? work() : this.sources.withValues(given, work);
  }

  /** Null: nothing that has to do with steps, as far as can be told. */
  of(expression: ts.Expression, depth = 0): Value | null {
    if (depth > 40) return null;
    const inner = unwrap(expression, true);
    if (isPlain(inner)) return null;
    const known = this.#frame.known(this.#version);
    const found = known.get(inner);
    if (found !== undefined) return found;
    // While it is being found out: a name that is made from itself stands for nothing.
    known.set(inner, null);
    const value = valueOfExpression(inner, this, depth + 1);
    this.#frame.known(this.#version).set(inner, value);
    return value;
  }

  /** What an expression of another frame stands for. */
  in(frame: Frame, expression: ts.Expression, depth = 0): Value | null {
    return this.within(frame, () => this.of(expression, depth));
  }

  /** What a function gives back, when that is a function or an object that matters. */
  resultOf(fn: FunctionValue, passed: readonly Passed[]): Value | null {
    if (this.#callDepth >= deepestCall) return null;
    const returned = returnsOf(fn.node);
    if (returned.length === 0) return null;
    this.#callDepth += 1;
    try {
      const frame = this.call(fn, passed);
      return oneOf(
        returned.flatMap((expression) => {
          const value = this.in(frame, expression);
          return value ? [{ label: expression.getText(), value }] : [];
        }),
      );
    } finally {
      this.#callDepth -= 1;
    }
  }

  /** The frame in which a function runs when it is called. */
  call(fn: FunctionValue, args: readonly Passed[]): Frame {
    const frame = new Frame(fn.node, fn.frame);
    const passed = [...(fn.partial ?? []), ...args];
    const isOnce = !callsItself(fn.node);
    for (const [index, parameter] of fn.node.parameters.entries()) {
      if (parameter.dotDotDotToken) {
        const rest = passed.slice(index);
        this.bind(frame, parameter, { kind: 'list', items: rest.map(({ value }) => value) });
        frame.given.set(
          parameter,
          rest.flatMap(({ source }) => (source ? [source] : [])),
        );
        break;
      }
      const { value, source } = passed[index] ?? { value: null, source: null };
      const instead = !value && parameter.initializer ? this.in(frame, parameter.initializer) : null;
      this.bind(frame, parameter, value ?? instead);
      const code = source ?? parameter.initializer;
      if (code && isOnce) frame.given.set(parameter, code);
    }
    return frame;
  }

  /** The arguments of a call as they stand in the current frame; `...args` of a wrapper is spelled out. */
  passed(call: ts.CallExpression | ts.NewExpression, depth = 0): Passed[] {
    return this.withArguments(() => argumentsOf(call, this.sources.given)).flatMap((argument): Passed[] => {
      if (!ts.isSpreadElement(argument)) return [{ value: this.of(argument, depth), source: argument }];
      const list = this.of(argument.expression, depth);
      return list?.kind === 'list' ? list.items.map((value) => ({ value, source: null })) : [];
    });
  }

  /** Gives a parameter, variable or pattern its value in a frame. */
  bind(
    frame: Frame,
    declaration: ts.ParameterDeclaration | ts.BindingElement | ts.VariableDeclaration,
    value: Value | null,
  ): void {
    const { name } = declaration;
    frame.bind(declaration, value);
    if (ts.isIdentifier(name)) return;
    name.elements.forEach((element, index) => {
      if (!ts.isBindingElement(element)) return;
      this.bind(frame, element, value ? elementValue(element, index, value, this) : null);
    });
  }

  /** The call or `new` that made what a name holds; null when that cannot be told. */
  makerOf(expression: ts.Expression): ts.CallExpression | ts.NewExpression | null {
    const inner = unwrap(expression, true);
    if (ts.isCallExpression(inner) || ts.isNewExpression(inner)) return inner;
    if (!ts.isIdentifier(inner)) return null;
    const declaration = lookupName(inner);
    const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return made && !ts.isIdentifier(made) ? this.makerOf(made) : null;
  }

  /** A list gets one more element: `tasks.push(() => step.run(…))`. */
  append(list: ts.Expression, value: Value): void {
    const before = this.of(list);
    const items = before?.kind === 'list' ? before.items : [];
    this.assign(list, { kind: 'list', items: [...items, value] });
  }

  /** A name or member gets another value: `run = step.run`, `this.step = step`. */
  assign(target: ts.Expression, value: Value): void {
    const left = unwrap(target);
    if (ts.isIdentifier(left)) {
      const declaration = lookupName(left);
      if (!declaration) return;
      this.#frame.around(declaration).bind(declaration, value);
      this.#version += 1;
    } else if (ts.isPropertyAccessExpression(left)) {
      const owner = this.of(left.expression);
      const key = owner?.kind === 'object' ? owner.literal : owner?.kind === 'instance' ? owner.node : null;
      if (!key) return;
      const members = this.#assigned.get(key) ?? new Map<string, Value>();
      members.set(left.name.text, value);
      this.#assigned.set(key, members);
      this.#version += 1;
    }
  }

  /** See {@link assign}. */
  assignedMember(key: ts.Node, name: string): Value | null {
    return this.#assigned.get(key)?.get(name) ?? null;
  }

  assignedMembers(key: ts.Node): Iterable<Value> {
    return this.#assigned.get(key)?.values() ?? [];
  }

  /** True when a value gives whoever receives it the means to make steps. */
  carriesSteps(value: Value | null): boolean {
    return isCarrying(value, this, 0);
  }
}

function isPlain(node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}
