/** The names that are bound while one function (or class body) is looked at, and the frame around it. */
import type { ts } from 'ts-morph';
import type { Value } from './value.ts';

export class Frame {
  /** The function, class or object literal whose code runs in it; null at the top of the modules. */
  readonly owner: ts.Node | null;
  readonly parent: Frame | null;
  /** What `this` is; null: as in the frame around. */
  readonly self: Value | null;
  /** Code of the arguments, by parameter. */
  readonly given = new Map<ts.Node, ts.Expression | readonly ts.Expression[]>();
  readonly #bound = new Map<ts.Node, Value | null>();
  #known = new Map<ts.Node, Value | null>();
  #knownAt = 0;

  constructor(owner: ts.Node | null, parent: Frame | null, self: Value | null = null) {
    this.owner = owner;
    this.parent = parent;
    this.self = self;
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

  /** What has been found out in this frame, as long as no name was given another value since. */
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
      if (frame.parent === null || (frame.owner && contains(frame.owner, node))) return frame;
    }
  }
}

function contains(outer: ts.Node, node: ts.Node): boolean {
  return (
    outer !== node &&
    node.pos >= outer.pos &&
    node.end <= outer.end &&
    node.getSourceFile() === outer.getSourceFile()
  );
}
