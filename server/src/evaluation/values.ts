/**
 * Finds out what expressions stand for: the handler's argument, the step tools, a function with what it closes over,
 * an object or instance that carries them. Decided by following names and calls, not by how things are called.
 */
import { ts } from 'ts-morph';
import { argumentsOf } from '../syntax/given.ts';
import { namespaceMember, type Target, targetOf, unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { isCarrying } from './carrying.ts';
import { Frame } from './frame.ts';
import { baseOf, construct, instanceOfThis } from './instances.ts';
import { elementOf, memberOf } from './members.ts';
import { returnsOf } from './returns.ts';
import { valueOfType } from './types.ts';
import { type FunctionValue, type Option, oneOf, type Passed, type Value } from './value.ts';

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
    const value = this.#find(inner, depth + 1);
    this.#frame.known(this.#version).set(inner, value);
    return value;
  }

  /** What an expression of another frame stands for. */
  in(frame: Frame, expression: ts.Expression, depth = 0): Value | null {
    return this.within(frame, () => this.of(expression, depth));
  }

  #find(inner: ts.Expression, depth: number): Value | null {
    if (ts.isIdentifier(inner)) return this.ofName(inner, depth);
    if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) {
      return { kind: 'function', node: inner, frame: this.#frame.around(inner) };
    }
    if (ts.isObjectLiteralExpression(inner)) return { kind: 'object', literal: inner, frame: this.#frame };
    if (ts.isArrayLiteralExpression(inner)) return this.#ofArray(inner, depth);
    if (ts.isClassExpression(inner)) return { kind: 'class', node: inner, frame: this.#frame.around(inner) };
    if (inner.kind === ts.SyntaxKind.ThisKeyword) return this.#ofThis(inner);
    if (inner.kind === ts.SyntaxKind.SuperKeyword) return baseOf(inner, this.#ofThis(inner));
    if (ts.isPropertyAccessExpression(inner)) return this.#ofAccess(inner, depth);
    if (ts.isElementAccessExpression(inner)) return this.#ofElementAccess(inner, depth);
    if (ts.isConditionalExpression(inner)) {
      return oneOf([
        ...this.#option(inner.condition.getText(), inner.whenTrue, depth),
        ...this.#option(`!(${inner.condition.getText()})`, inner.whenFalse, depth),
      ]);
    }
    if (ts.isBinaryExpression(inner)) return this.#ofBinary(inner, depth);
    if (ts.isNewExpression(inner)) return this.#ofNew(inner, depth);
    return ts.isCallExpression(inner) ? this.#ofCall(inner, depth) : null;
  }

  #option(label: string, expression: ts.Expression, depth: number): Option[] {
    const value = this.of(expression, depth);
    return value ? [{ label, value }] : [];
  }

  #ofArray(list: ts.ArrayLiteralExpression, depth: number): Value | null {
    if (list.elements.length > 64) return null;
    const items = list.elements.flatMap((element): (Value | null)[] => {
      if (!ts.isSpreadElement(element)) return [this.of(element, depth)];
      const inner = this.of(element.expression, depth);
      return inner?.kind === 'list' ? [...inner.items] : [];
    });
    return items.some((item) => item !== null) ? { kind: 'list', items } : null;
  }

  #ofThis(node: ts.Node): Value | null {
    for (let frame: Frame | null = this.#frame; frame; frame = frame.parent)
      if (frame.self) return frame.self;
    return instanceOfThis(node, this);
  }

  #ofAccess(inner: ts.PropertyAccessExpression, depth: number): Value | null {
    if (ts.isIdentifier(inner.expression)) {
      // Globals are by far the most; they need no look at the imports.
      if (!lookupName(inner.expression)) return null;
      const outside = namespaceMember(inner, this.sources);
      if (outside) return this.#ofTarget(outside, depth);
    }
    const whole = this.of(inner.expression, depth);
    return whole ? memberOf(whole, inner.name.text, this, depth) : null;
  }

  #ofElementAccess(inner: ts.ElementAccessExpression, depth: number): Value | null {
    const whole = this.of(inner.expression, depth);
    if (!whole) return null;
    const key = inner.argumentExpression;
    if (key && (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))) {
      return memberOf(whole, key.text, this, depth);
    }
    return elementOf(whole, this, depth);
  }

  #ofBinary(inner: ts.BinaryExpression, depth: number): Value | null {
    switch (inner.operatorToken.kind) {
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
        return this.of(inner.left, depth) ?? this.of(inner.right, depth);
      case ts.SyntaxKind.AmpersandAmpersandToken:
      case ts.SyntaxKind.CommaToken:
      case ts.SyntaxKind.EqualsToken:
        return this.of(inner.right, depth);
      default:
        return null;
    }
  }

  #ofNew(inner: ts.NewExpression, depth: number): Value | null {
    const made = this.of(inner.expression, depth);
    const passed = this.passed(inner, depth);
    if (made?.kind === 'class') return construct(made, passed, this);
    const isGiven = passed.some(({ value }) => this.carriesSteps(value));
    return isGiven ? { kind: 'carrier', source: inner.expression.getText() } : null;
  }

  #ofCall(call: ts.CallExpression, depth: number): Value | null {
    const callee = call.expression;
    if (ts.isPropertyAccessExpression(callee)) {
      const built = this.#ofBuiltIn(call, callee, depth);
      if (built !== undefined) return built;
    }
    const value = this.of(callee, depth);
    if (value?.kind === 'carrier') return null;
    const options = (value?.kind === 'choice' ? value.options : value ? [{ label: '', value }] : []).flatMap(
      ({ label, value: option }): Option[] => {
        const result = option.kind === 'function' ? this.resultOf(option, this.passed(call, depth)) : null;
        return result ? [{ label, value: result }] : [];
      },
    );
    return oneOf(options);
  }

  /** Methods of functions and lists; undefined: it is none of them. */
  #ofBuiltIn(call: ts.CallExpression, callee: ts.PropertyAccessExpression, depth: number) {
    const [first] = call.arguments;
    const method = callee.name.text;
    if (method === 'bind') {
      const value = this.of(callee.expression, depth);
      if (value?.kind !== 'function' || call.arguments.length < 2) return value;
      return { ...value, partial: this.passed(call, depth).slice(1) };
    }
    if (callee.expression.getText() === 'Object' && first) {
      if (method === 'freeze') return this.of(first, depth);
      if (method === 'values') {
        const whole = this.of(first, depth);
        const element = whole && elementOf(whole, this, depth);
        return element ? ({ kind: 'list', items: [element] } as const) : null;
      }
    }
    if (method === 'map' && first) {
      const callback = this.of(first, depth);
      const list = this.of(callee.expression, depth);
      if (callback?.kind !== 'function') return undefined;
      const element = list && elementOf(list, this, depth);
      const made = this.resultOf(callback, [{ value: element, source: null }]);
      return made ? ({ kind: 'list', items: [made] } as const) : null;
    }
    if (listMethods.has(method)) {
      const list = this.of(callee.expression, depth);
      if (list?.kind === 'list') return list;
    }
    return undefined;
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
      if (code) frame.given.set(parameter, code);
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
      this.bind(frame, element, value ? this.#elementValue(element, index, value) : null);
    });
  }

  #elementValue(element: ts.BindingElement, index: number, whole: Value): Value | null {
    if (ts.isArrayBindingPattern(element.parent)) {
      if (whole.kind !== 'list') return null;
      return element.dotDotDotToken
        ? { kind: 'list', items: whole.items.slice(index) }
        : (whole.items[index] ?? null);
    }
    if (element.dotDotDotToken) return whole.kind === 'function' ? null : whole;
    const key = element.propertyName ?? element.name;
    const name = ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : null;
    const value = name === null ? null : memberOf(whole, name, this, 0);
    return value ?? (element.initializer ? this.of(element.initializer) : null);
  }

  ofName(identifier: ts.Identifier, depth: number): Value | null {
    const declaration = lookupName(identifier);
    if (!declaration) return null;
    const bound = this.#frame.find(declaration);
    if (bound) return bound;
    if (bound === null) return this.#ofUnknown(declaration, depth);
    if (ts.isBindingElement(declaration)) return this.#ofElement(declaration, depth);
    const target = targetOf(identifier, this.sources);
    return target ? this.#ofTarget(target, depth) : null;
  }

  #ofTarget(target: Target, depth: number): Value | null {
    if (target.kind === 'sdk') {
      if (target.name === 'step') return { kind: 'tools', path: [] };
      return target.name === 'group' ? { kind: 'group', path: [] } : null;
    }
    return target.kind === 'node' ? this.ofNode(target.node, depth) : null;
  }

  /** What a declaration (or the expression of an `export default`) stands for. */
  ofNode(node: ts.Node, depth: number): Value | null {
    const bound = this.#frame.find(node);
    if (bound) return bound;
    if (bound === null) return this.#ofUnknown(node, depth);
    const given =
      ts.isParameter(node) || ts.isVariableDeclaration(node) ? this.sources.givenValue(node) : null;
    if (given) return this.in(this.root, given, depth);
    const frame = this.#frame.around(node);
    if (ts.isVariableDeclaration(node)) {
      if (node.initializer) return this.in(frame, node.initializer, depth) ?? this.#ofAnnotation(node);
      const statement = node.parent.parent;
      if (!ts.isForOfStatement(statement)) return this.#ofAnnotation(node);
      const list = this.of(statement.expression, depth);
      return list && elementOf(list, this, depth);
    }
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
      return { kind: 'function', node, frame };
    if (ts.isClassDeclaration(node)) return { kind: 'class', node, frame };
    if (ts.isBindingElement(node)) return this.#ofElement(node, depth);
    if (ts.isParameter(node)) return this.#ofParameter(node, depth);
    if (ts.isExpression(node)) return this.in(frame, node, depth);
    return null;
  }

  /** A parameter that nothing was given to: its type may tell. Asked for only now, because types lead far. */
  #ofUnknown(declaration: ts.Node, depth: number): Value | null {
    if (ts.isParameter(declaration)) return this.#ofParameter(declaration, depth);
    if (!ts.isBindingElement(declaration)) return null;
    return this.#ofElement(declaration, depth);
  }

  #ofParameter(node: ts.ParameterDeclaration, depth: number): Value | null {
    const instead = node.initializer ? this.in(this.#frame.around(node), node.initializer, depth) : null;
    return instead ?? this.#ofAnnotation(node);
  }

  #ofAnnotation(node: ts.ParameterDeclaration | ts.VariableDeclaration): Value | null {
    return node.type ? valueOfType(node.type, this) : null;
  }

  /** A name taken out of a value by destructuring. */
  #ofElement(element: ts.BindingElement, depth: number): Value | null {
    const owner = element.parent.parent;
    if (depth > 40) return null;
    const whole = ts.isBindingElement(owner)
      ? (this.#frame.find(owner) ?? this.#ofElement(owner, depth + 1))
      : this.ofNode(owner, depth + 1);
    if (!whole) return null;
    return this.#elementValue(element, element.parent.elements.indexOf(element as never), whole);
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

/** Give back the same list, in part or in another order. */
const listMethods: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'reverse',
  'sort',
  'toSorted',
  'concat',
]);

function isPlain(node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}
