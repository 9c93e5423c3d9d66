/** Whether running a function may make a step; asked before its code is drawn. */

import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import { isAgentRun } from './agents.ts';
import type { Frame } from './frame.ts';
import { memberOf } from './members.ts';
import { type FunctionValue, functionsOf, type Passed, type Value } from './value.ts';
import type { Values } from './values.ts';

/** So many questions are asked again rather than answered from a half-finished round. */
const patience = 2000;

/** Functions that are read because `step` may be imported anywhere; after so many only near ones are. */
const farthest = 1000;

export class MayStep {
  readonly #values: Values;
  /** Answers for functions by the frame that they close over; false while one is being found. */
  readonly #answers = new WeakMap<Frame, Map<ts.Node, boolean>>();
  readonly #asking = new Set<ts.Node>();
  /** A function that is being asked was asked again by what it calls. */
  #isCyclic = false;
  #asked = 0;

  /** The function's file imports `step` from the SDK: then any function may, however far away. */
  readonly #isAnywhere: boolean;

  constructor(values: Values, isAnywhere: boolean) {
    this.#values = values;
    this.#isAnywhere = isAnywhere;
  }

  /** True when calling `fn` with these arguments may make a step. */
  call(fn: FunctionValue, passed: readonly Passed[], from: ts.Node): boolean {
    if (passed.some(({ value }) => this.carries(value, from))) return true;
    return this.#isNear(fn, from) && this.function(fn);
  }

  /** True when a value lets its receiver make steps: the tools, or a function that makes them. */
  carries(value: Value | null, from: ts.Node, depth = 0): boolean {
    if (!value || depth > 3) return false;
    if (this.#values.carriesSteps(value)) return true;
    if (value.kind === 'function') return this.#isNear(value, from) && this.function(value);
    if (value.kind === 'list') return value.items.some((item) => this.carries(item, from, depth + 1));
    if (value.kind === 'choice') {
      return value.options.some((option) => this.carries(option.value, from, depth + 1));
    }
    if (value.kind !== 'object') return false;
    return value.literal.properties.some((property) => {
      const name = property.name ? nameText(property.name) : null;
      return name !== null && this.carries(memberOf(value, name, this.#values, 0), from, depth + 1);
    });
  }

  /** True when the function's own code may make a step, whatever it is given. */
  function(fn: FunctionValue): boolean {
    const { node, frame } = fn;
    if (!node.body) return false;
    const answers = this.#answers.get(frame) ?? new Map<ts.Node, boolean>();
    this.#answers.set(frame, answers);
    const known = answers.get(node);
    if (known !== undefined) return known;
    // Asked by itself, perhaps in another frame: a closure made anew in each round.
    if (this.#asking.has(node)) {
      this.#isCyclic = true;
      answers.delete(node);
      return false;
    }
    this.#asking.add(node);
    const inside = this.#values.call(fn, []);
    const { body } = node;
    const answer = this.#values.within(inside, () => this.#isIn(body));
    this.#asking.delete(node);
    this.#asked += 1;
    // "No" said while a caller was still being asked may turn out to be "yes".
    if (answer || !this.#isCyclic || this.#asked > patience) answers.set(node, answer);
    else answers.delete(node);
    if (this.#asking.size === 0) this.#isCyclic = false;
    return answer;
  }

  #isIn(root: ts.Node): boolean {
    let found = false;
    const visit = (node: ts.Node): void => {
      if (found) return;
      if (ts.isCallExpression(node)) found = this.#isMadeBy(node, root);
      if (!found) ts.forEachChild(node, visit);
    };
    visit(root);
    return found;
  }

  #isMadeBy(call: ts.CallExpression, root: ts.Node): boolean {
    const values = this.#values;
    const value = values.of(call.expression);
    if (value?.kind === 'tools' || value?.kind === 'group' || value?.kind === 'fns') return true;
    if (value?.kind === 'carrier') return true;
    if (isAgentRun(call, values.sources)) return true;
    if (functionsOf(value).some((fn) => this.#isNear(fn, root) && this.function(fn))) return true;
    return call.arguments.some((argument) => this.carries(values.of(argument), root));
  }

  /**
   * Functions that may hold step tools without being given them: closures, methods of objects that carry the tools,
   * files that use the SDK. Others are not read: that would be the whole program.
   */
  #isNear(fn: FunctionValue, from: ts.Node): boolean {
    if (this.#isAnywhere && this.#asked < farthest) return true;
    const file = fn.node.getSourceFile();
    if (file === from.getSourceFile()) return true;
    for (let frame: Frame | null = fn.frame; frame?.owner; frame = frame.parent) {
      if (!ts.isClassLike(frame.owner)) return true;
      if (this.#values.carriesSteps(frame.self)) return true;
    }
    return this.#values.sources.file(file.fileName)?.usesSdk ?? false;
  }
}
