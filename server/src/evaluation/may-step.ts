/** Whether running a function may make a step, decided before its code is drawn. */

import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import { isAgent, isAgentRun } from './agents.ts';
import type { Environment } from './environment.ts';
import { memberOf } from './members.ts';
import { type Argument, type Frame, type FunctionValue, functionsOf, type Value } from './value.ts';

/** After this many functions, provisional answers are kept instead of being computed again. */
const maxExactAnswers = 2000;

/** Functions read because `step` may be imported anywhere; after this many, only near ones are. */
const maxFarFunctions = 1000;

export class MayStep {
  /** Answers for functions by the frame that they close over; false while one is being found. */
  readonly #answers = new WeakMap<Frame, Map<ts.Node, boolean>>();
  readonly #asking = new Set<ts.Node>();
  /** A function being analysed was reached again through what it calls. */
  #isCyclic = false;
  #asked = 0;

  /** The function's file imports `step` from the SDK: then any function may make steps, however far away. */
  readonly #isAnywhere: boolean;

  constructor(isAnywhere: boolean) {
    this.#isAnywhere = isAnywhere;
  }

  /** True when calling `fn` with these arguments may make a step. */
  call(fn: FunctionValue, args: readonly Argument[], from: ts.Node, environment: Environment): boolean {
    if (args.some(({ value }) => this.carries(value, from, environment))) return true;
    if (args.some(({ source }) => source && isAgent(source, environment.sources))) return true;
    return this.#isNear(fn, from, environment) && this.function(fn, environment);
  }

  /** True when a value lets its receiver make steps: the tools, or a function that makes them. */
  carries(value: Value | null, from: ts.Node, environment: Environment, depth = 0): boolean {
    if (!value || depth > 3) return false;
    if (environment.carriesSteps(value)) return true;
    if (value.kind === 'function')
      return this.#isNear(value, from, environment) && this.function(value, environment);
    if (value.kind === 'list')
      return value.items.some((item) => this.carries(item, from, environment, depth + 1));
    if (value.kind === 'choice') {
      return value.options.some((option) => this.carries(option.value, from, environment, depth + 1));
    }
    if (value.kind !== 'object') return false;
    return value.literal.properties.some((property) => {
      const name = property.name ? nameText(property.name) : null;
      return (
        name !== null && this.carries(memberOf(value, name, environment, 0), from, environment, depth + 1)
      );
    });
  }

  /** True when the function's own code may make a step, whatever it is given. */
  function(fn: FunctionValue, environment: Environment): boolean {
    const { node, frame } = fn;
    if (!node.body) return false;
    const answers = this.#answers.get(frame) ?? new Map<ts.Node, boolean>();
    this.#answers.set(frame, answers);
    const known = answers.get(node);
    if (known !== undefined) return known;
    // Reached from itself, perhaps in another frame: a closure created on each call.
    if (this.#asking.has(node)) {
      this.#isCyclic = true;
      answers.delete(node);
      return false;
    }
    this.#asking.add(node);
    const answer = this.#isIn(node.body, environment.at(environment.call(fn, [])));
    this.#asking.delete(node);
    this.#asked += 1;
    // "No" while a caller is still being analysed may turn out to be "yes".
    if (answer || !this.#isCyclic || this.#asked > maxExactAnswers) answers.set(node, answer);
    else answers.delete(node);
    if (this.#asking.size === 0) this.#isCyclic = false;
    return answer;
  }

  #isIn(root: ts.Node, environment: Environment): boolean {
    let found = false;
    const visit = (node: ts.Node): void => {
      if (found) return;
      if (ts.isCallExpression(node)) found = this.#isMadeBy(node, root, environment);
      if (!found) ts.forEachChild(node, visit);
    };
    visit(root);
    return found;
  }

  #isMadeBy(call: ts.CallExpression, root: ts.Node, environment: Environment): boolean {
    const value = environment.evaluate(call.expression);
    if (value?.kind === 'tools' || value?.kind === 'group' || value?.kind === 'fns') return true;
    if (value?.kind === 'carrier') return true;
    if (isAgentRun(call, environment.sources)) return true;
    if (
      functionsOf(value).some((fn) => this.#isNear(fn, root, environment) && this.function(fn, environment))
    )
      return true;
    return call.arguments.some((argument) => this.carries(environment.evaluate(argument), root, environment));
  }

  /**
   * Functions that may hold step tools without being given them: closures, methods of objects that carry the tools,
   * files that use the SDK. Others are not read: that would be the whole program.
   */
  #isNear(fn: FunctionValue, from: ts.Node, environment: Environment): boolean {
    if (this.#isAnywhere && this.#asked < maxFarFunctions) return true;
    const file = fn.node.getSourceFile();
    if (file === from.getSourceFile()) return true;
    for (let frame: Frame | null = fn.frame; frame?.owner; frame = frame.parent) {
      if (!ts.isClassLike(frame.owner)) return true;
      if (environment.carriesSteps(frame.self)) return true;
    }
    return environment.sources.file(file.fileName)?.usesSdk ?? false;
  }
}
