/** What an expression stands for as far as steps are concerned, and the names that functions close over. */
import type { ts } from 'ts-morph';
import { contains } from '../syntax/ast.ts';
import { type Bindings, noBindings } from '../syntax/bindings.ts';
import type { FunctionNode } from '../syntax/scope.ts';

export type Value =
  /** The argument that the SDK passes to a handler. `publishes`: whether its `publish` makes steps. */
  | { kind: 'context'; publishes?: boolean }
  /** `step` (empty path), `step.ai` (`['ai']`), `step.run` (`['run']`) … */
  | { kind: 'tools'; path: readonly string[] }
  /** `group` of SDK 4. */
  | { kind: 'group'; path: readonly string[] }
  /** `fns` of SDK 1 and 2: every member is a function that runs as a step. */
  | { kind: 'fns'; path: readonly string[] }
  | { kind: 'event' }
  | ObjectValue
  | ListValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  /** One of several, decided at run time. */
  | { kind: 'choice'; options: readonly Option[] }
  /** Something outside the workspace that was passed the means to make steps. */
  | { kind: 'carrier'; source: string }
  /** Only its type is known, and the type has members that make steps. */
  | { kind: 'typed'; members: readonly ts.TypeElement[] };

export interface Option {
  /** Distinguishes it from the others: a key, an index, a condition. */
  label: string;
  value: Value;
}

export interface ObjectValue {
  kind: 'object';
  literal: ts.ObjectLiteralExpression;
  frame: Frame;
}

export interface ListValue {
  kind: 'list';
  items: readonly (Value | null)[];
}

/** A function together with the names it closes over. */
export interface FunctionValue {
  kind: 'function';
  node: FunctionNode;
  frame: Frame;
  /** Arguments given beforehand by `bind`. */
  partial?: readonly Argument[];
}

export interface ClassValue {
  kind: 'class';
  node: ts.ClassLikeDeclaration;
  frame: Frame;
}

export interface InstanceValue {
  kind: 'instance';
  node: ts.ClassLikeDeclaration;
  /** Around the class's methods and fields; its `self` is the instance. */
  body: Frame;
  /** Parameters of the constructor call; null when the call is unknown. */
  construction: Frame | null;
  /** The part that the base class makes. */
  base: InstanceValue | null;
}

/** What an argument stands for, and its code (null when it is not written at the call). */
export interface Argument {
  value: Value | null;
  source: ts.Expression | null;
}

/** A single value or a choice among those known; null when there is none. */
export function oneOf(options: readonly Option[]): Value | null {
  const flat = options.flatMap((option) =>
    option.value.kind === 'choice' ? option.value.options : [option],
  );
  const distinct: Option[] = [];
  for (const option of flat) {
    const same = distinct.find(({ value }) => isSame(value, option.value));
    if (!same) distinct.push({ ...option });
    else if (same.label !== option.label) same.label = `${same.label}, ${option.label}`;
  }
  const [first] = distinct;
  if (!first) return null;
  return distinct.length === 1 ? first.value : { kind: 'choice', options: distinct };
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'tools' && b.kind === 'tools') return a.path.join('.') === b.path.join('.');
  if (a.kind === 'function' && b.kind === 'function') return a.node === b.node && a.frame === b.frame;
  return (a.kind === 'context' || a.kind === 'event') && a.kind === b.kind;
}

/** The functions that a value may be. */
export function functionsOf(value: Value | null): FunctionValue[] {
  if (value?.kind === 'function') return [value];
  if (value?.kind !== 'choice') return [];
  return value.options.flatMap((option) => functionsOf(option.value));
}

/** The names that are bound while one function (or class body) is evaluated, and the frame around it. */
export class Frame {
  /** The function, class or object literal whose code runs in it; null at the top of the modules. */
  readonly owner: ts.Node | null;
  readonly parent: Frame | null;
  /** What `this` is; null: as in the frame around. */
  readonly self: Value | null;
  readonly #readBindings: (() => Bindings) | null;
  #bindings: Bindings | null = null;
  readonly #bound = new Map<ts.Node, Value | null>();
  #known = new Map<ts.Node, Value | null>();
  #knownAt = 0;

  constructor(
    owner: ts.Node | null,
    parent: Frame | null,
    self: Value | null = null,
    readBindings: (() => Bindings) | null = null,
  ) {
    this.owner = owner;
    this.parent = parent;
    this.self = self;
    this.#readBindings = readBindings;
  }

  /** The code that the parameters of this frame and of those around it stand for. */
  get bindings(): Bindings {
    this.#bindings ??= this.#readBindings?.() ?? this.parent?.bindings ?? noBindings;
    return this.#bindings;
  }

  bind(declaration: ts.Node, value: Value | null): void {
    this.#bound.set(declaration, value);
  }

  /** Undefined: no frame binds it. */
  find(declaration: ts.Node): Value | null | undefined {
    for (let frame: Frame | null = this; frame; frame = frame.parent) {
      const value = frame.#bound.get(declaration);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Values of this frame alone. */
  get bound(): IterableIterator<Value | null> {
    return this.#bound.values();
  }

  /** Results in this frame, valid until the next assignment. */
  known(version: number): Map<ts.Node, Value | null> {
    if (this.#knownAt !== version) {
      this.#known = new Map();
      this.#knownAt = version;
    }
    return this.#known;
  }

  /** The innermost frame whose code contains `node`. */
  around(node: ts.Node): Frame {
    for (let frame: Frame = this; ; frame = frame.parent) {
      if (frame.parent === null || (frame.owner && frame.owner !== node && contains(frame.owner, node)))
        return frame;
    }
  }
}
