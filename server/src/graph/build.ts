/** What the handlers of statements and expressions share while one function's graph is made. */
import type { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import type { MayStep } from '../evaluation/may-step.ts';
import type { FunctionValue, Passed } from '../evaluation/value.ts';
import type { Values } from '../evaluation/values.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { GraphNode, Note } from '../workflow-graph.ts';
import type { Block } from './block.ts';
import type { Draft } from './draft.ts';
import type { Evaluation } from './expressions/evaluation.ts';
import type { Promises } from './expressions/promises.ts';

/** Where in the structure a piece of code stands. Passed down, never changed. */
export interface Place {
  /** Compound node that contains it. */
  readonly parent: string | null;
  /** Structure around it, as text; names the nodes that have no name of their own. */
  readonly path: string;
  /** Branches around it (conditions, cases, loops, `try`), as text: whether one place surely comes before another. */
  readonly branch: string;
  /** In front of the names of steps inside a helper that was inlined. */
  readonly prefix: string;
  /** The code may run several times at once. */
  readonly multiple: boolean;
}

/** A function whose body is being drawn. */
export interface Activation {
  readonly node: FunctionNode;
  /** It was handed over as a value and called by whoever received it. */
  readonly isCallback: boolean;
}

/** How a call of a function is drawn. */
export interface Inlining {
  readonly place: Place;
  readonly isCallback: boolean;
}

export interface Build {
  readonly definition: FunctionDefinition;
  readonly values: Values;
  readonly mayStep: MayStep;
  readonly draft: Draft;
  readonly notes: Note[];
  readonly promises: Promises;
  /** Functions being inlined, outermost first. */
  readonly stack: readonly Activation[];
  /** What a `yield` of the generator being drawn runs: the body of the loop over it. */
  readonly consumers: ((place: Place) => Block)[];
  statement(node: ts.Statement, place: Place): Block;
  /** The expression as it is when its value is needed at once: what it starts, it waits for. */
  expression(node: ts.Expression, place: Place): Block;
  /** The expression in two parts: what happens on the spot, and what it has started when it is left. */
  evaluate(node: ts.Expression, place: Place): Evaluation;
  /** A function's body as it runs when called; `return` leads to the block's exits. */
  inline(fn: FunctionValue, passed: readonly Passed[], inlining: Inlining): Block;
  /** True when drawing the function now would never come to an end. */
  isRecursive(node: FunctionNode): boolean;
  /** The variable holds the result of a wait from here on. */
  holdInVariable(waitId: string, variable: ts.Identifier): void;
  node(kind: GraphNode['kind'], id: string, label: string, source: ts.Node, place: Place): string;
  note(severity: Note['severity'], code: string, message: string, at: ts.Node): void;
}

/** The same place one structure deeper. */
export function inside(place: Place, segment: string, more: Partial<Place> = {}): Place {
  return { ...place, path: under(place.path, segment), ...more };
}

/** The same place in code that runs only sometimes. */
export function inBranch(place: Place, segment: string, more: Partial<Place> = {}): Place {
  return inside(place, segment, { branch: under(place.branch, segment), ...more });
}

function under(path: string, segment: string): string {
  return path === '' ? segment : `${path}/${segment}`;
}
