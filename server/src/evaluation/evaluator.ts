/**
 * Finds out what expressions stand for: the handler's argument, the step tools, a function with what it closes over,
 * an object or instance that carries them. Decided by following names and calls, not by how things are called.
 */
import { ts } from 'ts-morph';
import { returnedBy } from '../syntax/ast.ts';
import { argumentsOf } from '../syntax/bindings.ts';
import { unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { bindingsOfArguments } from './argument-code.ts';
import { callsItself } from './calls-itself.ts';
import { isCarrying } from './carrying.ts';
import type { Environment } from './environment.ts';
import { valueOfExpression } from './expressions.ts';
import { elementValue, valueOfNode } from './names.ts';
import { Nesting } from './nesting.ts';
import { returnsOf } from './returns.ts';
import { type Argument, Frame, type FunctionValue, oneOf, type Value } from './value.ts';

/** Nesting of call results that is followed. */
const maxCallDepth = 6;
const maxDepth = 40;

/** What names and members have been assigned so far; grows as a function's code is walked. */
class Assignments {
  /** Incremented on every assignment, which makes earlier results stale. */
  version = 0;
  /** By the literal or class that makes the object. */
  readonly members = new Map<ts.Node, Map<string, Value>>();
}

export class Evaluator implements Environment {
  readonly top: Frame;
  readonly frame: Frame;
  readonly nesting: Nesting;
  readonly #files: Sources;
  readonly #assignments: Assignments;
  readonly #callDepth: number;

  private constructor(
    files: Sources,
    { top, nesting }: Pick<Evaluator, 'top' | 'nesting'>,
    assignments: Assignments,
    frame: Frame,
    callDepth: number,
  ) {
    this.#files = files;
    this.top = top;
    this.nesting = nesting;
    this.frame = frame;
    this.#assignments = assignments;
    this.#callDepth = callDepth;
  }

  /** At the top of the modules. */
  static of(sources: Sources): Evaluator {
    const top = new Frame(null, null, null, () => sources.bindings);
    return new Evaluator(sources, { top, nesting: new Nesting() }, new Assignments(), top, 0);
  }

  /** The files, in which the parameters of the frame stand for the code of the arguments. */
  get sources(): Sources {
    return this.#files.with(this.frame.bindings);
  }

  at(frame: Frame): Evaluator {
    if (frame === this.frame) return this;
    return new Evaluator(this.#files, this, this.#assignments, frame, this.#callDepth);
  }

  evaluate(expression: ts.Expression, depth = 0): Value | null {
    if (depth > maxDepth) return null;
    const inner = unwrap(expression, true);
    if (isPlain(inner)) return null;
    const known = this.frame.known(this.#assignments.version);
    const found = known.get(inner);
    if (found !== undefined) return found;
    // While it is being evaluated: a name that depends on itself stands for nothing.
    known.set(inner, null);
    const value = this.nesting.evaluation(() => valueOfExpression(inner, this, depth + 1));
    this.frame.known(this.#assignments.version).set(inner, value);
    return value;
  }

  evaluateDeclaration(node: ts.Node, depth: number): Value | null {
    return this.nesting.evaluation(() => valueOfNode(node, this, depth));
  }

  resultOf(fn: FunctionValue, args: readonly Argument[]): Value | null {
    if (this.#callDepth >= maxCallDepth) return null;
    // The result of calling a generator is an iterator.
    if (fn.node.asteriskToken || returnedBy(fn.node).length === 0) return null;
    const caller = new Evaluator(this.#files, this, this.#assignments, this.frame, this.#callDepth + 1);
    return this.nesting.of(fn.node, () => {
      const inside = caller.at(caller.call(fn, args));
      return oneOf(
        returnsOf(fn.node, inside).flatMap(({ expression, label }) => {
          const value = inside.evaluate(expression);
          return value ? [{ label, value }] : [];
        }),
      );
    });
  }

  call(fn: FunctionValue, args: readonly Argument[]): Frame {
    const code = new Map<ts.Node, ts.Expression | readonly ts.Expression[]>();
    const frame = new Frame(fn.node, fn.frame, null, () =>
      bindingsOfArguments(fn.node, code, fn.frame.bindings, this.frame.bindings),
    );
    const passed = [...(fn.partial ?? []), ...args];
    const isOnce = !callsItself(fn.node);
    for (const [index, parameter] of fn.node.parameters.entries()) {
      if (parameter.dotDotDotToken) {
        const rest = passed.slice(index);
        this.#bind(frame, parameter, { kind: 'list', items: rest.map(({ value }) => value) });
        code.set(
          parameter,
          rest.flatMap(({ source }) => (source ? [source] : [])),
        );
        break;
      }
      const { value, source } = passed[index] ?? { value: null, source: null };
      const byDefault = value ? undefined : parameter.initializer;
      const instead = byDefault && this.nesting.of(parameter, () => this.at(frame).evaluate(byDefault));
      this.#bind(frame, parameter, value ?? instead ?? null);
      const given = source ?? parameter.initializer;
      if (given && isOnce) code.set(parameter, given);
    }
    return frame;
  }

  /** Gives a parameter, variable or pattern its value in a frame. */
  #bind(
    frame: Frame,
    declaration: ts.ParameterDeclaration | ts.BindingElement | ts.VariableDeclaration,
    value: Value | null,
  ): void {
    const { name } = declaration;
    frame.bind(declaration, value);
    if (ts.isIdentifier(name)) return;
    name.elements.forEach((element, index) => {
      if (!ts.isBindingElement(element)) return;
      this.#bind(frame, element, value ? elementValue(element, index, value, this) : null);
    });
  }

  argumentsOf(call: ts.CallExpression | ts.NewExpression, depth = 0): Argument[] {
    return argumentsOf(call, this.frame.bindings).flatMap((argument): Argument[] => {
      if (!ts.isSpreadElement(argument)) return [{ value: this.evaluate(argument, depth), source: argument }];
      const list = this.evaluate(argument.expression, depth);
      return list?.kind === 'list' ? list.items.map((value) => ({ value, source: null })) : [];
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
    const before = this.evaluate(list);
    const items = before?.kind === 'list' ? before.items : [];
    this.assign(list, { kind: 'list', items: [...items, value] });
  }

  /** A name or member gets another value: `run = step.run`, `this.step = step`. */
  assign(target: ts.Expression, value: Value): void {
    const left = unwrap(target);
    if (ts.isIdentifier(left)) {
      const declaration = lookupName(left);
      if (!declaration) return;
      this.frame.around(declaration).bind(declaration, value);
      this.#assignments.version += 1;
    } else if (ts.isPropertyAccessExpression(left)) {
      const owner = this.evaluate(left.expression);
      const key = owner?.kind === 'object' ? owner.literal : owner?.kind === 'instance' ? owner.node : null;
      if (!key) return;
      const members = this.#assignments.members.get(key) ?? new Map<string, Value>();
      members.set(left.name.text, value);
      this.#assignments.members.set(key, members);
      this.#assignments.version += 1;
    }
  }

  assignedMember(owner: ts.Node, name: string): Value | null {
    return this.#assignments.members.get(owner)?.get(name) ?? null;
  }

  assignedMembers(owner: ts.Node): Iterable<Value> {
    return this.#assignments.members.get(owner)?.values() ?? [];
  }

  carriesSteps(value: Value | null): boolean {
    return this.nesting.evaluation(() => isCarrying(value, this, 0)) ?? false;
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
